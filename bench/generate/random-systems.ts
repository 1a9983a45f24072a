import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '#lib/rng.ts';
import { type ByteLevelTokenizerJson, trainByteLevelBpe } from '#models/tokenizers/train-byte-level-bpe.ts';
import { type IdentifierSet, setConfig, setTensors } from '#models/training/identifiers/identifier-set.ts';
import { parseModelConfig, type T5Config } from '#models/weights/configs.ts';
import { expectedTensors } from '#models/weights/expected-tensors.ts';
import { writeCheckpoint } from '#models/weights/write-checkpoint.ts';
import type { BenchSystem } from './generate.ts';

/** Where replies of real weights end on average; those of random weights have no end. */
const replyTokens = 15;

const caire = {
  model_type: 'openai-gpt',
  architectures: ['OpenAIGPTDoubleHeadsModel'],
  vocab_size: 8000,
  n_positions: 256,
  n_embd: 256,
  n_layer: 6,
  n_head: 4,
  emotion_labels: Array.from({ length: 32 }, (_, index) => `emotion ${index + 1}`),
};

const t5 = {
  model_type: 't5',
  vocab_size: 8000,
  d_model: 256,
  d_kv: 64,
  d_ff: 1024,
  num_layers: 4,
  num_heads: 4,
  decoder_start_token_id: 0,
};

const identifierEncoder = { architectures: ['T5EncoderModel'], d_kv: 32, d_ff: 256, num_layers: 1 };

/**
 * Systems in the shapes of those that ship, with weights drawn from a seed: speed depends on shapes, on the length of the
 * replies, which is fixed, and for nucleuses on how sharp the distributions are. The last norm of the GPT is scaled so
 * that logits deviate by about 4, whose nucleuses at CAiRE's settings hold some tens of tokens.
 */
export function writeRandomSystems(folder: string, texts: readonly string[]) {
  const tokenizerJson = dialogueTokenizer(texts);
  const write = (name: string, config: object, shapes: Shapes) =>
    writeDrawn(join(folder, name), { config, shapes, tokenizerJson });
  const model = (name: string, config: object) =>
    write(name, config, expectedTensors(parseModelConfig({ ...config }, 'config.json')));
  const settings = { maxNewTokens: replyTokens };
  const systems: BenchSystem[] = [
    { name: 'caire', generator: 'caire', checkpoint: model('caire', caire), settings },
    { name: 't5-sft', generator: 't5-sft', checkpoint: model('t5-sft', t5), settings },
  ];
  const set: IdentifierSet = {
    encoder: parseModelConfig({ ...t5, ...identifierEncoder }, 'config.json') as T5Config,
    sizes: { hidden: 128, levels: 3 },
    lengths: { context: 64, response: 96 },
  };
  return { systems, identifiers: write('identifiers', setConfig(set), setTensors(set)) };
}

type Shapes = ReadonlyMap<string, readonly number[]>;

interface DrawnCheckpoint {
  readonly config: object;
  readonly shapes: Shapes;
  readonly tokenizerJson: ByteLevelTokenizerJson;
  /** Changes what was drawn. */
  readonly adjust?: (name: string, values: Float32Array) => Float32Array;
}

/** Writes a checkpoint of weights drawn from a seed, and gives its folder. */
export function writeDrawn(
  dir: string,
  { config, shapes, tokenizerJson, adjust = (_, values) => values }: DrawnCheckpoint,
): string {
  const tensors = new Map(
    [...shapes].map(([key, shape]) => [key, { shape, read: () => adjust(key, drawn(key, shape)) }]),
  );
  writeCheckpoint(dir, { config: { ...config }, tensors, tokenizerJson });
  return dir;
}

/** A tokenizer of the size of those that ship, of what is said in dialogues. */
function dialogueTokenizer(texts: readonly string[]): ByteLevelTokenizerJson {
  return trainByteLevelBpe(texts, {
    vocabSize: 8000,
    specialTokens: ['<pad>', '<eos>', '<bos>', '<speaker1>', '<speaker2>'],
    lowercase: true,
  });
}

/** Uniform weights: norms of 1 (the last of the GPT sharper), others of a deviation that keeps states in range. */
function drawn(name: string, shape: readonly number[]): Float32Array {
  const values = new Float32Array(shape.reduce((size, side) => size * side, 1));
  if (name.endsWith('bias') && !name.includes('relative')) return values;
  if (/(ln_\d|norm)\.weight$/.test(name)) return values.fill(name.endsWith('h.5.ln_2.weight') ? 12 : 1);
  const random = createRandom(1, name);
  const reach = 0.02 * Math.sqrt(3);
  for (let at = 0; at < values.length; at++) values[at] = (2 * random.next() - 1) * reach;
  return values;
}

/** All that is said in a file of dialogues. */
export function textsOf(path: string): string[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .flatMap((line) => (JSON.parse(line) as { turns: { text: string }[] }).turns.map(({ text }) => text));
}
