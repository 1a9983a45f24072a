import { join } from 'node:path';
import { WorkbenchError } from '#lib/errors.ts';
import { lempexClass } from '../lempex/lempex-folder.ts';
import { loadTokenizer } from '../tokenizers/load-tokenizer.ts';
import { setType } from '../training/identifiers/identifier-set.ts';
import { readJsonObject } from '../weights/read-checkpoint.ts';
import { usualLayer } from './encoder-config.ts';
import { likelihoodForm } from './likelihood-form.ts';
import type { LikelihoodForm } from './measurement.ts';

/** What the model of a folder can be asked about texts that are there already. */
export interface MeasuringCheckpoint {
  /** What it reads before a reply to tell how likely that is; null where it gives replies no probability. */
  readonly likelihood: LikelihoodForm | null;
  /** The layer whose states BERTScore compares unless another is named; null for what is no encoder. */
  readonly layer: number | null;
  /** Whether it has static embeddings of word pieces that replies can be matched by. */
  readonly hasEmbeddings: boolean;
  /** Whether it tells levels of empathy. */
  readonly isIdentifiers: boolean;
}

const languageModels = ['openai-gpt', 'gpt2', 't5'];
const encoders = ['bert', 't5'];

/**
 * Looks at a folder's configuration and tokenizer, at no weights.
 * @throws WorkbenchError `bad-input` where these are missing or broken, or of a model that measures nothing
 */
export function measuringCheckpoint(dir: string): MeasuringCheckpoint {
  const file = join(dir, 'config.json');
  const { model_type: type, architectures } = readJsonObject(file);
  loadTokenizer(dir);
  if (type === setType) return { likelihood: null, layer: null, hasEmbeddings: false, isIdentifiers: true };
  // It reads exemplars with every context, and its tensors have names of their own.
  const isLempex = Array.isArray(architectures) && architectures.includes(lempexClass);
  const isOf = (types: readonly string[]) => !isLempex && types.includes(String(type));
  if (!isOf([...languageModels, ...encoders]))
    throw new WorkbenchError('bad-input', `${file} is of a model that measures nothing by itself.`);
  return {
    likelihood: isOf(languageModels) ? likelihoodForm(dir) : null,
    layer: isOf(encoders) ? usualLayer(dir) : null,
    hasEmbeddings: true,
    isIdentifiers: false,
  };
}
