import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty data folder for one test, removed when the test ends. */
export function temporaryDataDir(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'workbench-data-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 }));
  return dataDir;
}
