import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { textSource, textsOf } from '../data/data-source.ts';
import type { TrainingContext, TrainingSummary } from '../framework/recipe.ts';
import { hashesOf } from '../framework/trained-folder.ts';
import { writeJsonAtomically } from '../framework/write-atomically.ts';

export const vocabularyConfig = z.strictObject({
  /** A tokenizer of whole words in lower case, for LEMPEx's variant on GloVe. */
  stage: z.literal('vocabulary'),
  /** Words at most, the special tokens with them; the published variant has 21,132. */
  vocabSize: z.int().min(8).default(21_132),
  /** A word seen less often is unknown. */
  minFrequency: z.int().min(1).default(1),
  /** What the words are counted in: training splits only. */
  data: z.array(textSource).min(1),
});

/** Ids 0 to 2 as T5 has them: filling, end, unknown. */
const special = ['<pad>', '<eos>', '<unk>'] as const;

/** Words and marks as BERT's pre-tokenizer parts them: each mark stands alone. */
export const wordsAndMarks = (text: string): string[] =>
  text.toLowerCase().match(/[\p{P}$+<=>^`|~]|[^\s\p{P}$+<=>^`|~]+/gu) ?? [];

/**
 * The tokenizer: the commonest words, of equal counts the first in the order of their letters. WordPiece without pieces
 * knows a word as a whole or not at all.
 */
export function wordTokenizer(
  counts: ReadonlyMap<string, number>,
  { vocabSize, minFrequency }: { readonly vocabSize: number; readonly minFrequency: number },
): object {
  const words = [...counts]
    .filter(([, count]) => count >= minFrequency)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, vocabSize - special.length)
    .map(([word]) => word);
  return {
    version: '1.0',
    added_tokens: special.map((content, id) => ({
      ...{ id, content, single_word: false, lstrip: false, rstrip: false },
      ...{ normalized: false, special: true },
    })),
    normalizer: { type: 'Lowercase' },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: null,
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '<unk>',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries([...special, ...words].map((word, id) => [word, id])),
    },
  };
}

export async function makeVocabulary(
  settings: z.infer<typeof vocabularyConfig>,
  context: TrainingContext,
  raw: unknown,
): Promise<TrainingSummary> {
  if (context.init)
    throw new WorkbenchError('bad-input', 'A vocabulary starts from nothing: leave --init out.');
  const counts = new Map<string, number>();
  let texts = 0;
  for (const source of settings.data)
    for await (const text of textsOf(source, context.dataDir)) {
      for (const word of wordsAndMarks(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
      if (++texts % 1000 === 0) context.progress({ message: 'Counting words', done: texts, total: null });
    }
  const tokenizer = wordTokenizer(counts, settings) as { model: { vocab: Record<string, number> } };
  const { vocab } = tokenizer.model;
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const known = [...counts].reduce((sum, [word, count]) => sum + (word in vocab ? count : 0), 0);
  mkdirSync(context.out, { recursive: true });
  writeJsonAtomically(join(context.out, 'tokenizer.json'), tokenizer);
  writeJsonAtomically(join(context.out, 'tokenizer_config.json'), {
    ...{
      tokenizer_class: 'PreTrainedTokenizerFast',
      pad_token: '<pad>',
      eos_token: '<eos>',
      unk_token: '<unk>',
    },
    ...{ clean_up_tokenization_spaces: true, model_input_names: ['input_ids', 'attention_mask'] },
  });
  const numbers = { vocabulary: Object.keys(vocab).length, texts, words: all, known };
  const data = await hashesOf(
    context.dataDir,
    settings.data.map(({ path }) => path),
  );
  writeJsonAtomically(join(context.out, 'training.json'), {
    ...{ recipe: 'lempex', config: raw, data, numbers },
    commit: context.commit,
  });
  const share = ((100 * known) / Math.max(1, all)).toFixed(2);
  return { line: `${numbers.vocabulary} tokens, which are ${share} % of ${all} words.`, numbers };
}
