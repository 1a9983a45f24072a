/**
 * Where people say something in conversations, and the routes that take it: most requests of many people, each of which a
 * model waits for.
 */
export const conversationPosts: Readonly<Record<string, string>> = {
  '/chat/c/:id/answers': 'routes/_talk.chat.c.$id.answers',
  '/arena/:id/say': 'routes/_talk.arena.$id.say',
  '/rate/talk/:assignment': 'routes/_annotate.rate.talk.$assignment',
};
