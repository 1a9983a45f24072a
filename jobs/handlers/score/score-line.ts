import type { ScoreOfCorpus } from '#eval/metrics/catalogue/fold.ts';
import { type Preparation, preparedSignature } from '#eval/metrics/catalogue/preparation.ts';
import type { TextMetric } from '#eval/metrics/catalogue/text-metric.ts';

/** What `score --json` prints a line of. Two scores may be compared only if their signatures are equal. */
export interface ScoreLine {
  readonly dataset: string | null;
  /** Null for plain files. */
  readonly system: string | null;
  readonly metric: string;
  readonly score: number | null;
  /** 95 % percentile bootstrap over dialogues. */
  readonly ci: readonly [number, number] | null;
  /** How many responses were scored. */
  readonly n: number;
  readonly signature: string;
  readonly unit: TextMetric['unit'];
  /** Why there is no score. */
  readonly reason?: string;
}

export function scoreLine(
  metric: TextMetric,
  { score, interval, n }: ScoreOfCorpus,
  about: { readonly dataset: string | null; readonly system: string | null; readonly prepare: Preparation },
): ScoreLine {
  return {
    dataset: about.dataset,
    system: about.system,
    metric: metric.name,
    score: score.status === 'defined' ? score.value : null,
    ci: interval && [interval.low, interval.high],
    n,
    signature: preparedSignature(metric.signature, about.prepare),
    unit: metric.unit,
    ...(score.status === 'undefined' && { reason: score.reason }),
  };
}
