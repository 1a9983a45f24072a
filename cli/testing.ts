import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { main } from './main.ts';

export interface CliRun {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A data folder for one test; removed when the test ends. */
export function temporaryDataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-data-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a command in this process, with the clock and streams of the test. */
export async function runCli(dataDir: string, ...argv: readonly string[]): Promise<CliRun> {
  const written = { stdout: '', stderr: '' };
  const status = await main({
    argv,
    dataDir,
    now: () => new Date().toISOString(),
    stdout: (text) => {
      written.stdout += text;
    },
    stderr: (text) => {
      written.stderr += text;
    },
  });
  return { status, ...written };
}
