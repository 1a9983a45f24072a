import type { ShownMetric } from '#app/server/metric-pages.server.ts';
import { CopyButton } from './copy-button.tsx';
import { directionInWords, unitInWords } from './score-text.ts';

/** How a page's metrics stand in tables, with the signature that is printed with the number. */
export function MetricInTables({ metrics }: { readonly metrics: readonly ShownMetric[] }) {
  if (metrics.length === 0) return null;
  return (
    <aside
      aria-labelledby="in-tables"
      className="h-fit min-w-0 rounded-xl border border-line bg-surface p-5 text-sm"
    >
      <h2 id="in-tables" className="font-serif text-lg font-semibold">
        In the tables of scores
      </h2>
      <ul className="mt-3 divide-y divide-line">
        {metrics.map(({ name, label, unit, better, signature }) => (
          <li key={name} className="py-3 first:pt-0 last:pb-0">
            <p>
              <span className="font-semibold">{label}</span>{' '}
              <code className="text-xs text-ink-faint [overflow-wrap:anywhere]">{name}</code>
            </p>
            <p className="mt-0.5 text-ink-soft">
              {directionInWords[better]}, {unitInWords[unit]}
            </p>
            <p className="mt-1 flex flex-wrap items-center gap-x-2">
              <code className="min-w-0 text-xs text-ink-soft [overflow-wrap:anywhere]">{signature}</code>
              {signature.includes('…') ? null : (
                <CopyButton text={signature} label={`Copy the signature of ${label}`} />
              )}
            </p>
          </li>
        ))}
      </ul>
    </aside>
  );
}
