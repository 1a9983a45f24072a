import { optionsInWords } from '#app/components/live/options-in-words.ts';
import type { StoredConversation, StoredReply } from '#db/queries/conversations-kept.ts';

/**
 * A conversation as lines of JSON: one dialogue a system, in the form in which dialogues are imported, its turns those
 * that it went on from; then what each reply came of, every attempt of it.
 */
export function conversationAsJsonLines(conversation: StoredConversation): string {
  const { id, lanes, messages, replies, createdAt, seed, settings } = conversation;
  const lines = lanes.map(({ lane, system }) => {
    const own = replies.filter((reply) => reply.lane === lane);
    return {
      conv_id: lanes.length === 1 ? id : `${id}:${lane}`,
      system,
      created_at: createdAt,
      seed,
      settings,
      turns: messages.flatMap(({ turn, text }) => {
        const reply = lastWithWords(own, turn);
        return [{ speaker: 'speaker', text }, ...(reply ? [{ speaker: 'listener', text: reply.text }] : [])];
      }),
      replies: own.map(({ turn, attempt, status, text, error, origin, tokenCount, milliseconds }) => ({
        turn,
        attempt,
        status,
        text,
        ...(error !== null && { error }),
        seed: origin.seed,
        checkpoint: origin.checkpoint,
        definition: origin.definition,
        settings: origin.settings,
        tokens: tokenCount,
        milliseconds,
      })),
    };
  });
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** A conversation to be read: who says what, a paragraph each. */
export function conversationAsText({
  title,
  createdAt,
  lanes,
  messages,
  replies,
  seed,
  settings,
}: StoredConversation): string {
  const paragraphs = messages.flatMap(({ turn, text }) => [
    `You: ${text}`,
    ...lanes.flatMap(({ lane, system }) => {
      const reply = lastWithWords(
        replies.filter((each) => each.lane === lane),
        turn,
      );
      return reply ? [`${system}: ${reply.text}`] : [];
    }),
  ]);
  const asked = [`seed ${seed}`, ...optionsInWords(settings)].join(', ');
  return `${[`${title || 'Conversation'} (${createdAt}; ${asked})`, ...paragraphs].join('\n\n')}\n`;
}

function lastWithWords(replies: readonly StoredReply[], turn: number): StoredReply | undefined {
  return replies.findLast(
    (reply) =>
      reply.turn === turn && reply.text !== '' && (reply.status === 'done' || reply.status === 'stopped'),
  );
}
