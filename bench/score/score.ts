import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Db, migrateDatabase, openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { textMetrics } from '#eval/metrics/catalogue/catalogue.ts';
import { importResponses } from '#jobs/handlers/import/import-responses.ts';
import { scoringThreads } from '#jobs/handlers/score/row-threads.ts';
import { scoreDataset } from '#jobs/handlers/score/score-dataset.ts';
import { scoringResources } from '#jobs/handlers/score/scoring-resources.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { machineLine } from '../support/machine.ts';
import { threadSeconds } from '../support/process-time.ts';

export interface ScoreBenchOptions {
  /** With `pairs_hyp.txt` and `pairs_ref.txt`, a segment a line. */
  readonly folder: string;
  readonly responses: number;
  readonly note: (line: string) => void;
}

export interface ScoreBenchRow {
  readonly part: 'rows' | 'scores and intervals' | 'the same again';
  readonly seconds: number;
  /** Processor time of all threads, and that of the thread that writes rows and folds them; null where it cannot be told. */
  readonly processorSeconds: number;
  readonly mainSeconds: number | null;
}

export interface ScoreBenchResult {
  readonly machine: string;
  readonly responses: number;
  readonly metrics: number;
  readonly threads: number;
  readonly rows: readonly ScoreBenchRow[];
}

const now = () => new Date().toISOString();
const system = 'scored';

/** Times `score --metrics all` of one system, a response a dialogue, from an empty table of rows to the scores. */
export async function benchScore(options: ScoreBenchOptions): Promise<ScoreBenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-score-'));
  const db = openDatabase(databasePath(folder));
  try {
    migrateDatabase(db);
    options.note('Importing…');
    await importPairs(db, folder, options);
    const first = await clocksOfScoring(db, options);
    const again = await clocksOfScoring(db, options);
    return {
      machine: machineLine(),
      responses: options.responses,
      metrics: textMetrics.length,
      threads: scoringThreads(),
      rows: [
        { part: 'rows', ...between(first.start, first.made) },
        { part: 'scores and intervals', ...between(first.made, first.end) },
        { part: 'the same again', ...between(again.start, again.end) },
      ],
    };
  } finally {
    db.driver.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** At the start, when the last row is there, and when the scores are. */
async function clocksOfScoring(db: Db, { note }: ScoreBenchOptions) {
  const start = clock();
  let made = start;
  let isMade = false;
  await scoreDataset(
    {
      db,
      now,
      resources: scoringResources(),
      threads: scoringThreads(),
      onProgress: ({ done, total }) => {
        if (isMade || done !== total) return;
        isMade = true;
        made = clock();
        note(`Rows: ${(made.processor - start.processor).toFixed(1)} s of processor time.`);
      },
    },
    { dataset: 'bench', systems: [system], metrics: ['all'] },
  );
  return { start, made, end: clock() };
}

interface Clock {
  readonly wall: number;
  readonly processor: number;
  readonly main: number | null;
}

function clock(): Clock {
  const { user, system } = process.cpuUsage();
  return {
    wall: performance.now() / 1e3,
    processor: (user + system) / 1e6,
    main: threadSeconds(process.pid),
  };
}

function between(from: Clock, to: Clock): Omit<ScoreBenchRow, 'part'> {
  return {
    seconds: to.wall - from.wall,
    processorSeconds: to.processor - from.processor,
    mainSeconds: to.main === null || from.main === null ? null : to.main - from.main,
  };
}

async function importPairs(db: Db, folder: string, options: ScoreBenchOptions): Promise<void> {
  const hypotheses = linesOf(options.folder, 'pairs_hyp.txt');
  const references = linesOf(options.folder, 'pairs_ref.txt');
  const path = join(folder, 'responses.jsonl');
  const lines = Array.from({ length: options.responses }, (_, at) =>
    JSON.stringify({
      conv_id: `c${at}`,
      turn_index: 1,
      context: [`Hello ${at}`],
      // An import takes no empty text.
      reference: references[at % references.length] || '.',
      responses: { [system]: hypotheses[at % hypotheses.length] || '.' },
    }),
  );
  writeFileSync(path, lines.join('\n'));
  await importResponses({ db, now }, { path, dataset: 'bench' });
}

function linesOf(folder: string, name: string): string[] {
  try {
    return readFileSync(join(folder, name), 'utf8').split('\n').slice(0, 100_000);
  } catch {
    throw new WorkbenchError('not-found', `There is no ${name} in the folder given with --inputs.`);
  }
}
