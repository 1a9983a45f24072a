import type { CorrelationKind } from '#eval/statistics/weighted-correlation.ts';
import { scoresPath } from './addresses.ts';

export type HumanLevel = 'segment' | 'system';

/** What the address of the page "Metric and human" says. Names are not looked up here. */
export interface HumanAddress {
  /** Name or id; null for the one with the most ratings. */
  readonly study: string | null;
  readonly level: HumanLevel;
  readonly kind: CorrelationKind;
  readonly prepare: 'none' | 'moel';
  /** What is looked at point by point; the metric by its id. */
  readonly pair: { readonly metric: string; readonly criterion: string } | null;
}

export const pairAnchor = 'pair';

export function humanPath(dataset: string): string {
  return `${scoresPath(dataset)}/human`;
}

/** The page with the ratings of a study. @param study its id */
export function humanStudyPath(dataset: string, study: string): string {
  return `${humanPath(dataset)}?${new URLSearchParams({ study })}`;
}

/** The query of an address, without what it takes for granted. */
export function humanQuery({ study, level, kind, prepare, pair }: HumanAddress): string {
  const query = new URLSearchParams();
  if (study !== null) query.set('study', study);
  if (level !== 'segment') query.set('level', level);
  if (kind !== 'spearman') query.set('coefficient', kind);
  if (prepare !== 'none') query.set('prepare', prepare);
  if (pair) {
    query.set('metric', pair.metric);
    query.set('criterion', pair.criterion);
  }
  return `?${query}`;
}

/** Where the numbers are as CSV: all correlations, or the points of the pair. */
export function humanCsvPath(
  dataset: string,
  { address, table }: { readonly address: HumanAddress; readonly table: 'correlations' | 'points' },
): string {
  const query = new URLSearchParams(humanQuery(address).slice(1));
  query.set('table', table);
  return `${humanPath(dataset)}.csv?${query}`;
}
