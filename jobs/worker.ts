import { fstatSync } from 'node:fs';
import { setPriority } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import pino from 'pino';
import { type Db, migrateDatabase, openDatabase } from '#db/client.ts';
import { databasePath, resolveDataDir } from '#db/location.ts';
import { type JobChoice, requeueStaleJobs } from '#db/queries/jobs.ts';
import { jobLanes } from './job-lanes.ts';
import { recoverInterruptedImports } from './recover-imports.ts';
import { runNextJob } from './run-next-job.ts';
import { removeStrayUploads } from './uploads.ts';

// A process of its own: `node --import tsx jobs/worker.ts`. It takes jobs from the table until it is told to end by
// SIGTERM or SIGINT, or by the end of the process that started it.

const idlePause = 250;
const checkpointPause = 1000;
/** Of the scheduler: pages and savings come before background work where processors are short. */
const politeness = 5;
/** A beat comes every 500 ms; a worker silent for this long is taken for dead. */
const longestSilence = 15_000;
const longestFarewell = 5_000;

async function main(): Promise<void> {
  const shutdown = new AbortController();
  endWithParent(() => shutdown.abort());
  const log = pino({ base: null, name: 'worker' }, pino.destination({ dest: 2, sync: true }));
  const dataDir = resolveDataDir(process.env);
  setPriority(politeness);
  const db = openDatabase(databasePath(dataDir));
  migrateDatabase(db);
  const now = () => new Date().toISOString();
  recoverInterruptedImports(db, now());

  keepLogShort(db);

  const held = new Set<string>();
  let lookedAt = 0;
  const tidy = () => {
    if (Date.now() - lookedAt <= longestSilence / 3) return;
    lookedAt = Date.now();
    requeueStaleJobs(db, { before: new Date(lookedAt - longestSilence).toISOString(), now: now(), held });
    removeStrayUploads(db, { dataDir, now: lookedAt });
  };
  const work = async (lane: JobChoice) => {
    while (!shutdown.signal.aborted) {
      tidy();
      const worked = await runNextJob({
        db,
        dataDir,
        now,
        lane,
        held,
        shutdown: shutdown.signal,
        onDefect: (error, job) => log.error({ err: error, job: job.id, type: job.type }, 'a job failed'),
      });
      if (!worked) await setTimeout(idlePause, undefined, { signal: shutdown.signal }).catch(() => {});
    }
  };
  await Promise.all(jobLanes.map(work));
  db.driver.close();
  process.exit(0);
}

/**
 * Moves the database's write-ahead log into the database, so that the web process, which many people wait for, does not
 * have to. Passive: it waits for nobody and nobody waits for it.
 */
function keepLogShort(db: Db): void {
  setInterval(() => db.driver.pragma('wal_checkpoint(PASSIVE)'), checkpointPause).unref();
}

function endWithParent(end: () => void): void {
  const stop = () => {
    end();
    globalThis.setTimeout(() => process.exit(1), longestFarewell).unref();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop);
  // It may have gone while this process was still loading.
  if (process.send && !process.connected) stop();
  // A pipe on standard input closes with its writer; a terminal or /dev/null says nothing of a parent.
  const input = fstatSync(0);
  if (input.isFIFO() || input.isSocket()) process.stdin.on('end', stop).on('close', stop).resume();
}

await main();
