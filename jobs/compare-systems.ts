import type { Db } from '#db/client.ts';
import { type ScorableRun, scorableRuns } from '#db/queries/metric-rows.ts';
import { findScoreSummary, replicatesOf, type ScoreSummary } from '#db/queries/score-summaries.ts';
import type { ScoreOfCorpus } from '#eval/metrics/catalogue/fold.ts';
import { type Preparation, preparedSignature } from '#eval/metrics/catalogue/preparation.ts';
import type { TextMetric } from '#eval/metrics/catalogue/text-metric.ts';
import { type Adjustment, adjustP } from '#eval/statistics/adjust-p.ts';
import {
  type PairedDifference,
  pairedDifference,
  type Replicated,
} from '#eval/statistics/paired-replicates.ts';
import { sharedScores } from './shared-scores.ts';

export interface ComparisonRequest {
  readonly datasetId: string;
  readonly metrics: readonly TextMetric[];
  /** Null or left out for all that have answers. */
  readonly systems?: readonly string[] | null | undefined;
  readonly prepare?: Preparation | undefined;
  /** Over the pairs of a metric. */
  readonly correction: Adjustment;
}

/** Two systems by one metric; the first of them comes first by name. */
export interface SystemPair {
  readonly metric: string;
  readonly signature: string;
  readonly systems: readonly [string, string];
  /** Of each over the contexts that are compared. */
  readonly scores: readonly [number, number] | null;
  /** The first less the second, with its interval and the p of a paired bootstrap; null where not compared. */
  readonly paired: PairedDifference | null;
  /** p adjusted for the pairs of this metric. */
  readonly adjusted: number | null;
  /** Responses of each system, and their dialogues. */
  readonly n: number;
  readonly dialogues: number;
  /** `shared` where the two answered others too: both are scored again over those that both answered. */
  readonly contexts: 'same' | 'shared';
  /** Why they are not compared. */
  readonly reason: string | null;
}

/**
 * Every pair of systems by each metric, from their summaries; from their rows where they answered other contexts.
 * Systems without a summary are left out: score first.
 */
export function compareSystems(db: Db, request: ComparisonRequest): SystemPair[] {
  const { datasetId, metrics, systems = null, prepare = 'none', correction } = request;
  const runs = scorableRuns(db, datasetId).filter(
    ({ system }) => systems === null || systems.includes(system),
  );
  return metrics.flatMap((metric) => {
    const signature = preparedSignature(metric.signature, prepare);
    const scored = runs.flatMap((run): Scored[] => {
      const summary = findScoreSummary(db, { runId: run.runId, signature });
      return summary ? [{ run, summary }] : [];
    });
    const pairs = scored.flatMap((a, at) =>
      scored.slice(at + 1).map((b) => ({
        metric: metric.name,
        signature,
        systems: [a.run.system, b.run.system] as const,
        ...compared(db, [a, b], { metric, prepare }),
      })),
    );
    const values = pairs.map(({ paired }) => paired?.p ?? Number.NaN);
    const adjusted = adjustP(values, correction);
    return pairs.map((pair, at) => ({ ...pair, adjusted: pair.paired && (adjusted[at] ?? null) }));
  });
}

interface Scored {
  readonly run: ScorableRun;
  readonly summary: ScoreSummary;
}

type Compared = Omit<SystemPair, 'metric' | 'signature' | 'systems' | 'adjusted'>;

function compared(
  db: Db,
  [a, b]: readonly [Scored, Scored],
  { metric, prepare }: { readonly metric: TextMetric; readonly prepare: Preparation },
): Compared {
  const contexts = a.summary.contextSet === b.summary.contextSet ? 'same' : 'shared';
  const unscored = [a, b].find(({ summary }) => summary.score === null);
  if (unscored) return notCompared(contexts, `${unscored.run.system}: ${unscored.summary.reason}`);
  const { n, dialogues } = a.summary;
  const [one, other] = [replicatedOf(db, a.summary), replicatedOf(db, b.summary)];
  if (contexts === 'same' && one?.replicates.length === other?.replicates.length)
    return comparison([one, other], { n, dialogues, contexts });
  const [ofA, ofB] = sharedScores(db, [a.run, b.run], { metric, prepare });
  if (ofA.n === 0) return notCompared(contexts, 'no context was answered by both');
  return comparison([foldedOf(ofA), foldedOf(ofB)], { n: ofA.n, dialogues: ofA.clusters, contexts });
}

function comparison(
  [one, other]: readonly [Replicated | null, Replicated | null],
  about: Pick<SystemPair, 'n' | 'dialogues' | 'contexts'>,
): Compared {
  if (!one || !other) return { ...notCompared(about.contexts, 'needs at least two dialogues'), ...about };
  const paired = pairedDifference(one, other);
  const scores = [one.score, other.score] as const;
  return { ...about, scores, paired, reason: paired ? null : 'most resamples have no score' };
}

function notCompared(contexts: SystemPair['contexts'], reason: string): Compared {
  return { scores: null, paired: null, n: 0, dialogues: 0, contexts, reason };
}

function replicatedOf(db: Db, summary: ScoreSummary): Replicated | null {
  const replicates = replicatesOf(db, summary);
  return summary.score === null || !replicates ? null : { score: summary.score, replicates };
}

function foldedOf({ score, replicates }: ScoreOfCorpus): Replicated | null {
  return score.status === 'defined' && replicates ? { score: score.value, replicates } : null;
}
