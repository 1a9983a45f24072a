import { type Command, Option } from 'commander';
import { type Adjustment, adjustments } from '#eval/statistics/adjust-p.ts';
import type { ScoreLine } from '#jobs/handlers/score/score-line.ts';
import { WorkbenchError } from '#lib/errors.ts';
import type { CliContext } from '../context.ts';
import { formatTable, groupDigits } from '../format-table.ts';
import { interruptSignal } from '../interrupt.ts';
import { createProgressBar } from '../progress-bar.ts';
import { readSegments } from '../read-segments.ts';
import { shownScore } from '../shown-score.ts';
import { userPath } from '../user-path.ts';
import { scoreAgainst } from './score-against.ts';
import { showComparisons } from './score-compare.ts';
import { type ModelFlags, modelChoice, modelOptions } from './score-models.ts';

interface ScoreFlags extends ModelFlags {
  readonly dataset?: string;
  readonly system?: readonly string[];
  readonly hypotheses?: string;
  readonly references?: string;
  readonly metrics?: string;
  readonly prepare: 'none' | 'moel';
  readonly background?: boolean;
  readonly against?: string;
  readonly compare?: boolean;
  readonly correction?: Adjustment;
}

export function registerScoreCommand(program: Command, cli: CliContext): void {
  const command = program
    .command('score')
    .description('automatic metrics of the systems of a dataset, or of two files with one segment a line')
    .option('--dataset <dataset>', 'as `datasets list` names it')
    .option('--system <system...>', 'only these; by default all that have answers in the dataset')
    .option('--hypotheses <file>', 'answers, one a line, instead of a dataset')
    .option('--references <file>', 'what line N of the hypotheses is compared with in line N')
    .option('--metrics <names>', 'names with commas between them; `all` for all; by default the cheap ones')
    .addOption(
      new Option(
        '--prepare <how>',
        'what is done to both texts first; moel: as MoEL, MIME and KEMP write them',
      )
        .choices(['none', 'moel'])
        .default('none'),
    )
    .option('--against <study>', 'correlations of the metrics with the ratings of a study over the dataset')
    .option('--compare', 'every pair of systems instead: difference, interval, p of a paired bootstrap')
    .addOption(
      new Option(
        '--correction <method>',
        'how --compare adjusts p for the pairs of a metric; holm if left out',
      ).choices(adjustments),
    )
    .option('--background', 'leave the work to the running program; `jobs watch` follows it');
  modelOptions(command)
    .addHelpText(
      'after',
      '\nExample:\n  $ npm run --silent workbench -- score --dataset demonstration --metrics sacrebleu.corpus_bleu,distinct_n',
    )
    .action(async (flags: ScoreFlags) => {
      const { chooseMetrics, splitNames } = await import('#jobs/handlers/score/choose-metrics.ts');
      const names = flags.metrics === undefined ? null : namesIn(flags.metrics);
      // What is misspelt is told before anything is opened.
      const metrics = chooseMetrics(splitNames(names).text);
      const models = modelChoice(flags);
      checkCompare(flags);
      if (flags.against !== undefined)
        return scoreAgainst(cli, { ...flags, study: flags.against, metrics: names, models });
      if (flags.hypotheses !== undefined || flags.dataset === undefined)
        return show(cli, await scoreFiles(flags, chooseMetrics(names)));
      if (flags.references !== undefined)
        throw new WorkbenchError('bad-input', '--references belongs to --hypotheses, not to --dataset.');
      const request = {
        dataset: flags.dataset,
        systems: flags.system ? [...flags.system] : null,
        metrics: names,
        prepare: flags.prepare,
        models,
      };
      if (flags.background) return enqueue(cli, request);
      const lines = await scoreStored(cli, request);
      if (!flags.compare) return show(cli, lines);
      const { dataset, systems, prepare } = request;
      const correction = flags.correction ?? 'holm';
      const compared = [...metrics, ...(await modelMetricsOf(lines))];
      return showComparisons(cli, compared, { dataset, systems, prepare, correction });
    });
}

/** The metrics of lines that needed a model. */
async function modelMetricsOf(lines: readonly ScoreLine[]) {
  const { storedModelMetric } = await import('#eval/metrics/catalogue/stored-model-metric.ts');
  const found = new Map<string, NonNullable<ReturnType<typeof storedModelMetric>>>();
  for (const { metric: name, signature } of lines) {
    const metric = storedModelMetric(name, signature.replace(/\|prep:\w+$/, ''));
    if (metric) found.set(name, metric);
  }
  return found.values();
}

function checkCompare({ compare, correction, dataset, background, against }: ScoreFlags): void {
  if (!compare && correction !== undefined)
    throw new WorkbenchError('bad-input', '--correction belongs to --compare.');
  if (compare && (dataset === undefined || background || against !== undefined))
    throw new WorkbenchError(
      'bad-input',
      '--compare goes with --dataset, and without --hypotheses, --against and --background.',
    );
}

type Metrics = Parameters<typeof import('#jobs/handlers/score/score-texts.ts').scoreTexts>[1]['metrics'];

async function scoreFiles(flags: ScoreFlags, metrics: Metrics): Promise<ScoreLine[]> {
  const { hypotheses, references, prepare } = flags;
  if (hypotheses === undefined)
    throw new WorkbenchError('bad-input', 'Name what is to be scored: --dataset, or --hypotheses.');
  if (flags.dataset !== undefined || flags.system !== undefined || flags.background)
    throw new WorkbenchError(
      'bad-input',
      '--hypotheses goes without --dataset, --system and --background: files are scored at once.',
    );
  const [{ scoreTexts }, { scoringResources }] = await Promise.all([
    import('#jobs/handlers/score/score-texts.ts'),
    import('#jobs/handlers/score/scoring-resources.ts'),
  ]);
  const pairs = {
    hypotheses: readSegments(userPath(hypotheses)),
    references: references === undefined ? null : readSegments(userPath(references)),
  };
  return scoreTexts(pairs, { metrics, prepare, resources: scoringResources() });
}

interface Request {
  readonly dataset: string;
  readonly systems: string[] | null;
  readonly metrics: string[] | null;
  readonly prepare: 'none' | 'moel';
  readonly models: ReturnType<typeof modelChoice>;
}

async function scoreStored(cli: CliContext, request: Request): Promise<ScoreLine[]> {
  const [{ scoreDataset }, { scoringResources }, { scoringThreads }, { openModelClient }] = await Promise.all(
    [
      import('#jobs/handlers/score/score-dataset.ts'),
      import('#jobs/handlers/score/scoring-resources.ts'),
      import('#jobs/handlers/score/row-threads.ts'),
      import('#jobs/open-model-client.ts'),
    ],
  );
  const bar = createProgressBar();
  const models = await openModelClient(cli.dataDir, process.env);
  try {
    const tools = { resources: scoringResources(), threads: scoringThreads(), models };
    const context = { db: cli.openDb(), ...tools, signal: interruptSignal() };
    return await scoreDataset({ ...context, onProgress: bar.update }, request);
  } finally {
    bar.end();
    await models.close();
  }
}

async function enqueue(cli: CliContext, request: Request): Promise<void> {
  const [{ findDataset }, { scoreJob }, { enqueueJob }] = await Promise.all([
    import('#db/queries/dataset-lookup.ts'),
    import('#jobs/definitions/score.ts'),
    import('#jobs/queue.ts'),
  ]);
  const db = cli.openDb();
  findDataset(db, request.dataset);
  const id = enqueueJob(db, scoreJob, { payload: request, now: cli.now() });
  cli.json({ job: id });
  cli.print(`Job ${id} waits for the running program. \`jobs watch ${id}\` follows it.`);
}

function namesIn(list: string): string[] {
  const names = list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0)
    throw new WorkbenchError('bad-input', '--metrics is empty: name some, with commas between them.');
  return names;
}

function show(cli: CliContext, lines: readonly ScoreLine[]): void {
  for (const line of lines) cli.json(line);
  const rows = lines.map(({ system, metric, score, ci, n, reason, unit }) => [
    system ?? '',
    metric,
    score === null ? 'not scored' : shownScore(score, unit),
    ci ? `${shownScore(ci[0], unit)} to ${shownScore(ci[1], unit)}` : (reason ?? ''),
    groupDigits(n),
  ]);
  cli.print(formatTable(['system', 'metric', 'score', '95 % interval', 'n'], rows));
  cli.print('');
  const draws = new Set(
    lines
      .filter(({ ci }) => ci)
      .map(({ dataset, resamples, seed }) => {
        const drawn = dataset === null ? 'lines' : 'dialogues';
        return `${groupDigits(resamples)} resamples of ${drawn}, seed ${seed}`;
      }),
  );
  for (const drawn of draws) cli.print(`Intervals: ${drawn}.`);
  const signatures = new Map(lines.map(({ metric, signature }) => [metric, signature]));
  for (const [metric, signature] of signatures) cli.print(`${metric}: ${signature}`);
}
