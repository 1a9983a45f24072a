import { resolve } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import type { Tokenizer } from '../../tokenizers/load-tokenizer.ts';
import { readLines } from '../data/read-lines.ts';
import type { TrainingContext } from '../framework/recipe.ts';

/** For models from nothing over a vocabulary of words. */
export const gloveField = {
  /** A text file of GloVe, from --data, a word and its numbers a line: first embeddings of the words it has. */
  glove: z.string().min(1).optional(),
};

/**
 * Weights whose `shared.weight` holds GloVe's vectors for the words that both have; as they are where no file is given.
 * @throws WorkbenchError `bad-input` where the file is missing or has none of the words; `bad-row` with the line where
 *   a vector is of another width
 */
export async function withGlove(
  weights: ReadonlyMap<string, Float32Array>,
  path: string | undefined,
  {
    width,
    tokenizer,
    context,
  }: {
    readonly width: number;
    readonly tokenizer: Pick<Tokenizer, 'idOf'>;
    readonly context: Pick<TrainingContext, 'dataDir' | 'note'>;
  },
): Promise<Map<string, Float32Array>> {
  const table = weights.get('shared.weight')?.slice();
  if (path === undefined || !table) return new Map(weights);
  const file = resolve(context.dataDir, path);
  let [line, found] = [0, 0];
  for await (const text of readLines(file)) {
    line++;
    const [word = '', ...numbers] = text.trimEnd().split(' ');
    const id = tokenizer.idOf(word);
    if (id === undefined || (id + 1) * width > table.length) continue;
    const values = Float32Array.from(numbers, Number);
    if (values.length !== width || values.some((value) => !Number.isFinite(value)))
      throw new WorkbenchError('bad-row', `${file}, line ${line} is not a word and ${width} numbers.`, {
        line,
      });
    table.set(values, id * width);
    found++;
  }
  if (found === 0)
    throw new WorkbenchError('bad-input', `${file} has a vector for none of the tokenizer's words.`);
  context.note(`${found} of ${table.length / width} words have a vector in ${path}.`);
  return new Map(weights).set('shared.weight', table);
}
