import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BleuTokenizer, sacrebleuTokenize } from './sacrebleu-tokenizers.ts';
import { splitOnWhitespace } from './whitespace.ts';

test.each<[BleuTokenizer, string, string]>([
  ['13a', 'Well, it costs 1,000.50 -- or 5-10%.', 'Well , it costs 1,000.50 -- or 5 - 10 % .'],
  ['13a', '&quot;Yes&quot; &amp;lt; <skipped>no', '" Yes " < no'],
  ['13a', 'line-\nbreak and\nline', 'linebreak and line'],
  ['13a', 'x.,5', 'x . ,5'],
  ['intl', 'Well, it costs 1,000.50 – “so”…', 'Well , it costs 1,000.50 – “ so ” …'],
  ['intl', '5 € in 2024.', '5 € in 2024.'],
  ['intl', '٣.١٤ 😀!', '٣.١٤ 😀 !'],
  ['char', 'a é😀', 'a   é 😀'],
  ['none', ' as  it is ', ' as  it is '],
])('%s makes of a line what sacreBLEU makes of it: %j', (name, line, tokens) => {
  expect(sacrebleuTokenize(line, name)).toBe(tokens);
});

/** The expressions that the passes stand for. */
const expressions: Readonly<Record<'13a' | 'intl', readonly (readonly [RegExp, string])[]>> = {
  '13a': [
    [/([{-~[-` -&(-+:-@/])/g, ' $1 '],
    [/([^0-9])([.,])/g, '$1 $2 '],
    [/([.,])([^0-9])/g, ' $1 $2'],
    [/([0-9])(-)/g, '$1 $2 '],
  ],
  intl: [
    [/(\P{N})(\p{P})/gu, '$1 $2 '],
    [/(\p{P})(\P{N})/gu, ' $1 $2'],
    [/(\p{S})/gu, ' $1 '],
  ],
};

test.each(['13a', 'intl'] as const)('%s consumes what its expressions consume, in any line', (name) => {
  const characters = fc.constantFrom(...'ab01.,--\'"$+ ', '½', '٣', '“', '。', '😀', '€', '\u0085');
  fc.assert(
    fc.property(fc.string({ unit: characters, maxLength: 25 }), (line) => {
      const padded = name === '13a' ? ` ${line} ` : line;
      const text = expressions[name].reduce((held, [pattern, by]) => held.replace(pattern, by), padded);
      expect(sacrebleuTokenize(line, name)).toBe(splitOnWhitespace(text).join(' '));
    }),
    { numRuns: 500 },
  );
});
