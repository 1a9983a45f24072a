import type { Preparation } from '#eval/metrics/catalogue/preparation.ts';

/** What the address of a leaderboard says. */
export interface BoardAddress {
  readonly prepare: Preparation;
  /** Columns by id, or by the metric's name for all of its models; empty for the usual ones, `all` for all. */
  readonly metrics: readonly string[] | 'all';
  /** A column as above, or `system`; null for the first column. */
  readonly sort: string | null;
  readonly order: 'best' | 'worst';
}

/** The query of an address; empty where it is all as usual. */
export function boardQuery({ prepare, metrics, sort, order }: BoardAddress): string {
  const query = new URLSearchParams();
  if (prepare !== 'none') query.set('prepare', prepare);
  for (const metric of metrics === 'all' ? ['all'] : metrics) query.append('metric', metric);
  if (sort !== null) query.set('sort', sort);
  if (order !== 'best') query.set('order', order);
  return query.size === 0 ? '' : `?${query}`;
}

/** Reads what `boardQuery` writes; what makes no sense is as if absent. */
export function parseBoardQuery(query: URLSearchParams): BoardAddress {
  const metrics = query.getAll('metric').filter((name) => name !== '');
  return {
    prepare: query.get('prepare') === 'moel' ? 'moel' : 'none',
    metrics: metrics.includes('all') ? 'all' : [...new Set(metrics)],
    sort: query.get('sort') || null,
    order: query.get('order') === 'worst' ? 'worst' : 'best',
  };
}
