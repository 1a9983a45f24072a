import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadTokenizer } from '../../tokenizers/load-tokenizer.ts';
import { trainByteLevelBpe } from '../../tokenizers/train-byte-level-bpe.ts';
import { contextText, sourceTokens, targetTokens } from './context-text.ts';

const texts = ["I failed my exam... it's over!", 'Oh no, what happened?', 'I did not sleep at 5:30.'];
const tokenizer = loadTokenizer(
  trainByteLevelBpe(texts, {
    vocabSize: 330,
    minFrequency: 1,
    lowercase: true,
    prefixSpace: true,
    specialTokens: ['<pad>', '<eos>'],
  }),
);
const end = 1;
const plainIds = (text: string) => tokenizer.encode(text, { addSpecialTokens: false });
const utterances = fc.array(
  fc
    .array(fc.constantFrom('oh', "didn't", '5:30', '...', 'exam', '!', 'é'), { minLength: 1, maxLength: 6 })
    .map((words) => words.join(' ')),
  { minLength: 1, maxLength: 5 },
);

test('a context is its utterances with a space between, whole where there is room', () => {
  fc.assert(
    fc.property(utterances, (given) => {
      expect(sourceTokens(given, { tokenizer, end, maxTokens: 1000 })).toEqual([
        ...plainIds(contextText(given)),
        end,
      ]);
    }),
  );
});

test('of a long context the newest tokens stay, and the end is always there', () => {
  fc.assert(
    fc.property(utterances, fc.integer({ min: 1, max: 30 }), (given, maxTokens) => {
      const ids = sourceTokens(given, { tokenizer, end, maxTokens });
      const whole = [...plainIds(contextText(given)), end];
      expect(ids).toEqual(whole.slice(-maxTokens));
    }),
  );
});

test('of a long reply the first tokens stay, and the end comes behind them', () => {
  const whole = plainIds(texts[0]!);
  expect(targetTokens(texts[0]!, { tokenizer, end, maxTokens: 3 })).toEqual([...whole.slice(0, 3), end]);
  expect(targetTokens(texts[0]!, { tokenizer, end })).toEqual([...whole, end]);
});
