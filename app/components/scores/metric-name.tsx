import { Link } from '@remix-run/react';
import { metricPagePath } from './addresses.ts';
import type { BoardMetric } from './score-board.ts';

/** A metric in plain words, leading to what is known of it; the protocol's name in the title. */
export function MetricName({ metric }: { readonly metric: Pick<BoardMetric, 'name' | 'label' | 'page'> }) {
  const { name, label, page } = metric;
  if (page === null) return <span title={name}>{label}</span>;
  return (
    <Link
      to={metricPagePath(page)}
      title={name}
      className="text-ink underline decoration-line-strong/60 decoration-dotted underline-offset-4 hover:text-accent hover:decoration-accent"
    >
      {label}
    </Link>
  );
}
