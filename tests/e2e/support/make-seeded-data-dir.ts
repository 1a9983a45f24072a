import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { TestProject } from 'vitest/node';
import { startProgram } from '#bench/support/start-program.ts';
import { openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { findChromium } from './find-chromium.ts';

// The first start of the program takes most of a minute of processor time, until its worker has had every system that
// comes with it answer the demonstration, and has scored the answers. The suite does that once, here, before its
// first test; what a browser test starts on is a copy (seeded-data-dir.ts).

declare module 'vitest' {
  interface ProvidedContext {
    seeded: { readonly dataDir: string } | { readonly problem: string };
  }
}

const longestFirstStart = 300_000;

/**
 * Vitest calls this before the tests of tests/e2e. Where `WORKBENCH_SEEDED_DIR` names a folder it is made there, kept,
 * and used again by the next call: for whoever writes a test and runs it many times.
 */
export async function setup({ provide }: TestProject): Promise<(() => void) | undefined> {
  if (findChromium() === undefined) {
    provide('seeded', { problem: 'it was left out, for there is no Chromium' });
    return;
  }
  const kept = process.env.WORKBENCH_SEEDED_DIR;
  const dataDir = kept ?? mkdtempSync(join(tmpdir(), 'workbench-seeded-'));
  try {
    if (!existsSync(databasePath(dataDir))) await firstStart(dataDir);
    provide('seeded', { dataDir });
  } catch (error) {
    // Each test that wants it says so; the others still run.
    provide('seeded', { problem: error instanceof Error ? error.message : String(error) });
  }
  return kept ? undefined : () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
}

/** Throws where a job of the first start fails, or where the program has anything to complain of. */
async function firstStart(dataDir: string): Promise<void> {
  const program = await startProgram({ dataDir });
  try {
    for (const end = Date.now() + longestFirstStart; ; await setTimeout(200)) {
      const jobs = jobsOf(dataDir);
      const failed = jobs.find(({ status }) => status === 'failed' || status === 'cancelled');
      if (failed) throw new Error(`a job ${failed.type} ${failed.status}: ${failed.error}\n${program.log()}`);
      if (jobs.length > 0 && jobs.every(({ status }) => status === 'done')) break;
      if (Date.now() > end) throw new Error(`its jobs are not done in time\n${program.log()}`);
    }
  } finally {
    // Told to end it puts everything into the one file, which can then be copied.
    await program.stop();
  }
  const complaints = program.log().replace('Building the pages…\n', '');
  if (complaints !== '') throw new Error(complaints);
}

interface JobState {
  readonly type: string;
  readonly status: string;
  readonly error: string | null;
}

function jobsOf(dataDir: string): JobState[] {
  const db = openDatabase(databasePath(dataDir), { readonly: true });
  try {
    return db.driver.prepare('select type, status, error from jobs').all() as JobState[];
  } finally {
    db.driver.close();
  }
}
