import { Link } from '@remix-run/react';
import { percentText } from '#app/components/results/result-numbers.ts';
import { bodyCell, headCell, numberCell, numberHead } from '#app/components/results/table-style.ts';
import { ScrollRegion } from '#app/components/study/scroll-region.tsx';
import { formatCount } from '../dataset/format-count.ts';
import type { ScoredSystem } from './responses-page.ts';
import type { ValueBin } from './value-bins.ts';

/** Responses of a system in a bin. */
export interface Bar {
  readonly bin: string;
  readonly of: string;
}

interface BinTableProps {
  readonly bins: readonly ValueBin[];
  readonly systems: readonly ScoredSystem[];
  readonly label: string;
  readonly barAddress: (bar: Bar) => string;
}

/** Every bar as a number that leads to its responses: the way for keys and for those who do not see the plot. */
export function BinTable({ bins, systems, label, barAddress }: BinTableProps) {
  return (
    <ScrollRegion label={`Table of the bins of ${label}`}>
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">
          How many responses of each system fall into each bin of {label}; a number leads to the responses
        </caption>
        <thead>
          <tr className="border-b border-line-strong/40">
            <th scope="col" className={headCell}>
              {label}
            </th>
            {systems.map(({ name }) => (
              <th key={name} scope="col" className={`${numberHead} [overflow-wrap:anywhere]`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {bins.map((bin, at) => (
            <tr key={bin.key}>
              <th
                scope="row"
                className={`${bodyCell} py-1! text-left font-normal whitespace-nowrap tabular-nums`}
              >
                {bin.label}
              </th>
              {systems.map((system) => (
                <BinCell
                  key={system.name}
                  bin={bin}
                  system={system}
                  count={system.counts[at] ?? 0}
                  to={barAddress({ bin: bin.key, of: system.name })}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

interface BinCellProps {
  readonly bin: ValueBin;
  readonly system: ScoredSystem;
  readonly count: number;
  readonly to: string;
}

function BinCell({ bin, system, count, to }: BinCellProps) {
  return (
    <td className={`${numberCell} py-1! whitespace-nowrap`}>
      {count === 0 ? (
        <span className="text-ink-faint">0</span>
      ) : (
        <Link
          to={to}
          aria-label={`${formatCount(count)}, ${system.name}, ${bin.label}`}
          className="inline-flex min-h-6 items-center underline decoration-line-strong underline-offset-4 hover:text-accent"
        >
          {formatCount(count)}
        </Link>
      )}
      <span className="ml-1.5 inline-block min-w-10 text-xs text-ink-faint">
        {percentText(count / system.n)}
      </span>
    </td>
  );
}
