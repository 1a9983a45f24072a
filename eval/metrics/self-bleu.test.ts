import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { NltkBleu } from './nltk-bleu.ts';
import { selfBleu, selfBleuSignature } from './self-bleu.ts';

const random = () => createRandom(1);

test('each reply scores what sentence BLEU with all others as references gives it', () => {
  const reply = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 7 });
  fc.assert(
    fc.property(
      fc.array(reply, { minLength: 2, maxLength: 6 }),
      fc.integer({ min: 1, max: 4 }),
      (texts, maxOrder) => {
        const weights = [new Array<number>(maxOrder).fill(1 / maxOrder)];
        const bleu = new NltkBleu({ weights, smoothing: 'method1' });
        const expected = texts.map((hypothesis, i) => {
          const [estimate] = bleu.score([{ hypothesis, references: texts.filter((_, j) => j !== i) }]);
          return estimate?.status === 'defined' ? estimate.value : Number.NaN;
        });
        const found = selfBleu(
          texts.map((tokens) => tokens.join(' ')),
          random(),
          { maxOrder, tokenize: 'whitespace' },
        );
        expected.forEach((value, i) => {
          expect(found.byReply[i]).toBeCloseTo(value, 12);
        });
      },
    ),
  );
});

test('the same reply over and over scores 1, replies with no word in common 0', () => {
  expect(selfBleu(Array(5).fill('i am so sorry'), random()).score).toMatchObject({ value: 1 });
  expect(selfBleu(['a b c d', 'e f g h'], random()).score).toMatchObject({ value: 0 });
});

test('a sample has its size, its seed, and no reply twice', () => {
  const replies = Array.from({ length: 50 }, (_, i) => `reply number ${i}`);
  const draw = (seed: number) => selfBleu(replies, createRandom(seed), { sample: 10 }).drawn;
  expect(new Set(draw(1)).size).toBe(10);
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
  expect(selfBleuSignature({ sample: 10 }, 1)).toBe(
    'order:4|smooth:method1[0.1]|sample:10|seed:1|case:mixed|tok:13a|v:1',
  );
});

test('one reply has no others', () => {
  expect(selfBleu(['oh no'], random()).score).toEqual({
    status: 'undefined',
    reason: 'needs at least two replies',
  });
});
