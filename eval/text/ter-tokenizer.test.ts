import { expect, test } from 'vitest';
import { terTokenize } from './ter-tokenizer.ts';

test.each([
  [{}, "It's  GREAT, isn't it?", "it's great, isn't it?"],
  [{ caseSensitive: true }, 'It IS', 'It IS'],
  [
    { normalized: true },
    "She's 5-10 &amp; (more), e.g. 1,000.5!",
    "she 's 5 - 10 & ( more ) , e . g . 1,000.5 !",
  ],
  [{ noPunct: true }, 'Well, "this" (is) it: no; really?!', 'well this is it no really'],
  [{ noPunct: true }, '日本。', '日本。'],
  [{ noPunct: true, asianSupport: true }, '日本。', '日本'],
  [{ normalized: true, asianSupport: true }, '拳銃を持つ', '拳 銃 を 持 つ'],
  [{}, '', ''],
] as const)('with %j, tercom makes its tokens of %j', (options, line, tokens) => {
  expect(terTokenize(line, options)).toBe(tokens);
});
