import { type ReactNode, useEffect, useRef } from 'react';
import { PlainText } from '../rating/plain-text.tsx';
import { ChatProblem } from './chat-problem.tsx';
import type { ConversationView } from './chat-view.ts';
import { MessageComposer } from './message-composer.tsx';
import { MessageList, RepliesTold, type ReplyPlace } from './message-list.tsx';
import { ReplyTools } from './reply-tools.tsx';
import { ReplyWrittenBy } from './reply-written-by.tsx';
import { useConversation } from './use-conversation.ts';
import { takeOpening, useDraft } from './use-draft.ts';
import { useStickToBottom } from './use-stick-to-bottom.ts';

interface ConversationPageProps {
  readonly view: ConversationView;
  /** Over the conversation; `opening` is what was said first. */
  readonly header: (opening: string) => ReactNode;
  /** What those read who came by a link. */
  readonly welcome: string;
  /** Characters of a message. */
  readonly longest: number;
}

/** A conversation that goes on: what was said, and where the person writes. */
export function ConversationPage({ view, header, welcome, longest }: ConversationPageProps) {
  const { id, lanes, isEnded } = view;
  const field = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useDraft(id, field);
  const conversation = useConversation({
    view,
    address: `/chat/c/${id}/answers`,
    onUnsaid: (text) => setDraft((before) => before || text),
    onSaid: (text) => setDraft((before) => (before === text ? '' : before)),
  });
  const { turns, isWriting, problem, say, retry, stop, dismiss, keepFeedback } = conversation;
  const toBottom = useStickToBottom(turns);
  const send = (text: string) => {
    setDraft('');
    say(text);
    field.current?.focus();
    requestAnimationFrame(toBottom);
  };
  // The button goes with the reply it asks to be written anew: the focus goes on where the next message is written.
  const again = ({ turn, lane }: ReplyPlace) => {
    retry(turn, lane);
    field.current?.focus({ preventScroll: true });
  };
  // What was written where the conversation was started is said once it is here, and not where the page goes at once.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(() => {
    if (view.turns.length > 0) return;
    field.current?.focus();
    const timer = setTimeout(() => {
      const opening = takeOpening().trim();
      if (opening.length > longest) setDraft(opening);
      else if (opening !== '') send(opening);
    });
    return () => clearTimeout(timer);
  }, []);
  return (
    // As high as the window leaves, so that the composer is at its edge also where little was said.
    <div data-fills className="-mb-6 flex flex-1 flex-col gap-6 sm:-mb-8">
      {header(turns[0]?.text ?? '')}
      {welcome.trim() !== '' ? (
        <section
          aria-label="Welcome"
          className="mx-auto w-full max-w-3xl rounded-xl bg-sunken px-5 py-4 text-sm"
        >
          <PlainText text={welcome} />
        </section>
      ) : null}
      {turns.length === 0 ? (
        <p className="m-auto py-10 text-center font-serif text-lg text-ink-soft">
          Say what is on your mind{lanes.length > 1 ? `; ${lanes.length} systems reply.` : '.'}
        </p>
      ) : (
        <MessageList
          turns={turns}
          lanes={lanes}
          underReply={(reply, { isLast, ...place }) => (
            <>
              <ReplyTools
                // Each attempt has its own.
                key={place.attempt}
                reply={reply}
                place={place}
                address={`/chat/c/${id}/feedback`}
                onFeedback={keepFeedback}
                onRetry={isLast && !isEnded ? () => again(place) : null}
              />
              {reply.writing ? <ReplyWrittenBy writing={reply.writing} /> : null}
            </>
          )}
        />
      )}
      <RepliesTold told={conversation.told} lanes={lanes} />
      {isEnded ? (
        <p className="text-center text-sm text-ink-faint">This conversation has ended.</p>
      ) : (
        <MessageComposer
          text={draft}
          longest={longest}
          isWriting={isWriting}
          field={field}
          onChange={(text) => {
            setDraft(text);
            // Who changes what was refused does not want the old words to be sent.
            if (problem?.again?.requests.some(({ kind }) => kind === 'say')) dismiss();
          }}
          onSend={send}
          onStop={() => {
            stop();
            field.current?.focus();
          }}
        >
          <ChatProblem {...conversation} />
        </MessageComposer>
      )}
    </div>
  );
}
