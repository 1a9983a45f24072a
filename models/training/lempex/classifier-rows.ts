import { resolve } from 'node:path';
import { createRandom } from '#lib/rng.ts';
import { exchangeTokens } from '../../lempex/identifier-text.ts';
import type { Tokenizer } from '../../tokenizers/load-tokenizer.ts';
import { readEpitome } from '../data/read-epitome.ts';

export interface ClassifierRow {
  readonly text: readonly number[];
  /** Whether EPITOME's level is 1 or 2. */
  readonly label: 0 | 1;
}

export interface ClassifierRows {
  readonly learned: readonly ClassifierRow[];
  readonly held: readonly ClassifierRow[];
}

export interface ClassifierTextOptions {
  readonly tokenizer: Pick<Tokenizer, 'encode'>;
  readonly end: number;
  readonly maxLength: number;
  /** The share of seeker posts whose rows are not learned from. */
  readonly validationShare: number;
}

/** One mechanism's file of EPITOME in tokens; a seeker post stands on one side with all its answers. */
export async function classifierRows(
  path: string,
  dataDir: string,
  { tokenizer, end, maxLength, validationShare }: ClassifierTextOptions,
): Promise<ClassifierRows> {
  const encode = (text: string) => tokenizer.encode(text, { addSpecialTokens: false });
  const [learned, held]: [ClassifierRow[], ClassifierRow[]] = [[], []];
  for await (const { seekerId, seekerPost, responsePost, level } of readEpitome(resolve(dataDir, path))) {
    const exchange = { context: encode(seekerPost), response: encode(responsePost) };
    const isHeld = createRandom('LEMPEx validation', seekerId).next() < validationShare;
    const row = { text: exchangeTokens(exchange, { end, maxLength }), label: level >= 1 ? 1 : 0 } as const;
    (isHeld ? held : learned).push(row);
  }
  return { learned, held };
}
