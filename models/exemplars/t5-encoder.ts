import type { Tokenizer } from '../tokenizers/load-tokenizer.ts';
import type { T5Config } from '../weights/configs.ts';
import type { WeightTensor } from '../weights/read-safetensors.ts';

/** A T5's encoder that has been read or lies among other files. */
export interface T5Encoder {
  readonly config: T5Config;
  readonly tensors: ReadonlyMap<string, WeightTensor>;
  readonly tokenizer: Tokenizer;
  /** SHA-256 of weights, configuration and tokenizer. */
  readonly identity: string;
}
