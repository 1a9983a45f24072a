import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterDraws } from '#eval/statistics/cluster-bootstrap.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { checkpointHash, type ModelClient } from '#models/client.ts';
import type { TestContexts } from './test-contexts.ts';

/** What every part of the report is measured with. */
export interface ReportContext {
  /** The folder of data. */
  readonly dataDir: string;
  /** Folders of checkpoints by name. */
  readonly checkpoints: string;
  /** Where rows are kept between runs. */
  readonly workDir: string;
  readonly tests: TestContexts;
  /** Of dialogues; the same for every figure on the test contexts. */
  readonly draws: ClusterDraws;
  readonly client: ModelClient;
  readonly session: { readonly device?: string; readonly threads?: number };
  readonly signal: AbortSignal;
  readonly note: (line: string) => void;
  readonly progress: (state: { done: number; total: number | null; message: string }) => void;
}

/** A figure that could not be taken, and why. */
export interface NotMeasured {
  readonly status: 'not measured';
  readonly reason: string;
}

export type Measured<T> = ({ readonly status: 'measured' } & T) | NotMeasured;

export function notMeasured(reason: string): NotMeasured {
  return { status: 'not measured', reason };
}

export function measured<T extends object>(found: T): { readonly status: 'measured' } & T {
  return { status: 'measured', ...found };
}

/** The folder of a checkpoint; null where there is none. */
export function checkpointDir(
  { checkpoints }: Pick<ReportContext, 'checkpoints'>,
  name: string,
): string | null {
  const dir = join(checkpoints, name);
  return existsSync(join(dir, 'config.json')) ? dir : null;
}

export const noCheckpoint = (name: string): NotMeasured => notMeasured(`no checkpoint ${name}`);

const hashes = new Map<string, Promise<string>>();

/** As `checkpointHash`, computed once for each folder while the command runs. */
export function hashOf(dir: string): Promise<string> {
  const known = hashes.get(dir) ?? checkpointHash(dir);
  hashes.set(dir, known);
  return known;
}

/** A file for rows that depend on all of `what`. */
export function rowsFile({ workDir }: Pick<ReportContext, 'workDir'>, name: string, what: unknown): string {
  const key = createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 16);
  return join(workDir, `${name}-${key}.jsonl`);
}

export function stopIfAborted({ signal }: Pick<ReportContext, 'signal'>): void {
  if (signal.aborted)
    throw new WorkbenchError('interrupted', 'Interrupted; the same command goes on from there.');
}
