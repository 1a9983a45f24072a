import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isWorkbenchError } from '#lib/errors.ts';
import type { SessionOptions } from '../runtime/session.ts';
import { readGolden } from './golden-files.ts';
import { compared, type VerificationLine } from './report.ts';

/** A reference file that was found. */
export interface ReferenceFile<Golden> {
  /** As lines name it: `FOLDER/FILE`. */
  readonly name: string;
  /** The folder it lies in, with its checkpoints. */
  readonly dir: string;
  readonly golden: Golden;
  readonly options: SessionOptions;
}

type Lines = Iterable<VerificationLine> | AsyncIterable<VerificationLine>;

/** A reference file of a fixed name and what runs it. */
export interface ReferenceKind {
  readonly file: string;
  readonly run: (dir: string, options: SessionOptions) => Lines;
}

/** A kind whose file is read in a form that is that of the directory's README. */
export function referenceKind<Golden>(
  file: string,
  verify: (reference: ReferenceFile<Golden>) => Lines,
): ReferenceKind {
  const run = (dir: string, options: SessionOptions) =>
    verify({
      name: `${basename(dir)}/${file}`,
      dir,
      golden: readGolden<Golden>(join(dir, file)),
      options,
    });
  return { file, run };
}

/** The kinds that a folder holds a file of. */
export function kindsIn(dir: string, kinds: readonly ReferenceKind[]): readonly ReferenceKind[] {
  return kinds.filter(({ file }) => existsSync(join(dir, file)));
}

/** Runs them; a file or checkpoint that cannot be read is a failed case with the reason. */
export async function* verifyKinds(
  dir: string,
  kinds: readonly ReferenceKind[],
  options: SessionOptions,
): AsyncGenerator<VerificationLine> {
  for (const { file, run } of kindsIn(dir, kinds))
    try {
      yield* run(dir, options);
    } catch (error) {
      if (!isWorkbenchError(error)) throw error;
      const nothing = { maxError: Number.POSITIVE_INFINITY, tolerance: 0, pass: false };
      yield compared(`${basename(dir)}/${file}`, `load: ${error.message}`, nothing);
    }
}
