import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Program, startProgram } from '#bench/support/start-program.ts';

/** A fresh data folder for one test. */
export function temporaryDataDir(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'workbench-data-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 }));
  return dataDir;
}

/** The program on a data folder, stopped when the test ends. */
export async function runningProgram(dataDir: string = temporaryDataDir()): Promise<Program> {
  const program = await startProgram({ dataDir });
  onTestFinished(() => program.stop('SIGKILL'));
  return program;
}
