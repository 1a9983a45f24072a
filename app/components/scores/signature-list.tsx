import { formatCount } from '../dataset/format-count.ts';
import { CopyButton } from './copy-button.tsx';
import { MetricName } from './metric-name.tsx';
import { type BoardMetric, columnName } from './score-board.ts';
import { unitInWords } from './score-text.ts';

/** What must be printed beside the numbers: the signature of each metric, and how its interval was drawn. */
export function SignatureList({ metrics }: { readonly metrics: readonly BoardMetric[] }) {
  const all = metrics.map((metric) => `${columnName(metric)}: ${metric.signature}`).join('\n');
  return (
    <details className="rounded-xl border border-line bg-surface px-5 open:pb-5 print:border-0 print:px-0">
      <summary className="min-h-12 py-3 text-sm font-medium">
        Signatures{' '}
        <span className="font-normal text-ink-soft">to print beside the numbers, and how many responses</span>
      </summary>
      <div className="mb-2">
        <CopyButton text={all} label="Copy all signatures" />
      </div>
      <dl className="divide-y divide-line text-sm">
        {metrics.map((metric) => (
          <div
            key={metric.id}
            className="grid gap-x-6 gap-y-0.5 py-2 sm:grid-cols-[minmax(9rem,14rem)_minmax(0,1fr)]"
          >
            <dt className="font-medium">
              <MetricName metric={metric} />
              <span className="block text-xs font-normal [overflow-wrap:anywhere] text-ink-faint">
                {metric.name}
                {metric.model === null ? '' : `, ${metric.model}`}
              </span>
            </dt>
            <dd className="min-w-0">
              <span className="flex flex-wrap items-center gap-x-2">
                <code className="min-w-0 text-xs [overflow-wrap:anywhere]">{metric.signature}</code>
                <CopyButton text={metric.signature} label={`Copy the signature of ${columnName(metric)}`} />
              </span>
              <span className="block text-xs text-ink-faint tabular-nums">
                {metric.n === null ? 'n differs by system' : `n = ${formatCount(metric.n)}`},{' '}
                {unitInWords[metric.unit]}
                {metric.resamples > 0
                  ? `; ${Math.round(100 * metric.level)} % interval of ${formatCount(metric.resamples)} resamples of dialogues, seed ${metric.seed}`
                  : '; no interval'}
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
