import type { SystemPair } from '#jobs/compare-systems.ts';
import type { chooseMetrics } from '#jobs/handlers/score/choose-metrics.ts';
import { WorkbenchError } from '#lib/errors.ts';
import type { CliContext } from '../context.ts';
import { formatTable, groupDigits } from '../format-table.ts';
import { shownScore } from '../shown-score.ts';

type Request = Omit<
  Parameters<typeof import('#jobs/compare-systems.ts').compareSystems>[1],
  'datasetId' | 'metrics'
> & { readonly dataset: string };

/** Prints every pair of systems by metrics that were scored before. */
export async function showComparisons(
  cli: CliContext,
  metrics: ReturnType<typeof chooseMetrics>,
  { dataset, ...request }: Request,
): Promise<void> {
  const [{ findDataset }, { compareSystems }, { foldSeed }] = await Promise.all([
    import('#db/queries/dataset-lookup.ts'),
    import('#jobs/compare-systems.ts'),
    import('#eval/metrics/catalogue/fold.ts'),
  ]);
  const db = cli.openDb();
  const pairs = compareSystems(db, { datasetId: findDataset(db, dataset).id, metrics, ...request });
  if (pairs.length === 0)
    throw new WorkbenchError(
      'bad-input',
      `There is nothing to compare: --compare needs two systems with answers in ${dataset}.`,
    );
  const { correction } = request;
  for (const pair of pairs) cli.json({ dataset, ...lineOf(pair), correction, seed: foldSeed });
  const units = new Map(metrics.map(({ name, unit }) => [name, unit]));
  const rows = pairs.map((pair) => rowOf(pair, units.get(pair.metric) ?? 'percent'));
  const header = ['metric', 'first', 'second', 'difference', '95 % interval', 'p', `p, ${correction}`, 'n'];
  cli.print(formatTable(header, rows));
  cli.print('');
  cli.print(
    `Paired bootstrap over dialogues: ${resamplesIn(pairs)} resamples, seed ${foldSeed}. The last p is adjusted (${correction}) for the pairs of a metric.`,
  );
  for (const pair of sharedOnly(pairs))
    cli.print(
      `${pair.systems.join(' and ')} answered different contexts: they are compared over the ${groupDigits(pair.n)} that both answered.`,
    );
  for (const { metric, signature } of pairs.filter((pair, at) => pair.metric !== pairs[at - 1]?.metric))
    cli.print(`${metric}: ${signature}`);
}

function lineOf(pair: SystemPair) {
  const { metric, signature, systems, scores, paired, adjusted, n, dialogues, contexts, reason } = pair;
  return {
    metric,
    systems,
    scores,
    difference: paired?.difference ?? null,
    ci: paired && [paired.low, paired.high],
    p: paired?.p ?? null,
    p_adjusted: adjusted,
    n,
    dialogues,
    contexts,
    signature,
    resamples: paired?.resamples ?? 0,
    ...(reason !== null && { reason }),
  };
}

function rowOf(
  { metric, systems, paired, adjusted, n, reason }: SystemPair,
  unit: Parameters<typeof shownScore>[1],
): string[] {
  const start = [metric, ...systems];
  if (!paired || adjusted === null) return [...start, 'not compared', reason ?? '', '', '', groupDigits(n)];
  const { difference, low, high, p } = paired;
  const interval = `${shownScore(low, unit)} to ${shownScore(high, unit)}`;
  return [
    ...start,
    shownScore(difference, unit),
    interval,
    p.toFixed(4),
    adjusted.toFixed(4),
    groupDigits(n),
  ];
}

function resamplesIn(pairs: readonly SystemPair[]): string {
  const counts = new Set(pairs.flatMap(({ paired }) => (paired ? [paired.resamples] : [])));
  return counts.size === 0 ? 'no' : [...counts].map(groupDigits).join(' or ');
}

/** The two systems of such pairs, each once for a number of contexts. */
function sharedOnly(pairs: readonly SystemPair[]): SystemPair[] {
  const told = new Map<string, SystemPair>();
  for (const pair of pairs) {
    if (pair.contexts === 'same' || pair.n === 0) continue;
    const key = JSON.stringify([...pair.systems, pair.n]);
    if (!told.has(key)) told.set(key, pair);
  }
  return [...told.values()];
}
