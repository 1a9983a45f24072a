import { type VaderLexicon, vaderCompound } from '#eval/text/vader.ts';
import type { Tokenizer } from '../../tokenizers/load-tokenizer.ts';
import { type DialogueSource, dialoguesOf } from '../data/data-source.ts';

/** A listener's turn in tokens, and its VADER compound score. */
export interface SentimentRow {
  readonly text: readonly number[];
  readonly sentiment: number;
}

/**
 * The turns of those who answer (every second one) in all dialogues of some files.
 * @param length tokens kept of a turn, from its start
 */
export async function sentimentRows(
  sources: readonly DialogueSource[],
  dataDir: string,
  {
    tokenizer,
    lexicon,
    length,
  }: { readonly tokenizer: Tokenizer; readonly lexicon: VaderLexicon; readonly length: number },
): Promise<SentimentRow[]> {
  const rows: SentimentRow[] = [];
  for (const source of sources)
    for await (const { turns } of dialoguesOf(source, dataDir))
      for (let place = 1; place < turns.length; place += 2) {
        const turn = turns[place] ?? '';
        const text = tokenizer.encode(turn).slice(0, length);
        if (text.length > 0) rows.push({ text, sentiment: vaderCompound(turn, lexicon) });
      }
  return rows;
}
