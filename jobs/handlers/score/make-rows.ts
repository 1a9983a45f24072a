import { setImmediate } from 'node:timers/promises';
import { type Db, write } from '#db/client.ts';
import {
  insertMetricRows,
  type MetricRow,
  missingRows,
  type ScorableRun,
  type TextOfResponse,
  textsOfRun,
} from '#db/queries/metric-rows.ts';
import type { JobProgress } from '#db/schema/jobs.ts';
import { rowKindOf } from '#eval/metrics/catalogue/catalogue.ts';
import type { Preparation } from '#eval/metrics/catalogue/preparation.ts';
import type { MetricResources, RowKind } from '#eval/metrics/catalogue/text-metric.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { type KindRows, type RowBatch, rowMaker } from './row-maker.ts';
import { RowThreads } from './row-threads.ts';
import { isOwnReference, rowsWanted } from './summarise-run.ts';

export interface RowContext {
  readonly db: Db;
  readonly resources: MetricResources;
  /** Threads that help where there is much to do; they use what is installed instead of `resources`. None if left out. */
  readonly threads?: number;
  /** From how many missing rows on they do. */
  readonly rowsWorthThreads?: number;
  /** Aborting it keeps the rows there are; the same request goes on from there. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: JobProgress) => void;
}

/** A run and the kinds of rows that it is to have. */
export interface RowsOfRun {
  readonly run: ScorableRun;
  readonly kinds: readonly RowKind[];
}

/** Responses whose rows are made at once and written in one transaction. */
const batchSize = 500;
/** A second's work: below it threads cost more than they save. */
const defaultRowsWorthThreads = 20_000;

/**
 * Makes and stores the rows that runs lack.
 * @throws WorkbenchError `interrupted` where aborted; `unavailable` where something that a kind needs is not installed
 */
export async function makeRows(
  context: RowContext,
  pending: readonly RowsOfRun[],
  prepare: Preparation,
): Promise<void> {
  const work = pending.map((own) => ({ run: own.run, lacks: lacksOf(context.db, own, prepare) }));
  const rows = work.flatMap(({ lacks }) => lacks.map(({ ids }) => ids.length));
  const total = rows.reduce((sum, count) => sum + count, 0);
  let done = 0;
  const report = (more: number) => {
    done += more;
    context.onProgress?.({ done, total, message: 'Scoring responses' });
  };
  report(0);
  const { rowsWorthThreads = defaultRowsWorthThreads } = context;
  const threads = total >= rowsWorthThreads ? (context.threads ?? 0) : 0;
  for (const { run, lacks } of work)
    if (lacks.length > 0) await makeRowsOfRun({ ...context, threads, report }, { run, lacks, prepare });
}

/** A kind of rows that a run lacks, and the responses that it lacks them of, ascending. */
interface Lack {
  readonly kind: RowKind;
  readonly signatureId: number;
  readonly ids: readonly number[];
}

function lacksOf(db: Db, { run, kinds }: RowsOfRun, prepare: Preparation): Lack[] {
  return kinds
    .filter((kind) => !isOwnReference(run, kind.needsReference))
    .map((kind) => {
      const wanted = rowsWanted(db, { kind, run, prepare });
      return { kind, signatureId: wanted.signatureId, ids: missingRows(db, wanted) };
    })
    .filter(({ ids }) => ids.length > 0);
}

interface RunWork {
  readonly run: ScorableRun;
  readonly lacks: readonly Lack[];
  readonly prepare: Preparation;
}

async function makeRowsOfRun(
  context: RowContext & { readonly threads: number; readonly report: (rows: number) => void },
  { run, lacks, prepare }: RunWork,
): Promise<void> {
  const { db, report, signal } = context;
  const maker = openMaker(context, { lacks, prepare });
  const underWay: Promise<{ readonly batch: PlannedBatch; readonly rows: readonly KindRows[] }>[] = [];
  const writeNext = async () => {
    const next = underWay.shift();
    if (!next) return;
    const { batch, rows } = await next;
    writeRows(db, { batch, rows, lacks: maker.lacks });
    report(batch.wanted.reduce((sum, { length }) => sum + length, 0));
    await pause(signal);
  };
  try {
    for (const batch of batchesOf(textsOfRun(db, run.runId), maker.lacks)) {
      const made = maker.make(batch).then((rows) => ({ batch, rows }));
      // It is awaited in its turn; until then a failure is no defect.
      made.catch(() => {});
      underWay.push(made);
      while (underWay.length >= maker.capacity) await writeNext();
    }
    while (underWay.length > 0) await writeNext();
  } finally {
    await maker.close();
  }
}

interface Maker {
  /** In the order of the rows that it gives. */
  readonly lacks: readonly Lack[];
  readonly capacity: number;
  make(batch: RowBatch): Promise<readonly KindRows[]>;
  close(): Promise<void>;
}

/** Threads for what the catalogue has; this one for what it does not, and for all where there are none. */
function openMaker(
  { resources, threads }: RowContext & { readonly threads: number },
  { lacks, prepare }: Omit<RunWork, 'run'>,
): Maker {
  const shared = threads > 0 ? lacks.filter(({ kind }) => rowKindOf(kind.signature) === kind) : [];
  const own = lacks.filter((lack) => !shared.includes(lack));
  const makeOwn = rowMaker(
    own.map(({ kind }) => kind),
    { prepare, resources },
  );
  if (shared.length === 0)
    return { lacks, capacity: 1, make: async (batch) => makeOwn(batch), close: async () => {} };
  const pool = new RowThreads({ kinds: shared.map(({ kind }) => kind.signature), prepare }, threads);
  return {
    lacks: [...shared, ...own],
    capacity: pool.capacity,
    make: async ({ texts, wanted }) => {
      const rows = pool.make({ texts, wanted: wanted.slice(0, shared.length) });
      return [...(await rows), ...makeOwn({ texts, wanted: wanted.slice(shared.length) })];
    },
    close: () => pool.close(),
  };
}

interface PlannedBatch extends RowBatch {
  readonly texts: readonly TextOfResponse[];
}

function* batchesOf(texts: readonly TextOfResponse[], lacks: readonly Lack[]): Generator<PlannedBatch> {
  const next = lacks.map(() => 0);
  for (let from = 0; from < texts.length; from += batchSize) {
    const own = texts.slice(from, from + batchSize);
    const wanted = lacks.map(({ ids }, kind) => {
      const places: number[] = [];
      for (const [at, { responseId }] of own.entries()) {
        if (ids[next[kind] ?? 0] !== responseId) continue;
        places.push(at);
        next[kind] = (next[kind] ?? 0) + 1;
      }
      return Int32Array.from(places);
    });
    if (wanted.some(({ length }) => length > 0)) yield { texts: own, wanted };
  }
}

function writeRows(
  db: Db,
  {
    batch,
    rows,
    lacks,
  }: { readonly batch: PlannedBatch; readonly rows: readonly KindRows[]; readonly lacks: readonly Lack[] },
): void {
  write(db, () => {
    for (const [at, { kind, signatureId }] of lacks.entries()) {
      const [made, places] = [rows[at], batch.wanted[at]];
      if (made && places) insertMetricRows(db, signatureId, rowsToStore(batch, places, { ...made, ...kind }));
    }
  });
}

function rowsToStore(
  { texts }: PlannedBatch,
  places: Int32Array,
  { statistics, reasons, width }: KindRows & Pick<RowKind, 'width'>,
): MetricRow[] {
  return Array.from(places, (place, at) => {
    const reason = reasons.get(at) ?? null;
    const own = statistics.subarray(at * width, (at + 1) * width);
    // A place is always that of a text of the batch.
    return { responseId: texts[place]?.responseId ?? 0, statistics: reason === null ? own : null, reason };
  });
}

/** Lets signals and cancellations come in. */
export async function pause(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  if (signal?.aborted)
    throw new WorkbenchError('interrupted', 'Stopped. The same command goes on from here.');
}
