import type { BlindedResponse, BlindedTurn, BlindedView } from '#annotations/blinded-view.ts';
import { Background, TurnEntry } from './conversation.tsx';
import type { RowHandling } from './criterion-row.tsx';
import { CriterionRows } from './criterion-rows.tsx';

/** What stands before the first reply that is rated. */
export function DialogueBeginning({
  item,
}: {
  readonly item: Pick<BlindedView, 'turns' | 'emotion' | 'situation'>;
}) {
  return (
    <section aria-labelledby="conversation" className="px-3.5 sm:px-5">
      <h2 id="conversation" className="text-xs font-semibold tracking-wider text-ink-faint uppercase">
        Conversation
      </h2>
      <Background item={item} />
      <Turns turns={item.turns} />
    </section>
  );
}

interface DialogueAnswersProps extends RowHandling {
  readonly item: Pick<BlindedView, 'responses' | 'criteria'>;
}

/** The listener's replies in their places, each with what is asked of it, and at the end what is asked of the whole. */
export function DialogueAnswers({ item, ...handling }: DialogueAnswersProps) {
  const ofReplies = item.criteria.filter(({ about }) => about !== 'dialogue');
  return (
    <>
      {item.responses.map((reply) => (
        <Reply key={reply.position} reply={reply} criteria={ofReplies} {...handling} />
      ))}
      <WholeCard item={item} {...handling} />
    </>
  );
}

interface ReplyProps extends RowHandling {
  readonly reply: BlindedResponse;
  readonly criteria: BlindedView['criteria'];
}

function Reply({ reply, criteria, ...handling }: ReplyProps) {
  const { position, label, text, before = [] } = reply;
  const id = `answer-${position}`;
  return (
    <>
      {before.length > 0 ? (
        <div className="px-3.5 sm:px-5">
          <Turns turns={before} />
        </div>
      ) : null}
      <article
        aria-labelledby={id}
        data-answer={position}
        className="@container scroll-mt-4 sm:ms-5 scroll-mb-24 rounded-xl border border-line bg-surface"
      >
        <div className="px-3.5 pt-3 pb-3 @sm:px-5">
          <h3 id={id} className="text-xs font-medium text-ink-faint">
            Listener <span className="sr-only">, reply {label}</span>
          </h3>
          <p dir="auto" className="mt-0.5 font-serif text-lg leading-relaxed break-words whitespace-pre-line">
            {text}
          </p>
        </div>
        {criteria.length === 0 ? null : (
          <div className="flex flex-col border-t border-line">
            <CriterionRows
              criteria={criteria}
              position={position}
              id={id}
              answerId={id}
              answerName={label}
              {...handling}
            />
          </div>
        )}
      </article>
    </>
  );
}

function WholeCard({ item, ...handling }: DialogueAnswersProps) {
  const criteria = item.criteria.filter(({ about }) => about === 'dialogue');
  const last = item.responses.at(-1);
  if (criteria.length === 0 || !last) return null;
  return (
    <section
      aria-labelledby="whole-dialogue"
      className="@container mt-2 rounded-xl border border-line-strong bg-surface"
    >
      <h2 id="whole-dialogue" className="px-3.5 pt-4 pb-2 font-serif text-lg font-semibold @sm:px-5">
        The conversation as a whole
      </h2>
      <CriterionRows
        criteria={criteria}
        position={last.position}
        id="whole"
        answerId="whole-dialogue"
        {...handling}
      />
    </section>
  );
}

function Turns({ turns }: { readonly turns: readonly BlindedTurn[] }) {
  if (turns.length === 0) return null;
  return (
    <ol className="mt-4 flex flex-col gap-4">
      {turns.map((turn, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the turns of an item never change
        <TurnEntry key={index} turn={turn} />
      ))}
    </ol>
  );
}
