import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pairBatches } from './pair-batches.ts';
import { ReplyPairs } from './reply-pairs.ts';

/** Letters as tokens, without spaces. */
const tokenizer = { encode: (text: string) => [...text.trim()].map((letter) => letter.charCodeAt(0)) };
const end = 1;
const all = { tokenizer, end, maxSource: 1000, maxTarget: 1000, targets: 'all' } as const;
const textOf = (ids: Int32Array) => String.fromCharCode(...ids.subarray(0, -1));

const lengths = fc.array(
  fc.record({ source: fc.integer({ min: 1, max: 64 }), target: fc.integer({ min: 1, max: 50 }) }),
  { minLength: 1, maxLength: 300 },
);

test('each turn after the first is a reply to all before it, or only every second one', () => {
  const pairs = new ReplyPairs(all);
  pairs.add(['ab', 'cd', 'ef', 'g']);
  const read = [0, 1, 2].map((index) => pairs.pair(index));
  expect(read.map(({ source, target }) => [textOf(source), textOf(target)])).toEqual([
    ['ab', 'cd'],
    ['abcd', 'ef'],
    ['abcdef', 'g'],
  ]);
  expect(read.every(({ source, target }) => source.at(-1) === end && target.at(-1) === end)).toBe(true);
  const answers = new ReplyPairs({ ...all, targets: 'answers' });
  answers.add(['ab', 'cd', 'ef', 'g']);
  expect(answers.lengths.length).toBe(2);
  expect(textOf(answers.pair(1).target)).toBe('g');
  expect(() => answers.pair(2)).toThrow(/no pair 2/);
});

test('the newest of a context and the first of a reply stay, and lengths say how much', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: 2, maxLength: 6 }),
      fc.integer({ min: 2, max: 12 }),
      fc.integer({ min: 1, max: 6 }),
      (turns, maxSource, maxTarget) => {
        const pairs = new ReplyPairs({ ...all, maxSource, maxTarget });
        pairs.add(turns);
        for (const [index, length] of pairs.lengths.entries()) {
          const { source, target } = pairs.pair(index);
          expect(length).toEqual({ source: source.length, target: target.length });
          const context = turns.slice(0, index + 1).join('');
          expect(textOf(source)).toBe(context.slice(-(maxSource - 1)));
          expect(textOf(target)).toBe(turns[index + 1]!.slice(0, maxTarget));
        }
      },
    ),
  );
});

test('words are those between spaces, and an end for each reply', () => {
  const pairs = new ReplyPairs({ ...all, targets: 'answers' });
  pairs.add(['not counted', 'oh no , why ?', 'nor this', 'yes']);
  expect(pairs.words).toBe(6 + 2);
});

test('each pair is in one batch, which keeps to its rows and places', () => {
  fc.assert(
    fc.property(
      lengths,
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 600 }),
      (given, rows, tokens) => {
        const batches = pairBatches(given, { rows, tokens, seed: [1] });
        expect(batches.flat().sort((a, b) => a - b)).toEqual([...given.keys()]);
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(rows);
          const longest = (side: 'source' | 'target') => Math.max(...batch.map((pair) => given[pair]![side]));
          const places = batch.length * (longest('source') + longest('target'));
          if (batch.length > 1) expect(places).toBeLessThanOrEqual(tokens);
        }
      },
    ),
  );
});

test('rows alone give batches of that many pairs, but for the last of each sorted lot', () => {
  const given = Array.from({ length: 1000 }, (_, index) => ({ source: 10 + (index % 50), target: 5 }));
  const batches = pairBatches(given, { rows: 8, seed: [1] });
  expect(batches.length).toBe(125);
});

test('a seed gives one order, another seed another', () => {
  const given = Array.from({ length: 300 }, (_, index) => ({ source: 10 + (index % 50), target: 5 }));
  const draw = (seed: number) => pairBatches(given, { tokens: 300, seed: [seed] });
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

test('pairs of a batch are of about equal length on both sides, so that little is filling', () => {
  const given = Array.from({ length: 20_000 }, (_, index) => ({
    source: 5 + ((index * 7919) % 60),
    target: 3 + ((index * 104_729) % 40),
  }));
  const sum = (of: (length: (typeof given)[number]) => number) =>
    given.reduce((total, length) => total + of(length), 0);
  const batches = pairBatches(given, { tokens: 2048, seed: [1] });
  const places = batches.reduce((total, batch) => {
    const longest = (side: 'source' | 'target') => Math.max(...batch.map((pair) => given[pair]![side]));
    return total + batch.length * (longest('source') + longest('target'));
  }, 0);
  expect(sum(({ source, target }) => source + target) / places).toBeGreaterThan(0.8);
});
