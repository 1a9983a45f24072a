import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { randomCheckpoint, seededTensors } from '../architectures/testing.ts';
import { trainByteLevelBpe } from '../tokenizers/train-byte-level-bpe.ts';
import { type IdentifierSet, setConfig, setTensors } from '../training/identifiers/identifier-set.ts';
import { parseModelConfig, type T5Config } from '../weights/configs.ts';
import { writeCheckpoint } from '../weights/write-checkpoint.ts';
import type { CaireDefinition, T5Definition } from './system-definition.ts';

const words = 'i am so happy for you . what happened to your dog ? oh no , that is sad . tell me more';
const tokenizerJson = trainByteLevelBpe([words, words], {
  vocabSize: 300,
  specialTokens: ['<pad>', '<eos>', '<bos>', '<speaker1>', '<speaker2>'],
  lowercase: true,
});

/** As of a model that knows of no dialogues. */
const plainTokenizerJson = trainByteLevelBpe([words, words], {
  vocabSize: 300,
  specialTokens: ['<pad>', '<eos>', '<bos>'],
  lowercase: true,
});

export const tinyEmotions = ['afraid', 'joyful', 'proud', 'sad'];

const configs = {
  caire: {
    model_type: 'openai-gpt',
    architectures: ['OpenAIGPTDoubleHeadsModel'],
    vocab_size: 300,
    n_positions: 256,
    n_embd: 24,
    n_layer: 2,
    n_head: 2,
    emotion_labels: tinyEmotions,
  },
  'language model': {
    model_type: 'openai-gpt',
    vocab_size: 300,
    n_positions: 64,
    n_embd: 24,
    n_layer: 1,
    n_head: 2,
  },
  t5: {
    model_type: 't5',
    vocab_size: 300,
    d_model: 24,
    d_kv: 8,
    d_ff: 32,
    num_layers: 2,
    num_heads: 2,
    decoder_start_token_id: 0,
  },
};

/** Writes a checkpoint of seeded random weights and a small tokenizer; what it says makes no sense. Gives its path. */
export function tinyCheckpoint(folder: string, kind: keyof typeof configs, seed = 1): string {
  const dir = join(folder, `${kind}-${seed}`);
  if (existsSync(dir)) return dir;
  const { tensors } = randomCheckpoint(configs[kind], seed);
  const isPlain = kind === 'language model';
  writeCheckpoint(dir, {
    config: configs[kind],
    tensors,
    tokenizerJson: isPlain ? plainTokenizerJson : tokenizerJson,
  });
  return dir;
}

export function tinyCaire(folder: string, changes: Partial<CaireDefinition> = {}): CaireDefinition {
  return { name: 'tiny-caire', generator: 'caire', checkpoint: tinyCheckpoint(folder, 'caire'), ...changes };
}

export function tinyT5(folder: string, changes: Partial<T5Definition> = {}): T5Definition {
  return { name: 'tiny-t5', generator: 't5-sft', checkpoint: tinyCheckpoint(folder, 't5'), ...changes };
}

/** Writes a set of identifiers with seeded random weights; what it finds makes no sense. Gives its path. */
export function tinyIdentifiers(folder: string, seed = 1): string {
  const dir = join(folder, `identifiers-${seed}`);
  if (existsSync(dir)) return dir;
  const raw = { ...configs.t5, architectures: ['T5EncoderModel'], num_layers: 1 };
  const encoder = parseModelConfig(raw, 'config.json') as T5Config;
  const sizes = { hidden: 12, levels: 3 };
  const set: IdentifierSet = { encoder, sizes, lengths: { context: 24, response: 20 } };
  writeCheckpoint(dir, {
    config: setConfig(set),
    tensors: seededTensors(setTensors(set), seed),
    tokenizerJson,
  });
  return dir;
}
