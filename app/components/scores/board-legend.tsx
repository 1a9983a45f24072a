import { type BoardView, noteLetter } from './board-view.ts';
import { MarkSign } from './score-value.tsx';

/** What the marks and the missing scores mean. */
export function BoardLegend({ view, alpha }: { readonly view: BoardView; readonly alpha: number }) {
  const cells = view.rows.flatMap(({ cells }) => view.metrics.flatMap(({ id }) => cells[id] ?? []));
  const isMarked = cells.some(({ mark }) => mark !== null);
  const isApart = cells.some((cell) => cell.isApart);
  const hasPerson = view.rows.some(({ isHuman }) => isHuman);
  return (
    <div className="mt-5 flex max-w-[80ch] flex-col gap-2 text-sm text-ink-soft">
      {isMarked ? (
        <p>
          <MarkSign mark="best" /> best of its column. <MarkSign mark="level" /> not distinguishable from the
          best: the paired bootstrap over whole dialogues finds no difference at {alpha} (Holm over the pairs
          with the best). What has no mark differs from the best; where neither end is better, nothing is
          marked.
          {hasPerson ? ' The person’s answers are shown for comparison and are no contender.' : ''}
        </p>
      ) : null}
      <p>
        In brackets the 95 % bootstrap interval of a score over dialogues. Whether two systems differ is not
        seen from two intervals: the <em>Pairs</em> page tests it.
      </p>
      {isApart ? (
        <p>
          “Other contexts”: scored on other contexts than most systems of the column, so that it is not
          compared with them. “Other signature”: by another form of the metric.
        </p>
      ) : null}
      {view.reasons.length > 0 ? (
        <ul aria-label="Why some are not scored">
          {view.reasons.map((reason) => (
            <li key={reason}>
              <sup>{noteLetter(view.reasons, reason)}</sup> Not scored: {reason}.
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
