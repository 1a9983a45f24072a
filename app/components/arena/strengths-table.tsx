import type { ArenaSystem } from '#annotations/arena/arena-table.ts';
import { bodyCell, headCell, numberCell, numberHead } from '../results/table-style.ts';
import { Scrolling } from '../scrolling.tsx';
import { type ArenaTablePage, againstAverage, percent } from './table-page.ts';

/** The picture's numbers, with ranks and counts. */
export function StrengthsTable({ page: { table } }: { readonly page: ArenaTablePage }) {
  return (
    <Scrolling label="Strengths and votes by system">
      <table className="w-full min-w-[46rem] text-sm">
        <caption className="sr-only">Rank, strength and votes of every system, the strongest first</caption>
        <thead>
          <tr className="border-b border-line">
            <th scope="col" className={headCell}>
              System
            </th>
            {['Rank', 'Strength', 'Against the average', 'Votes', 'Wins', 'Losses', 'Ties', 'Neither'].map(
              (head) => (
                <th key={head} scope="col" className={numberHead}>
                  {head}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {table.systems.map((system) => (
            <tr key={system.system} className="border-b border-line last:border-0">
              <th
                scope="row"
                className={`${bodyCell} sticky left-0 max-w-44 bg-surface text-left font-medium [overflow-wrap:anywhere]`}
              >
                {system.system}
              </th>
              <Rank rank={system.rank} />
              <td className={`${numberCell} whitespace-nowrap`}>{strengthText(system.strength)}</td>
              <td className={`${numberCell} whitespace-nowrap`}>{shareText(system.strength)}</td>
              {[system.votes, system.wins, system.losses, system.ties, system.bothBad].map((count, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns stand still
                <td key={at} className={numberCell}>
                  {count.toLocaleString('en-GB')}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}

function Rank({ rank: { value, low, high } }: { readonly rank: ArenaSystem['rank'] }) {
  if (value === null) return <td className={numberCell}>–</td>;
  return (
    <td className={`${numberCell} whitespace-nowrap`}>
      <span className="font-medium">{value}</span>
      {low === null || high === null ? null : (
        <span className="text-ink-soft">{low === high ? ' (only)' : ` (${low} to ${high})`}</span>
      )}
    </td>
  );
}

/** `0.42 [0.10, 0.75]` */
export function strengthText({ value, low, high }: ArenaSystem['strength']): string {
  if (value === null) return '–';
  const point = signed(value);
  return low === null || high === null ? point : `${point} [${signed(low)}, ${signed(high)}]`;
}

function signed(value: number): string {
  return value
    .toFixed(2)
    .replace(/^-(0\.00)$/, '$1')
    .replace('-', '−');
}

function shareText({ value, low, high }: ArenaSystem['strength']): string {
  if (value === null) return '–';
  const point = percent(againstAverage(value));
  if (low === null || high === null) return point;
  return `${point} [${percent(againstAverage(low))}, ${percent(againstAverage(high))}]`;
}
