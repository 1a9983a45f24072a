import { Badge } from '#app/components/ui/status.tsx';
import type { ComparedReply } from '#app/server/learning/training-figures.server.ts';

/** What the old checkpoint and the new one say to the same words, side by side. */
export function ReplyPairs({
  replies,
  label,
}: {
  readonly replies: readonly ComparedReply[];
  readonly label: string;
}) {
  return (
    <ul aria-label={label} className="flex flex-col divide-y divide-line">
      {replies.map(({ key, kind, prompt, before, after, flagsBefore, flagsAfter }) => (
        <li key={key} className="py-3">
          <p className="mb-1.5 flex flex-wrap items-baseline gap-x-3 gap-y-1">
            <span dir="auto" className="font-serif [overflow-wrap:anywhere]">
              {prompt}
            </span>
            {kind ? <span className="text-xs text-ink-faint">{kind}</span> : null}
          </p>
          <dl className="grid grid-cols-1 gap-x-6 gap-y-2 sm:grid-cols-2">
            <Said term="Old" flags={flagsBefore}>
              {before}
            </Said>
            <Said term="New" flags={flagsAfter} isSame={before === after}>
              {after}
            </Said>
          </dl>
        </li>
      ))}
    </ul>
  );
}

function Said({
  term,
  flags,
  isSame = false,
  children,
}: {
  readonly term: string;
  readonly flags: readonly string[];
  readonly isSame?: boolean;
  readonly children: string;
}) {
  return (
    <div className="min-w-0 border-l-2 border-line pl-3">
      <dt className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-ink-faint">
        {term}
        {isSame ? ', the same' : ''}
        {flags.length > 0 ? (
          <Badge tone="danger">{flags.map((flag) => flag.replace('^', '')).join(', ')}</Badge>
        ) : null}
      </dt>
      <dd
        dir="auto"
        className={`font-serif [overflow-wrap:anywhere] ${isSame ? 'text-ink-soft' : 'text-ink'}`}
      >
        {children === '' ? <span className="font-sans text-sm text-ink-faint">nothing</span> : children}
      </dd>
    </div>
  );
}
