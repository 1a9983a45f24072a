import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import type { TrainerState } from '../../runtime/trainer.ts';
import { readSafetensors } from '../../weights/read-safetensors.ts';
import { type WritableTensor, writeSafetensors } from '../../weights/write-safetensors.ts';
import { writeJsonAtomically } from './write-atomically.ts';

const loopState = z.object({
  /** Steps taken; where in the data the training stands, and all it draws, follow from it and the seed. */
  step: z.int().min(0),
  tokens: z.int().min(0),
  /** Seconds of training so far, over all its runs. */
  seconds: z.number().min(0),
  watch: z.object({ smoothed: z.number().nullable(), lowest: z.number().nullable() }),
  /** The best validation so far, and its step. */
  best: z.object({ step: z.int(), loss: z.number() }).nullable(),
  lastValidation: z.record(z.string(), z.unknown()).nullable(),
  /** The step of the last one. */
  validatedAt: z.int().min(0),
});
const stateFile = z.object({
  fingerprint: z.string(),
  weights: z.string(),
  loop: loopState,
  extra: z.unknown().optional(),
});

export type LoopState = z.infer<typeof loopState>;

/** Of a training before its first step. */
export const newLoopState: LoopState = {
  step: 0,
  tokens: 0,
  seconds: 0,
  watch: { smoothed: null, lowest: null },
  best: null,
  lastValidation: null,
  validatedAt: 0,
};

export interface SavedState {
  readonly trainer: TrainerState;
  readonly loop: LoopState;
  /** What a training of another form carries besides, as JSON. */
  readonly extra?: unknown;
}

/** Its being there marks the folder of a training, even before the first checkpoint. */
export const stateFolder = 'state';
const index = 'state.json';

/** What a training is of: two with the same one take the same steps. Key order does not matter. */
export function fingerprintOf(parts: Readonly<Record<string, unknown>>): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(parts)))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, held]) => held !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, held]) => [key, sorted(held)]),
  );
}

/**
 * Saves a training in `out`. The small file that names the large one is moved into place last, and the one before is
 * kept until then: a crash at any moment leaves one whole state.
 */
export function saveTrainingState(
  out: string,
  fingerprint: string,
  { trainer, loop, extra }: SavedState,
): void {
  const dir = join(out, stateFolder);
  mkdirSync(dir, { recursive: true });
  const weights = freeName(dir, `step-${loop.step}-${loop.validatedAt}`);
  const path = join(dir, weights);
  rmSync(path, { force: true });
  writeSafetensors(
    path,
    new Map([...prefixed('weight:', trainer.parameters), ...prefixed('', trainer.moments)]),
  );
  writeJsonAtomically(join(dir, index), { fingerprint, weights, loop, extra });
  for (const name of readdirSync(dir)) if (name !== index && name !== weights) rmSync(join(dir, name));
}

/** A name other than that of the state there is, which must outlast the writing of the next one. */
function freeName(dir: string, name: string): string {
  const found = existsSync(join(dir, index))
    ? stateFile.safeParse(JSON.parse(readFileSync(join(dir, index), 'utf8')))
    : undefined;
  const held = found?.data?.weights;
  return held === `${name}.safetensors` ? `${name}-again.safetensors` : `${name}.safetensors`;
}

function* prefixed(
  prefix: string,
  arrays: ReadonlyMap<string, Float32Array>,
): Generator<readonly [string, WritableTensor]> {
  for (const [name, data] of arrays) yield [`${prefix}${name}`, { shape: [data.length], read: () => data }];
}

/**
 * The training that `out` holds, or undefined where it holds none.
 * @throws WorkbenchError `conflict` where it is one of another config, data or starting point, or the folder holds a
 *   model of other origin
 */
export function loadTrainingState(out: string, fingerprint: string): SavedState | undefined {
  const path = join(out, stateFolder, index);
  if (!existsSync(join(out, stateFolder)) && existsSync(join(out, 'config.json')))
    throw new WorkbenchError(
      'conflict',
      `${out} holds a model that no training here has left. Choose another --out.`,
    );
  if (!existsSync(path)) return undefined;
  const found = stateFile.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!found.success || found.data.fingerprint !== fingerprint)
    throw new WorkbenchError(
      'conflict',
      `${out} holds a training with another config, other data or another start. Choose another --out, or remove that folder.`,
    );
  const { loop, weights, extra } = found.data;
  const parameters = new Map<string, Float32Array>();
  const moments = new Map<string, Float32Array>();
  for (const [name, tensor] of readSafetensors(join(out, stateFolder, weights)).tensors) {
    if (name.startsWith('weight:')) parameters.set(name.slice('weight:'.length), tensor.read());
    else moments.set(name, tensor.read());
  }
  const trainer = { step: loop.step, parameters, moments };
  return { loop, trainer, ...(extra === undefined ? {} : { extra }) };
}
