import type { ScoreSummary } from '#db/queries/score-summaries.ts';
import { foldSeed, type ScoreOfCorpus } from '#eval/metrics/catalogue/fold.ts';
import { type Preparation, preparedSignature } from '#eval/metrics/catalogue/preparation.ts';
import type { TextMetric } from '#eval/metrics/catalogue/text-metric.ts';

/** What `score --json` prints a line of. Two scores may be compared only if their signatures are equal. */
export interface ScoreLine {
  readonly dataset: string | null;
  /** Null for plain files. */
  readonly system: string | null;
  readonly metric: string;
  readonly score: number | null;
  /** 95 % bootstrap over dialogues. */
  readonly ci: readonly [number, number] | null;
  /** How many responses were scored, and of how many dialogues they are; of files every line is one. */
  readonly n: number;
  readonly dialogues: number;
  readonly signature: string;
  readonly unit: TextMetric['unit'];
  /** Of the interval, and the seed of their draws; 0 where there is none. */
  readonly resamples: number;
  readonly seed: number;
  /** Why there is no score. */
  readonly reason?: string;
}

/** The line of a score that is stored. */
export function storedScoreLine(
  metric: TextMetric,
  summary: ScoreSummary,
  { dataset, system }: { readonly dataset: string; readonly system: string },
): ScoreLine {
  const { score, low, high, n, dialogues, signature, resamples, seed, reason } = summary;
  return {
    dataset,
    system,
    metric: metric.name,
    score,
    ci: low === null || high === null ? null : [low, high],
    n,
    dialogues,
    signature,
    unit: metric.unit,
    resamples,
    seed,
    ...(reason !== null && { reason }),
  };
}

/** The line of a score of plain files. */
export function scoreLine(
  metric: TextMetric,
  { score, interval, n, clusters, replicates }: ScoreOfCorpus,
  { prepare }: { readonly prepare: Preparation },
): ScoreLine {
  return {
    dataset: null,
    system: null,
    metric: metric.name,
    score: score.status === 'defined' ? score.value : null,
    ci: interval && [interval.low, interval.high],
    n,
    dialogues: clusters,
    signature: preparedSignature(metric.signature, prepare),
    unit: metric.unit,
    resamples: replicates?.length ?? 0,
    seed: foldSeed,
    ...(score.status === 'undefined' && { reason: score.reason }),
  };
}
