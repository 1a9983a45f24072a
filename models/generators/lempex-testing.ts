import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encoderPrefixes } from '../architectures/bi-encoder.ts';
import { seededTensors } from '../architectures/testing.ts';
import { exemplarFiles, lempexConfigFile, lempexTensors } from '../lempex/lempex-folder.ts';
import { trainByteLevelBpe } from '../tokenizers/train-byte-level-bpe.ts';
import { wordsAndMarks, wordTokenizer } from '../training/lempex/word-vocabulary.ts';
import { parseModelConfig, type T5Config } from '../weights/configs.ts';
import { expectedTensors } from '../weights/expected-tensors.ts';
import { retrieverFolder } from '../weights/retriever-folder.ts';
import { writeCheckpoint } from '../weights/write-checkpoint.ts';
import { writeSafetensors } from '../weights/write-safetensors.ts';
import type { LempexDefinition } from './system-definition.ts';

const text = 'i am so happy for you . what happened to your dog ? oh no , that is sad . tell me more';
const special = { vocabSize: 280, specialTokens: ['<pad>', '<eos>', '<bos>'], lowercase: true };
const bytes = trainByteLevelBpe([text, text], special);
const words = wordTokenizer(new Map(wordsAndMarks(text).map((word) => [word, 1])), {
  vocabSize: 280,
  minFrequency: 1,
});

const t5 = {
  model_type: 't5',
  vocab_size: 280,
  d_model: 24,
  d_kv: 8,
  d_ff: 32,
  num_layers: 2,
  num_heads: 2,
  decoder_start_token_id: 0,
};
const bert = {
  model_type: 'bert',
  vocab_size: 280,
  hidden_size: 16,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 20,
  max_position_embeddings: 40,
  retrieval_pooling: 'mean',
};

export interface TinyLempex {
  readonly exemplars?: boolean;
  readonly retriever?: boolean;
  readonly vocabulary?: 'bytes' | 'words';
}

/** Writes a generator of seeded random weights as the recipe `lempex` leaves it; what it says makes no sense. */
export function tinyLempexCheckpoint(
  folder: string,
  { exemplars = true, retriever = exemplars, vocabulary = 'bytes' }: TinyLempex = {},
): string {
  const dir = join(folder, `lempex-${exemplars}-${retriever}-${vocabulary}`);
  if (existsSync(dir)) return dir;
  const generator = parseModelConfig(t5, 'config.json') as T5Config;
  const encoder = parseModelConfig(
    { ...t5, d_model: 20, num_layers: 1, architectures: ['T5EncoderModel'] },
    'config.json',
  );
  const config = { generator, exemplarWidth: exemplars ? 20 : null };
  const frozen = { width: 20, prefix: 'say: ', count: 4, maxLength: 30, encoder: 'a'.repeat(64) };
  writeCheckpoint(dir, {
    config: lempexConfigFile(config, {
      maxSource: 60,
      exemplars: exemplars ? { ...frozen, config: { ...encoder } } : null,
    }),
    tensors: seededTensors(lempexTensors(config), 1),
    tokenizerJson: vocabulary === 'bytes' ? bytes : words,
  });
  if (exemplars) {
    writeSafetensors(join(dir, exemplarFiles.weights), seededTensors(expectedTensors(encoder), 2));
    writeFileSync(join(dir, exemplarFiles.tokenizer), JSON.stringify(bytes));
  }
  if (retriever) tinyRetriever(join(dir, retrieverFolder));
  return dir;
}

/** Writes two encoders of random weights as the recipe `dpr` leaves them. */
export function tinyRetriever(dir: string, seed = 3): string {
  const body = [...expectedTensors(parseModelConfig(bert, 'config.json'))].filter(
    ([name]) => !name.startsWith('pooler.'),
  );
  const shapes = Object.values(encoderPrefixes).flatMap((prefix) =>
    body.map(([name, shape]) => [`${prefix}${name}`, shape] as const),
  );
  writeCheckpoint(dir, {
    config: bert,
    tensors: seededTensors(new Map(shapes), seed),
    tokenizerJson: bytes,
  });
  return dir;
}

export function tinyLempex(
  folder: string,
  { tiny, ...changes }: Partial<LempexDefinition> & { readonly tiny?: TinyLempex } = {},
): LempexDefinition {
  const checkpoint = tinyLempexCheckpoint(folder, tiny);
  return { name: 'tiny-lempex', generator: 'lempex', checkpoint, ...changes };
}

/** Writes dialogues in which something is told and answered twice. */
export function tinyDialogues(folder: string): string {
  const path = join(folder, 'dialogues.jsonl');
  mkdirSync(folder, { recursive: true });
  const things = ['dog', 'cat', 'exam', 'house', 'job', 'car', 'brother', 'garden'];
  const emotions = ['afraid', 'joyful', 'proud', 'sad'];
  const lines = things.flatMap((thing) =>
    emotions.map((emotion) => ({
      conv_id: `${thing}-${emotion}`,
      emotion,
      situation: '',
      turns: [
        { speaker: 'speaker', text: `I am so ${emotion} about my ${thing}.` },
        { speaker: 'listener', text: `What is it with your ${thing}?` },
        { speaker: 'speaker', text: 'I do not know.' },
        { speaker: 'listener', text: `I see that you are ${emotion}.` },
      ],
    })),
  );
  writeFileSync(path, lines.map((one) => `${JSON.stringify(one)}\n`).join(''));
  return path;
}
