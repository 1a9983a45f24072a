import { percentText } from '#app/components/results/result-numbers.ts';
import { bodyCell, headCell, numberCell, numberHead } from '#app/components/results/table-style.ts';
import { ScrollRegion } from '#app/components/study/scroll-region.tsx';
import { formatCount } from '../dataset/format-count.ts';
import type { DistributionPlot } from './responses-page.ts';
import { valueText } from './value-text.ts';

const heads = [
  ...['Responses', 'Exactly 0', 'Lowest', 'Lower quartile', 'Median', 'Upper quartile', 'Highest'],
  ...['Mean of responses', 'All together'],
];

/** What each system's values are in figures. */
export function DistributionTable({ plot }: { readonly plot: DistributionPlot }) {
  const { metric } = plot;
  return (
    <ScrollRegion label={`Table of ${metric.label} by system`}>
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">
          {metric.label} of single responses: number, mean and quartiles by system
        </caption>
        <thead>
          <tr className="border-b border-line-strong/40">
            <th scope="col" className={headCell}>
              System
            </th>
            {heads.map((name) => (
              <th key={name} scope="col" className={numberHead}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {plot.systems.map((system) => (
            <SystemRow key={system.name} system={system} unit={metric.unit} />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

interface SystemRowProps {
  readonly system: DistributionPlot['systems'][number];
  readonly unit: DistributionPlot['metric']['unit'];
}

function SystemRow({ system, unit }: SystemRowProps) {
  const text = (value: number) => valueText(value, unit);
  return (
    <tr>
      <th scope="row" className={`${bodyCell} min-w-28 text-left font-medium [overflow-wrap:anywhere]`}>
        {system.name}
      </th>
      {system.status === 'none' ? (
        <td colSpan={9} className={`${bodyCell} text-ink-faint`}>
          Not scored: {system.reason}
        </td>
      ) : (
        <>
          <td className={numberCell}>
            {formatCount(system.n)}
            {system.refused > 0 ? (
              <span className="block text-xs text-ink-faint">
                {formatCount(system.refused)} without a value: {system.firstReason}
              </span>
            ) : null}
          </td>
          <td className={numberCell}>
            {formatCount(system.zeros)}
            <span className="ml-1.5 text-xs text-ink-faint">{percentText(system.zeros / system.n)}</span>
          </td>
          {system.quartiles.map((value, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a quartile is its place
            <td key={at} className={numberCell}>
              {text(value)}
            </td>
          ))}
          <td className={`${numberCell} font-semibold`}>{text(system.mean)}</td>
          <td className={numberCell}>{system.together === null ? '–' : text(system.together)}</td>
        </>
      )}
    </tr>
  );
}
