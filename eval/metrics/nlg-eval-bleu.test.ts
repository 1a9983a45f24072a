import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addBleuSums, bleuSums, nlgEvalBleu } from './nlg-eval-bleu.ts';

const goldens = new URL('../../../shared/goldens/nlg_eval.json', import.meta.url);
const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

interface Reference {
  readonly $ref: string;
  readonly slice?: readonly [number, number];
}

test.skipIf(!existsSync(goldens))('BLEU-1 to 4 are those of nlg-eval', () => {
  const { cases, datasets } = JSON.parse(readFileSync(goldens, 'utf8'));
  const resolved = (value: unknown): string[] => {
    const { $ref, slice } = value as Reference;
    return $ref ? datasets[$ref.split('/').at(-1)!].slice(...(slice ?? [])) : (value as string[]);
  };
  let compared = 0;
  for (const { inputs, expected } of cases) {
    const references = (inputs.references as unknown[]).map(resolved);
    const sums = resolved(inputs.hypotheses).map((hypothesis, at) =>
      bleuSums(
        words(hypothesis),
        references.map((list) => words(list[at]!)),
      ),
    );
    // A corpus of one segment takes the mean length of its references there; with one reference that is the same.
    if (sums.length === 1 && references.length > 1) continue;
    for (const [n, bleu] of nlgEvalBleu(addBleuSums(sums)).entries())
      expect(bleu).toBeCloseTo(expected.bleu[n], 12);
    compared++;
  }
  expect(compared).toBeGreaterThanOrEqual(4);
});

test('a hypothesis that is its reference scores 1, an empty one 0', () => {
  const text = words('it is a very good day');
  for (const bleu of nlgEvalBleu(bleuSums(text, [text]))) expect(bleu).toBeCloseTo(1, 8);
  for (const bleu of nlgEvalBleu(bleuSums([], [text]))) expect(bleu).toBeCloseTo(0, 8);
});

test('a repeated word counts as often as one reference has it, and brevity is punished', () => {
  // 2 of 3 match; 1 of 2 pairs; the length is 3 against 5: exp(1 - 5/3).
  const sums = bleuSums(words('the the cat'), [words('the cat sat down there')]);
  expect(sums).toMatchObject({ matches: [2, 1, 0, 0], totals: [3, 2, 1, 0], length: 3, referenceLength: 5 });
  const [one, two] = nlgEvalBleu(sums);
  expect(one).toBeCloseTo((2 / 3) * Math.exp(1 - 5 / 3), 7);
  expect(two).toBeCloseTo(Math.sqrt((2 / 3) * (1 / 2)) * Math.exp(1 - 5 / 3), 7);
});

test('of references alike close in length the shorter counts', () => {
  expect(bleuSums(words('a b c'), [words('a b c d'), words('a b')]).referenceLength).toBe(2);
});

test('BLEU lies in [0, 1] and the order of segments does not matter', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 8 });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 6 }), (pairs) => {
      const sums = pairs.map(([hypothesis, reference]) => bleuSums(hypothesis, [reference]));
      const bleu = nlgEvalBleu(addBleuSums(sums));
      for (const value of bleu) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }
      expect(nlgEvalBleu(addBleuSums(sums.toReversed()))).toEqual(bleu);
    }),
  );
});
