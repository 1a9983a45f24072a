import { join } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { type LempexConfig, lempexOwnTensors } from '../architectures/lempex.ts';
import { compositeTensors } from '../weights/composite-tensors.ts';
import type { T5Config } from '../weights/configs.ts';
import { expectedTensors } from '../weights/expected-tensors.ts';
import type { ModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { readCheckpoint } from '../weights/read-checkpoint.ts';
import type { WeightTensor } from '../weights/read-safetensors.ts';
import { readT5Config } from '../weights/read-t5-config.ts';

/** The class that a `config.json` names, so that no one takes the folder for a plain T5. */
export const lempexClass = 'LempexForConditionalGeneration';

/** The folder of the frozen encoder of exemplars, in that of a generator. */
export const exemplarEncoderFolder = 'exemplar-encoder';

const base = 'base_model.';
const whole = 'T5ForConditionalGeneration';

const exemplarFields = z.object({
  /** The width of an exemplar's vector. */
  width: z.int().min(1),
  /** What stands before each exemplar. */
  prefix: z.string(),
  /** How many exemplars of a context it was trained with at most. */
  count: z.int().min(1),
  /** SHA-256 of their encoder. */
  encoder: z.string(),
});
export type LempexExemplars = z.infer<typeof exemplarFields>;

const lempexFields = z.object({
  lempex: z.object({ maxSource: z.int().min(2), exemplars: exemplarFields.nullable() }),
});

/** A generator that the recipe `lempex` has trained. */
export interface LempexCheckpoint {
  readonly config: LempexConfig;
  /** All tensors by the names of the published code. */
  readonly tensors: ReadonlyMap<string, WeightTensor>;
  /** T5 alone, as an engine takes it; fed with states of `openLempexEncoder` it is LEMPEx's decoder. */
  readonly t5: ModelCheckpoint;
  /** The most tokens of a context. */
  readonly maxSource: number;
  /** Null for one without exemplars. */
  readonly exemplars: (LempexExemplars & { readonly dir: string }) | null;
}

/** What `config.json` holds of a generator. */
export function lempexConfigFile(
  { generator }: LempexConfig,
  { maxSource, exemplars }: { readonly maxSource: number; readonly exemplars: LempexExemplars | null },
): T5Config {
  const own = { lempex: { maxSource, exemplars } };
  return { ...generator, architectures: [lempexClass], ...own };
}

/** The tensors of a generator's `model.safetensors`. */
export function lempexTensors(config: LempexConfig): Map<string, readonly number[]> {
  const t5 = [...expectedTensors(config.generator, whole)];
  return new Map([
    ...t5.map(([name, shape]) => [`${base}${name}`, shape] as const),
    ...lempexOwnTensors(config),
  ]);
}

/**
 * Reads a generator's folder.
 * @throws WorkbenchError `bad-input` that names the file and the tensor or key at fault
 */
export function loadLempex(dir: string): LempexCheckpoint {
  const file = join(dir, 'config.json');
  const found = readT5Config(file);
  const fields = lempexFields.safeParse(found);
  if (found.architectures?.[0] !== lempexClass || !fields.success)
    throw new WorkbenchError('bad-input', `${file} is not that of a generator of the recipe "lempex".`);
  const { maxSource, exemplars } = fields.data.lempex;
  const { lempex, ...rest } = { lempex: undefined, ...found };
  const generator: T5Config = { ...rest, architectures: [whole] };
  const config = { generator, exemplarWidth: exemplars?.width ?? null };
  const tensors = compositeTensors(readCheckpoint(dir).tensors, {
    models: { [base]: { config: generator, head: whole } },
    own: lempexOwnTensors(config),
  });
  const own = [...tensors].filter(([name]) => name.startsWith(base));
  const t5 = new Map(own.map(([name, tensor]) => [name.slice(base.length), tensor]));
  return {
    ...{ config, tensors, maxSource, t5: { config: generator, tensors: t5 } },
    exemplars: exemplars && { ...exemplars, dir: join(dir, exemplarEncoderFolder) },
  };
}
