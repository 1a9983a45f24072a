import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { type LempexConfig, lempexOwnTensors } from '../architectures/lempex.ts';
import type { T5Encoder } from '../exemplars/t5-encoder.ts';
import { loadTokenizer, type Tokenizer } from '../tokenizers/load-tokenizer.ts';
import { canonicalTensors } from '../weights/canonical-names.ts';
import { compositeTensors } from '../weights/composite-tensors.ts';
import { parseModelConfig, type T5Config } from '../weights/configs.ts';
import { expectedTensors } from '../weights/expected-tensors.ts';
import type { ModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { readCheckpoint, readJsonObject } from '../weights/read-checkpoint.ts';
import { readSafetensors, type WeightTensor } from '../weights/read-safetensors.ts';
import { readT5Config } from '../weights/read-t5-config.ts';

/** The class that a `config.json` names, so that no one takes the folder for a plain T5. */
export const lempexClass = 'LempexForConditionalGeneration';

/** The frozen encoder of exemplars: its weights, and its tokenizer where that is not the generator's. */
export const exemplarFiles = {
  weights: 'exemplar-encoder.safetensors',
  tokenizer: 'exemplar-tokenizer.json',
} as const;

const base = 'base_model.';
const whole = 'T5ForConditionalGeneration';

const exemplarFields = z.object({
  /** The width of an exemplar's vector. */
  width: z.int().min(1),
  /** What stands before each exemplar. */
  prefix: z.string(),
  /** How many exemplars of a context it was trained with at most. */
  count: z.int().min(1),
  /** The most tokens of one. */
  maxLength: z.int().min(1),
  /** SHA-256 of the folder their encoder came from. */
  encoder: z.string(),
  /** The configuration of that encoder, a T5's. */
  config: z.record(z.string(), z.unknown()),
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
  /** T5 alone, as an engine takes it; with states of `openLempexEncoder` it is LEMPEx's decoder. */
  readonly t5: ModelCheckpoint;
  /** The most tokens of a context. */
  readonly maxSource: number;
  readonly tokenizer: Tokenizer;
  /** Null for one without exemplars. */
  readonly exemplars: (LempexExemplars & { readonly t5: T5Encoder }) | null;
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

/** What `config.json` says of a generator. */
export interface LempexSettings {
  readonly generator: T5Config;
  readonly maxSource: number;
  readonly exemplars: LempexExemplars | null;
}

/** @throws WorkbenchError `bad-input` where the folder is not of a generator that the recipe `lempex` has trained */
export function readLempexSettings(dir: string): LempexSettings {
  const file = join(dir, 'config.json');
  const found = readT5Config(file);
  const fields = lempexFields.safeParse(found);
  if (found.architectures?.[0] !== lempexClass || !fields.success)
    throw new WorkbenchError('bad-input', `${file} is not that of a generator of the recipe "lempex".`);
  const { lempex, ...rest } = { lempex: undefined, ...found };
  return { generator: { ...rest, architectures: [whole] }, ...fields.data.lempex };
}

/**
 * Reads a generator's folder.
 * @throws WorkbenchError `bad-input` that names the file and the tensor or key at fault
 */
export function loadLempex(dir: string): LempexCheckpoint {
  const { generator, maxSource, exemplars } = readLempexSettings(dir);
  const config = { generator, exemplarWidth: exemplars?.width ?? null };
  const tensors = compositeTensors(readCheckpoint(dir).tensors, {
    models: { [base]: { config: generator, head: whole } },
    own: lempexOwnTensors(config),
  });
  const own = [...tensors].filter(([name]) => name.startsWith(base));
  const t5 = new Map(own.map(([name, tensor]) => [name.slice(base.length), tensor]));
  const tokenizer = loadTokenizer(dir);
  return {
    ...{ config, tensors, maxSource, tokenizer, t5: { config: generator, tensors: t5 } },
    exemplars: exemplars && { ...exemplars, t5: exemplarEncoder(dir, exemplars, tokenizer) },
  };
}

function exemplarEncoder(dir: string, { config: raw, encoder }: LempexExemplars, own: Tokenizer): T5Encoder {
  const config = parseModelConfig(raw, join(dir, 'config.json'));
  const stored = readSafetensors(join(dir, exemplarFiles.weights)).tensors;
  const tokenizer = join(dir, exemplarFiles.tokenizer);
  return {
    config: config as T5Config,
    tensors: canonicalTensors(stored, config, { head: 'T5EncoderModel' }),
    tokenizer: existsSync(tokenizer) ? loadTokenizer(readJsonObject(tokenizer)) : own,
    identity: encoder,
  };
}
