import { join } from 'node:path';
import { WorkbenchError } from '#lib/errors.ts';
import type { Program } from '../../serving/program.ts';
import { weightReader } from '../../serving/weight-bytes.ts';
import type { ModelCheckpoint } from '../../weights/load-model-checkpoint.ts';
import { createSession, type Session, type SessionOptions } from '../session.ts';
import { compiledFiles, findFault } from './compiled-files.ts';
import { requireExactInt8 } from './exact-int8.ts';
import { planProgram } from './plan-program.ts';
import { writeCompiled } from './write-compiled.ts';

export interface OpenProgramOptions extends SessionOptions {
  /** Where compiled programs are kept, each in a folder named after what it was made from. */
  readonly cacheDir: string;
  /** Told in a sentence when a compiled program was found damaged and is made anew. */
  readonly note?: (sentence: string) => void;
}

/**
 * Opens a program with a checkpoint's weights. The first time, weights are converted and written to `cacheDir`, one in
 * memory at a time; from then on that file is checked against its hash and mapped. The same model opened by several
 * processes shares the mapped pages.
 * @throws WorkbenchError `bad-input` for a checkpoint that cannot be read, `unavailable` where the cache cannot be
 *   written or this processor multiplies int8 inexactly
 */
export async function openProgram(
  checkpoint: ModelCheckpoint,
  program: Program,
  options: OpenProgramOptions,
): Promise<Session> {
  const { cacheDir, note, ...session } = options;
  const isInt8 = program.graph.parameters.some(({ dtype }) => dtype === 'int8');
  if (isInt8) await requireExactInt8(session);
  const dir = await compileProgram(checkpoint, program, { cacheDir, ...(note ? { note } : {}) });
  return createSession(join(dir, compiledFiles.model), { memoryArena: false, ...session });
}

/** Compiles a program where that has not been done, and gives the folder. As `openProgram`, without a session. */
export async function compileProgram(
  checkpoint: ModelCheckpoint,
  program: Program,
  { cacheDir, note }: Pick<OpenProgramOptions, 'cacheDir' | 'note'>,
): Promise<string> {
  const plan = planProgram(checkpoint, program);
  const dir = join(cacheDir, plan.key);
  const fault = await findFault(dir);
  if (fault === null) return dir;
  if (fault !== 'missing') note?.(`The compiled model in ${dir} is damaged (${fault}) and is made anew.`);
  try {
    await writeCompiled(dir, plan, weightReader(checkpoint.tensors));
  } catch (error) {
    throw (isFileError(error) && cannotWrite(dir, error)) || error;
  }
  return dir;
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error;
}

function cannotWrite(dir: string, { code }: NodeJS.ErrnoException): WorkbenchError {
  const remedy = code === 'ENOSPC' ? 'make room there' : 'let the program write there or name another folder';
  return new WorkbenchError(
    'unavailable',
    `The compiled model cannot be written to ${dir} (${code}): ${remedy}.`,
  );
}
