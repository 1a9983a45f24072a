import { setImmediate } from 'node:timers/promises';
import type { Db } from '#db/client.ts';
import { rowsByContext } from '#db/queries/response-rows.ts';
import { replicatesOf, type SummaryOfSystem, scoreSummaries } from '#db/queries/score-summaries.ts';
import { metricsNamed } from '#eval/metrics/catalogue/catalogue.ts';
import type { InContexts } from '#eval/metrics/catalogue/fold-shared.ts';
import { type Preparation, preparedSignature } from '#eval/metrics/catalogue/preparation.ts';
import { isRowMetric, type RowMetric, type TextMetric } from '#eval/metrics/catalogue/text-metric.ts';
import type { PairTest } from '#eval/metrics/pairs/pair-tests.ts';
import { isMeanOfItems, type RowTest, type TestedPair, testPair } from '#eval/metrics/pairs/test-pair.ts';
import { type Adjustment, adjustP } from '#eval/statistics/adjust-p.ts';
import { pairedDifference } from '#eval/statistics/paired-replicates.ts';
import { compareSystems } from './compare-systems.ts';

export interface PairsRequest {
  readonly datasetId: string;
  /** As the catalogue or a summary names it. */
  readonly metric: string;
  /** Empty for all that are scored. */
  readonly systems: readonly string[];
  readonly prepare: Preparation;
  readonly test: PairTest;
}

export interface TestedPairs {
  /** The summaries of the systems, by name; those that are not scored say why. */
  readonly systems: readonly SummaryOfSystem[];
  /** Every pair of systems that have a score, the first of each by name first. */
  readonly pairs: readonly SystemsTested[];
  /** Whether the score is the mean of values of single responses; null where that was not looked at. */
  readonly isMean: boolean | null;
  /** Why the test cannot be made with this metric at all. */
  readonly unfit: string | null;
}

export interface SystemsTested {
  readonly systems: readonly [string, string];
  readonly signature: string;
  readonly contexts: 'same' | 'shared';
  readonly outcome:
    | ({ readonly status: 'tested' } & Tested)
    | { readonly status: 'not tested'; readonly reason: string };
}

export interface Tested extends Omit<TestedPair, 'how'> {
  readonly how: TestedPair['how'] | 'bootstrap';
}

/**
 * Every pair of systems of a dataset by one metric and one test, from what scoring stored. Others are let through
 * between one pair and the next: a pair takes some hundred milliseconds at most.
 */
export async function testPairs(db: Db, request: PairsRequest): Promise<TestedPairs> {
  const { datasetId, prepare, test } = request;
  const summaries = scoreSummaries(db, { datasetId, prepare }).filter(
    ({ metric, system }) =>
      metric === request.metric && (request.systems.length === 0 || request.systems.includes(system)),
  );
  const metric = metricsNamed(request.metric).find(({ name }) => name === request.metric);
  const unfit = unfitness(metric, test);
  if (unfit !== null) return { systems: summaries, pairs: [], isMean: null, unfit };
  const scored = summaries.filter(({ score }) => score !== null);
  const rowsOf = rowReader(db, { metric, prepare });
  const pairs: SystemsTested[] = [];
  for (const [at, a] of scored.entries())
    for (const b of scored.slice(at + 1)) {
      pairs.push(pairOf(db, [a, b], { ...request, metric, rowsOf }));
      await setImmediate();
    }
  return { systems: summaries, pairs, isMean: meanness(scored, { metric, test, rowsOf }), unfit };
}

/** p-values adjusted over the pairs that were tested; null where one was not. */
export function adjustedPairs(pairs: readonly SystemsTested[], correction: Adjustment): (number | null)[] {
  const values = pairs.map(({ outcome }) => (outcome.status === 'tested' ? outcome.p : Number.NaN));
  return Array.from(adjustP(values, correction), (p) => (Number.isNaN(p) ? null : p));
}

function unfitness(metric: TextMetric | undefined, test: PairTest): string | null {
  if (test === 'bootstrap') return null;
  if (metric === undefined)
    return 'its values of single responses belong to a model, and are not at hand here: only the paired bootstrap works from the stored scores';
  return isRowMetric(metric)
    ? null
    : 'it is a score of all responses together, and single responses have no value: only the paired bootstrap tests it';
}

type RowsOf = (summary: SummaryOfSystem) => InContexts<Float64Array> | null;

function rowReader(
  db: Db,
  { metric, prepare }: { readonly metric: TextMetric | undefined; readonly prepare: Preparation },
): RowsOf {
  const read = new Map<string, InContexts<Float64Array> | null>();
  return ({ runId }) => {
    if (!metric || !isRowMetric(metric)) return null;
    if (!read.has(runId)) {
      const found = rowsByContext(db, {
        runId,
        signature: preparedSignature(metric.rows.signature, prepare),
      });
      read.set(runId, found && { values: found.rows, contexts: found.contexts, dialogues: found.dialogues });
    }
    return read.get(runId) ?? null;
  };
}

function meanness(
  scored: readonly SummaryOfSystem[],
  {
    metric,
    test,
    rowsOf,
  }: { readonly metric: TextMetric | undefined; readonly test: PairTest; readonly rowsOf: RowsOf },
): boolean | null {
  const [first] = scored;
  if (!first || !metric || !isRowMetric(metric) || test === 'bootstrap') return null;
  const rows = rowsOf(first);
  return rows && isMeanOfItems(rows.values, metric);
}

interface About {
  readonly datasetId: string;
  readonly metric: TextMetric | undefined;
  readonly prepare: Preparation;
  readonly test: PairTest;
  readonly rowsOf: RowsOf;
}

function pairOf(db: Db, [a, b]: readonly [SummaryOfSystem, SummaryOfSystem], about: About): SystemsTested {
  const { metric, prepare, test, rowsOf } = about;
  const pair = {
    systems: [a.system, b.system] as const,
    signature: a.signature,
    contexts: a.contextSet === b.contextSet ? ('same' as const) : ('shared' as const),
  };
  const not = (reason: string): SystemsTested => ({ ...pair, outcome: { status: 'not tested', reason } });
  if (a.signature !== b.signature) return not('the two were scored with other signatures');
  const isCurrent = metric && a.signature === preparedSignature(metric.signature, prepare);
  if (test === 'bootstrap')
    return isCurrent ? byBootstrap(db, pair, { ...about, metric }) : bySummaries(db, [a, b], pair);
  const [one, other] = [rowsOf(a), rowsOf(b)];
  if (!isCurrent || !isRowMetric(metric) || !one || !other)
    return not('the values of single responses are of another version of the metric: score again');
  return { ...pair, outcome: tested([one, other], { test, metric }) };
}

function tested(
  pair: readonly [InContexts<Float64Array>, InContexts<Float64Array>],
  how: { readonly test: RowTest; readonly metric: RowMetric },
): SystemsTested['outcome'] {
  return testPair(pair, how);
}

/** As `workbench score --compare` has it; over the shared contexts where each answered others. */
function byBootstrap(
  db: Db,
  pair: Omit<SystemsTested, 'outcome'>,
  { datasetId, metric, prepare }: Omit<About, 'metric'> & { readonly metric: TextMetric },
): SystemsTested {
  const [found] = compareSystems(db, {
    datasetId,
    metrics: [metric],
    systems: pair.systems,
    prepare,
    correction: 'none',
  });
  if (!found?.paired || !found.scores)
    return { ...pair, outcome: { status: 'not tested', reason: found?.reason ?? 'not scored' } };
  const { difference, low, high, p, resamples } = found.paired;
  const { scores, n, dialogues, contexts } = found;
  const outcome = { scores, difference, low, high, p, trials: resamples, n, dialogues };
  return { ...pair, contexts, outcome: { status: 'tested', how: 'bootstrap', ...outcome } };
}

/** Of metrics that are in no catalogue of texts (a model's) there is no more than what was stored. */
function bySummaries(
  db: Db,
  [a, b]: readonly [SummaryOfSystem, SummaryOfSystem],
  pair: Omit<SystemsTested, 'outcome'>,
): SystemsTested {
  const not = (reason: string): SystemsTested => ({ ...pair, outcome: { status: 'not tested', reason } });
  if (pair.contexts === 'shared') return not('the two were scored over other contexts');
  const [one, other] = [replicatesOf(db, a), replicatesOf(db, b)];
  if (a.score === null || b.score === null || !one || !other || one.length !== other.length)
    return not('needs at least two dialogues');
  const found = pairedDifference({ score: a.score, replicates: one }, { score: b.score, replicates: other });
  if (!found) return not('most resamples have no score');
  const { resamples, ...difference } = found;
  const scores = [a.score, b.score] as const;
  const { n, dialogues } = a;
  return {
    ...pair,
    outcome: { status: 'tested', how: 'bootstrap', ...difference, scores, trials: resamples, n, dialogues },
  };
}
