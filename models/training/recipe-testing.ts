import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runRecipe } from './recipes.ts';
import { jsonLines, temporaryFolder, trainingContext, writeText } from './testing.ts';

/** A file of data as a config names it. */
interface Source {
  readonly path: string;
  readonly form: string;
}

/** Learns a small tokenizer from files of a folder, into its folder `tokenizer`. */
export async function learnTokenizer(
  data: string,
  sources: readonly object[],
  vocabSize = 320,
): Promise<void> {
  const config = JSON.stringify({ vocabSize, sentinels: 0, data: sources });
  const file = writeText(data, 'tokenizer-config.json', config);
  await runRecipe('tokenizer', file, trainingContext(join(data, 'tokenizer'), data));
}

interface Talk {
  readonly learned: readonly unknown[];
  readonly held: readonly unknown[];
  /** Of the config, after the tokenizer is learned. */
  readonly changes?: object;
}

/** A folder for one test with `talk.jsonl.gz` and `held.jsonl`, a tokenizer of the config's data, and the config. */
export async function talkFolder(
  config: { readonly data: readonly Source[] },
  { learned, held, changes = {} }: Talk,
): Promise<{ readonly data: string; readonly file: string }> {
  const data = temporaryFolder();
  writeText(data, 'talk.jsonl.gz', jsonLines(learned));
  writeText(data, 'held.jsonl', jsonLines(held));
  await learnTokenizer(data, config.data);
  return { data, file: writeText(data, 'config.json', JSON.stringify({ ...config, ...changes })) };
}

interface SmallCaire {
  readonly data: readonly Source[];
  readonly epochs: number;
  readonly positions?: number;
}

/** Trains a CAiRE of some 10,000 parameters on a folder's dialogues, into its folder `name`; and a tokenizer before. */
export async function makeSmallCaire(
  folder: string,
  name: string,
  { data, epochs, positions = 64 }: SmallCaire,
): Promise<void> {
  await learnTokenizer(folder, data, 330);
  const config = {
    ...{ stage: 'empathetic', epochs, batchTokens: 512, learningRate: 0.02, warmupSteps: 4, logEvery: 50 },
    ...{ maxLength: 64, dropout: 0, persona: ['my name is caire'], choiceWeight: 0 },
    model: { layers: 1, width: 16, heads: 2, positions },
    tokenizer: 'tokenizer',
    data,
    validation: {},
  };
  const file = writeText(folder, `${name}-config.json`, JSON.stringify(config));
  await runRecipe('caire', file, trainingContext(join(folder, name), folder));
}

/** The points of the loss curve that a training left. */
export function curveOf(out: string): ReturnType<typeof JSON.parse>[] {
  const lines = readFileSync(join(out, 'loss.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}
