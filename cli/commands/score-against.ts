import type { MetricAgainstHuman } from '#eval/metrics/against-human/metrics-against-human.ts';
import type { AgreementOfMetric } from '#eval/statistics/correlation-interval.ts';
import type { CorrelationKind } from '#eval/statistics/weighted-correlation.ts';
import type { ModelChoice } from '#jobs/handlers/score/models/model-choice.ts';
import { WorkbenchError } from '#lib/errors.ts';
import type { CliContext } from '../context.ts';
import { formatTable, groupDigits } from '../format-table.ts';
import { interruptSignal } from '../interrupt.ts';
import { createProgressBar } from '../progress-bar.ts';

export interface ScoreAgainst {
  readonly dataset?: string;
  readonly system?: readonly string[];
  readonly hypotheses?: string;
  readonly background?: boolean;
  /** Name or id. */
  readonly study: string;
  /** Null for every metric of texts. */
  readonly metrics: readonly string[] | null;
  readonly prepare: 'none' | 'moel';
  /** Which models and files, for metrics that need some. */
  readonly models: ModelChoice | undefined;
}

/** What `score --against --json` prints a line of: a correlation of a metric with a criterion. */
export interface AgainstLine {
  readonly dataset: string;
  readonly study: string;
  readonly level: 'segment' | 'system';
  readonly metric: string;
  readonly criterion: string;
  readonly coefficient: CorrelationKind;
  /** As it comes: of a metric of which less is better, agreement is negative. */
  readonly value: number | null;
  /** 95 % percentile bootstrap over dialogues. */
  readonly ci: readonly [number, number] | null;
  /** Responses, or systems. */
  readonly n: number;
  readonly resamples: number;
  readonly seed: number;
  readonly signature: string;
  readonly better: 'higher' | 'lower' | 'neither';
  /** Why there is no value, or no interval. */
  readonly reason?: string;
}

const seed = 1;
const level = 0.95;

/**
 * Metrics against the ratings of a study: what is missing is scored first, then every metric is correlated with every
 * criterion, over responses and over systems.
 * @throws WorkbenchError `not-found`; `bad-input` where the study is over another dataset or has no submitted ratings
 */
export async function scoreAgainst(cli: CliContext, request: ScoreAgainst): Promise<void> {
  const { dataset, prepare } = request;
  if (dataset === undefined || request.system || request.hypotheses !== undefined || request.background)
    throw new WorkbenchError(
      'bad-input',
      '--against goes with --dataset, and without --system, --hypotheses and --background: the study says which responses there are.',
    );
  const [queries, { findStudy }, against] = await Promise.all([
    import('#db/queries/rated-study.ts'),
    import('#db/queries/study-lookup.ts'),
    import('#eval/metrics/against-human/metrics-against-human.ts'),
  ]);
  const db = cli.openDb();
  const study = findStudy(db, request.study);
  if (study.dataset !== dataset)
    throw new WorkbenchError(
      'bad-input',
      `The study ${study.name} is over the dataset ${study.dataset}, not ${dataset}.`,
    );
  const metrics = await scored(cli, study.id, request);
  const rated = queries.loadRatedStudy(db, study.id);
  if (rated.responses.length === 0)
    throw new WorkbenchError('bad-input', `Nobody has submitted ratings in the study ${study.name} yet.`);
  const resamples = against.resamplesFor(rated.responses.length);
  const kinds = ['pearson', 'spearman', 'kendall'] as const;
  const options = { metrics, kinds, prepare, seed, resamples, level };
  const lines: AgainstLine[] = [];
  for (const found of against.metricsAgainstHuman(rated, options)) {
    const own = linesOf(found, { dataset: study.dataset, study: study.name, resamples });
    for (const line of own) cli.json(line);
    lines.push(...own);
  }
  show(cli, lines);
}

/** The metrics, once the study's responses have the rows of them. */
async function scored(
  cli: CliContext,
  studyId: string,
  { dataset = '', metrics: names, prepare, models: choice }: ScoreAgainst,
) {
  const [{ findDataset }, { openMetrics }, { scoreStudy }, { scoringResources }, { openModelClient }] =
    await Promise.all([
      import('#db/queries/dataset-lookup.ts'),
      import('#jobs/handlers/score/open-metrics.ts'),
      import('#jobs/handlers/score/score-study.ts'),
      import('#jobs/handlers/score/scoring-resources.ts'),
      import('#jobs/open-model-client.ts'),
    ]);
  const db = cli.openDb();
  const bar = createProgressBar();
  // No process of it is started before a metric needs a model.
  const models = await openModelClient(cli.dataDir, process.env);
  try {
    const datasetId = findDataset(db, dataset).id;
    const { metrics, rows } = await openMetrics(
      { db, models },
      { datasetId, names: names ?? ['all'], choice },
    );
    const context = { db, resources: scoringResources(), signal: interruptSignal(), onProgress: bar.update };
    await scoreStudy(context, { studyId, metrics, prepare, rows });
    return metrics;
  } finally {
    bar.end();
    await models.close();
  }
}

function linesOf(
  { metric, signature, agreements }: MetricAgainstHuman,
  about: Pick<AgainstLine, 'dataset' | 'study' | 'resamples'>,
): AgainstLine[] {
  return agreements.flatMap(({ criterion, kind, segment, system }) =>
    (['segment', 'system'] as const).map((level): AgainstLine => {
      const agreement = level === 'segment' ? segment : system;
      const { resamples, ...where } = about;
      return {
        ...where,
        level,
        metric: metric.name,
        criterion,
        coefficient: kind,
        ...numbersOf(agreement),
        resamples,
        seed,
        signature,
        better: metric.better,
        ...reasonOf(agreement),
      };
    }),
  );
}

function numbersOf({ coefficient, n }: AgreementOfMetric): Pick<AgainstLine, 'value' | 'ci' | 'n'> {
  if (coefficient.status === 'undefined') return { value: null, ci: null, n };
  const { value, interval } = coefficient;
  return { value, ci: interval.status === 'defined' ? [interval.low, interval.high] : null, n };
}

function reasonOf({ coefficient }: AgreementOfMetric): { readonly reason?: string } {
  if (coefficient.status === 'undefined') return { reason: coefficient.reason };
  const { interval } = coefficient;
  return interval.status === 'undefined' ? { reason: `no interval: ${interval.reason}` } : {};
}

function show(cli: CliContext, lines: readonly AgainstLine[]): void {
  const rows = lines.map(({ level, metric, criterion, coefficient, value, ci, n, reason }) => [
    level,
    metric,
    criterion,
    coefficient,
    value === null ? 'undefined' : value.toFixed(3),
    ci ? `${ci[0].toFixed(3)} to ${ci[1].toFixed(3)}` : (reason ?? ''),
    groupDigits(n),
  ]);
  cli.print(
    formatTable(['level', 'metric', 'criterion', 'coefficient', 'value', '95 % interval', 'n'], rows),
  );
  cli.print('');
  cli.print(
    'Ratings: the mean over raters of submitted ratings. Intervals: bootstrap over dialogues, the systems held fixed.',
  );
  const lower = new Set(lines.filter(({ better }) => better === 'lower').map(({ metric }) => metric));
  for (const metric of lower) cli.print(`${metric}: less is better, so agreement with people is negative.`);
}
