import type { BlindedTurn, BlindedView } from '#annotations/blinded-view.ts';

const names = { speaker: 'Speaker', listener: 'Listener' } as const;

/** The turns before the answers, as one reads a dialogue. On wide screens it stays in view beside them. */
export function Conversation({
  item,
}: {
  readonly item: Pick<BlindedView, 'turns' | 'emotion' | 'situation' | 'responses'>;
}) {
  return (
    <section
      aria-labelledby="conversation"
      className="rounded-xl border border-line bg-surface p-5 lg:sticky lg:top-4 lg:max-h-[calc(100dvh-7rem)] lg:overflow-y-auto"
    >
      <h2 id="conversation" className="text-xs font-semibold tracking-wider text-ink-faint uppercase">
        Conversation
      </h2>
      <Background item={item} />
      <ol className="mt-4 flex flex-col gap-4">
        {item.turns.map((turn, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the turns of an item never change
          <TurnEntry key={index} turn={turn} />
        ))}
        <li className="ms-5 border-s-2 border-dashed border-accent/60 ps-3.5">
          <p className="text-xs font-medium text-ink-faint">{names.listener}</p>
          <p className="mt-0.5 text-ink-soft">{answersInWords(item.responses)}</p>
        </li>
      </ol>
    </section>
  );
}

export function TurnEntry({ turn: { speaker, text } }: { readonly turn: BlindedTurn }) {
  return (
    <li
      className={`border-s-2 ps-3.5 ${speaker === 'speaker' ? 'border-line-strong/60' : 'ms-5 border-line'}`}
    >
      <p className="text-xs font-medium text-ink-faint">{names[speaker]}</p>
      <p dir="auto" className="mt-0.5 font-serif text-lg leading-relaxed break-words whitespace-pre-line">
        {text}
      </p>
    </li>
  );
}

export function Background({ item }: { readonly item: Pick<BlindedView, 'emotion' | 'situation'> }) {
  if (item.emotion === null && item.situation === null) return null;
  return (
    <dl className="mt-3 flex flex-col gap-2 rounded-lg bg-sunken px-3.5 py-2.5 text-sm">
      {item.emotion === null ? null : (
        <div className="flex gap-2">
          <dt className="text-ink-faint">The speaker feels</dt>
          <dd className="font-medium">{item.emotion}</dd>
        </div>
      )}
      {item.situation === null ? null : (
        <div>
          <dt className="text-ink-faint">Situation</dt>
          <dd dir="auto" className="mt-0.5 break-words">
            {item.situation}
          </dd>
        </div>
      )}
    </dl>
  );
}

/** What is to be rated stands where the listener speaks next. */
function answersInWords(responses: BlindedView['responses']): string {
  const [first, ...others] = responses.map(({ label }) => label);
  const last = others.at(-1);
  if (last === undefined) return `Answer ${first}, for you to rate`;
  return `Answers ${first} ${others.length === 1 ? 'and' : 'to'} ${last}, for you to rate`;
}
