import type { ArenaTable, PairCounts } from '#annotations/arena/arena-table.ts';
import { bodyCell, headCell } from '../results/table-style.ts';
import { Scrolling } from '../scrolling.tsx';
import { percent } from './table-page.ts';

/** Every system's votes against every other. */
export function VotesMatrix({ table: { systems, pairs } }: { readonly table: ArenaTable }) {
  const names = systems.map(({ system }) => system);
  return (
    <Scrolling label="Votes by pair">
      <table className="text-sm">
        <caption className="sr-only">Votes of each row against each column</caption>
        <thead>
          <tr className="border-b border-line">
            <td />
            {names.map((name) => (
              <th key={name} scope="col" className={`${headCell} min-w-32 [overflow-wrap:anywhere]`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((row) => (
            <tr key={row} className="border-b border-line last:border-0">
              <th
                scope="row"
                className={`${bodyCell} sticky left-0 min-w-24 max-w-40 bg-surface text-left font-medium [overflow-wrap:anywhere]`}
              >
                {row}
              </th>
              {names.map((column) => (
                <Cell key={column} counts={row === column ? null : countsOf(pairs, row, column)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}

interface Counts {
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  readonly bothBad: number;
}

function countsOf(pairs: readonly PairCounts[], row: string, column: string): Counts | undefined {
  const pair = pairs.find(({ systems }) => systems.includes(row) && systems.includes(column));
  if (!pair) return undefined;
  const [wins, losses] = pair.systems[0] === row ? pair.wins : [pair.wins[1], pair.wins[0]];
  return { wins, losses, ties: pair.ties, bothBad: pair.bothBad };
}

/** Null on the diagonal; undefined for a pair that has no votes. */
function Cell({ counts }: { readonly counts: Counts | null | undefined }) {
  if (counts === null)
    return (
      <td className={`${bodyCell} text-ink-faint`}>
        <span aria-hidden>·</span>
      </td>
    );
  if (!counts) return <td className={`${bodyCell} text-ink-faint`}>no votes</td>;
  const { wins, losses, ties, bothBad } = counts;
  const all = wins + losses + ties + bothBad;
  const share = (wins + (ties + bothBad) / 2) / all;
  return (
    <td className={bodyCell} style={{ backgroundColor: tint(share) }}>
      <span className="font-medium tabular-nums">{percent(share)}</span>
      <span className="block text-xs whitespace-nowrap text-ink-soft tabular-nums">
        {wins} won · {losses} lost
      </span>
      <span className="block text-xs whitespace-nowrap text-ink-soft tabular-nums">
        {ties} tied · {bothBad} neither
      </span>
    </td>
  );
}

/** The further from half, the stronger; the number says the same. */
function tint(share: number): string {
  const strength = Math.round(Math.abs(share - 0.5) * 60);
  return `color-mix(in srgb, var(${share >= 0.5 ? '--plot-1' : '--plot-2'}) ${strength}%, transparent)`;
}
