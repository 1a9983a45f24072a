import { type Clustering, level, resamples } from './figure.ts';
import type { ReportContext } from './report-context.ts';

/** Test contexts by their dialogue. */
export function clusteringOf({ draws, tests }: Pick<ReportContext, 'draws' | 'tests'>): Clustering {
  return { draws, clusterOf: tests.contexts.map(({ dialogue }) => dialogue) };
}

/** Of the draws of dialogues. */
export const bootstrapSeed = 1;

/** What was measured, on what, and how its interval was made. */
export function signatureOf(
  { tests }: Pick<ReportContext, 'tests'>,
  what: string,
  kind: 'percentile' | 'centred' = 'percentile',
): string {
  return `${what}|data:ed-test-${tests.contexts.length}|ci:${kind} bootstrap of dialogues, B=${resamples}, ${level}, seed ${bootstrapSeed}|v:1`;
}
