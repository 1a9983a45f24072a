import { type ClusterDraws, percentileInterval } from './cluster-bootstrap.ts';
import { notDefined } from './estimate.ts';
import { type CorrelationKind, weightedCorrelation } from './weighted-correlation.ts';

/** Percentile bootstrap interval, or why there is none. */
export type CorrelationInterval =
  | {
      readonly status: 'defined';
      readonly low: number;
      readonly high: number;
      /** Resamples in which the coefficient is defined: the interval rests on these. */
      readonly used: number;
    }
  | { readonly status: 'undefined'; readonly reason: string };

/** How far an automatic metric and people order the same things alike. */
export interface AgreementOfMetric {
  readonly coefficient:
    | { readonly status: 'defined'; readonly value: number; readonly interval: CorrelationInterval }
    | { readonly status: 'undefined'; readonly reason: string };
  /** Pairs that it is of: responses, or systems. */
  readonly n: number;
}

export interface SegmentPairs {
  /** The metric's value of each response. */
  readonly metric: ArrayLike<number>;
  readonly human: ArrayLike<number>;
  /** The dialogue of each response, as the draws number them. */
  readonly dialogueOf: ArrayLike<number>;
}

interface IntervalOptions {
  readonly kind: CorrelationKind;
  /** Of confidence, in (0, 1). */
  readonly level: number;
}

const twoPairs = (what: string) => `needs at least three ${what}: two always lie on a line`;

/**
 * Correlation over single responses, all systems together. Responses to one dialogue are not independent, so whole
 * dialogues are drawn with replacement.
 *
 * Pooled over systems and contexts, as papers on metrics of dialogue report it (Mehri & Eskenazi 2020; Huang et al.
 * 2020). Source of the interval: Efron & Tibshirani (1993), chapter 13; Deutsch, Dror & Roth (2021), TACL 9, 1132-1146.
 */
export function segmentCorrelation(
  { metric, human, dialogueOf }: SegmentPairs,
  { draws, kind, level }: IntervalOptions & { readonly draws: ClusterDraws },
): AgreementOfMetric {
  const n = metric.length;
  if (n < 3) return { coefficient: notDefined(twoPairs('responses')), n };
  const problem = constantProblem(metric, human, 'responses');
  if (problem) return { coefficient: notDefined(problem), n };
  const correlation = weightedCorrelation(kind, metric, human);
  const weights = new Float64Array(n);
  const value = correlation(weights.fill(1));
  if (new Set(Array.from(dialogueOf)).size < 2)
    return { coefficient: withInterval(value, notDefined('needs at least two dialogues')), n };
  const values = draws.weights.map((drawn) => {
    for (let i = 0; i < n; i++) weights[i] = drawn[dialogueOf[i]!]!;
    return correlation(weights);
  });
  return { coefficient: withInterval(value, intervalOf(values, level)), n };
}

/** A number of each system, over all responses and over those of each resample; NaN where a resample holds none. */
export interface SystemValues {
  readonly values: ArrayLike<number>;
  /** By resample, then system. */
  readonly replicates: readonly ArrayLike<number>[];
}

/**
 * Correlation over systems of the metric's score with the mean rating.
 *
 * The systems are held fixed and dialogues are drawn with replacement, the same for all systems, the metric and the
 * ratings: how the correlation of these systems would move with other dialogues. So the WMT metrics tasks have resampled
 * (Macháček & Bojar 2014), and Deutsch, Dror & Roth (2021), TACL 9, 1132-1146, call it Boot-Inputs. Of other systems it
 * says nothing: their Boot-Systems and Boot-Both need many more than a study compares.
 */
export function systemCorrelation(
  metric: SystemValues,
  human: SystemValues,
  { kind, level }: IntervalOptions,
): AgreementOfMetric {
  const n = metric.values.length;
  if (n < 3) return { coefficient: notDefined(twoPairs('systems')), n };
  const problem = constantProblem(metric.values, human.values, 'systems');
  if (problem) return { coefficient: notDefined(problem), n };
  const ones = new Float64Array(n).fill(1);
  const value = weightedCorrelation(kind, metric.values, human.values)(ones);
  const values = metric.replicates.map((drawn, resample) => {
    const ratings = human.replicates[resample]!;
    return hasGap(drawn) || hasGap(ratings) ? Number.NaN : weightedCorrelation(kind, drawn, ratings)(ones);
  });
  return { coefficient: withInterval(value, intervalOf(values, level)), n };
}

function constantProblem(
  metric: ArrayLike<number>,
  human: ArrayLike<number>,
  what: string,
): string | undefined {
  if (isConstant(metric)) return `the metric gives all ${what} the same value`;
  return isConstant(human) ? `people gave all ${what} the same rating` : undefined;
}

function isConstant(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}

function hasGap(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return true;
  return false;
}

function withInterval(value: number, interval: CorrelationInterval) {
  return { status: 'defined', value, interval } as const;
}

/** Resamples without a coefficient are left out; where they are more than half there is no interval. */
function intervalOf(values: readonly number[], level: number): CorrelationInterval {
  const known = Float64Array.from(values.filter((value) => !Number.isNaN(value)));
  if (known.length * 2 < values.length || known.length === 0)
    return notDefined('in most resamples the correlation is undefined');
  return { status: 'defined', ...percentileInterval(known, level), used: known.length };
}
