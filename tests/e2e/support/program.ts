import { onTestFinished } from 'vitest';
import { type Program, startProgram } from '#bench/support/start-program.ts';
import { seededDataDir } from './seeded-data-dir.ts';

/**
 * The program, stopped when the test ends: on a copy of the suite's seeded folder, unless another is given. A test of
 * the first start itself, or of an empty workbench, gives `temporaryDataDir()`, and pays for it.
 */
export async function runningProgram(dataDir: string = seededDataDir()): Promise<Program> {
  const program = await startProgram({ dataDir });
  onTestFinished(() => program.stop('SIGKILL'));
  return program;
}
