import fc from 'fast-check';
import { expect, test } from 'vitest';
import { learnMerges, type MergeResult, type MergeTask } from './byte-pair-merges.ts';

/** The same, counting every pair anew before each merge: slow, and plain enough to be believed. */
function learnMergesSlowly(task: MergeTask): MergeResult {
  const tokens = [...task.tokens];
  const merges: [string, string][] = [];
  let words = task.words.map((word) => ({ ids: [...word.ids], count: word.count }));
  while (tokens.length < task.vocabSize) {
    const counts = new Map<string, number>();
    for (const { ids, count } of words) {
      for (let i = 0; i + 1 < ids.length; i++) {
        const pair = JSON.stringify([ids[i], ids[i + 1]]);
        counts.set(pair, (counts.get(pair) ?? 0) + count);
      }
    }
    const ranked = [...counts]
      .map(([pair, count]) => ({ pair: JSON.parse(pair) as [number, number], count }))
      .sort((a, b) => b.count - a.count || a.pair[0] - b.pair[0] || a.pair[1] - b.pair[1]);
    const best = ranked[0];
    if (!best || best.count < task.minFrequency) break;
    const [left, right] = best.pair;
    const text = tokens[left]! + tokens[right]!;
    if (!tokens.includes(text)) tokens.push(text);
    const id = tokens.indexOf(text);
    merges.push([tokens[left]!, tokens[right]!]);
    words = words.map(({ ids, count }) => {
      const next: number[] = [];
      for (let i = 0; i < ids.length; i++) {
        if (ids[i] === left && ids[i + 1] === right) {
          next.push(id);
          i++;
        } else next.push(ids[i]!);
      }
      return { ids: next, count };
    });
  }
  return { tokens, merges };
}

test('the merges are those of a trainer that counts everything anew each time', () => {
  const word = fc.record({
    ids: fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 12 }),
    count: fc.integer({ min: 1, max: 4 }),
  });
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 12 }),
      fc.integer({ min: 3, max: 40 }),
      fc.integer({ min: 1, max: 5 }),
      (...[words, vocabSize, minFrequency]) => {
        const task = { tokens: ['a', 'b', 'c'], words, vocabSize, minFrequency };
        expect(learnMerges(task)).toEqual(learnMergesSlowly(task));
      },
    ),
    { numRuns: 1000 },
  );
});

test('the example of the paper gives its tokens, in the order that ties by id make', () => {
  // Sennrich et al. 2016, algorithm 1: low 5, lower 2, newest 6, widest 3, each with an end mark.
  const tokens = [...'_delinorstw'];
  const ids = (text: string) => [...text].map((character) => tokens.indexOf(character));
  const words = [
    { ids: ids('low_'), count: 5 },
    { ids: ids('lower_'), count: 2 },
    { ids: ids('newest_'), count: 6 },
    { ids: ids('widest_'), count: 3 },
  ];
  const { merges } = learnMerges({ tokens, words, vocabSize: tokens.length + 4, minFrequency: 1 });
  expect(merges).toEqual([
    ['e', 's'],
    ['t', '_'],
    ['es', 't_'],
    ['l', 'o'],
  ]);
});

test('of equally frequent pairs the one with the smaller ids goes first', () => {
  const words = [{ ids: [2, 1, 0, 1], count: 1 }];
  const { merges } = learnMerges({ tokens: ['a', 'b', 'c'], words, vocabSize: 4, minFrequency: 1 });
  expect(merges).toEqual([['a', 'b']]);
});

test('each merge is reported with the number of tokens', () => {
  const sizes: number[] = [];
  const words = [{ ids: [0, 1, 0, 1], count: 2 }];
  learnMerges({
    tokens: ['a', 'b'],
    words,
    vocabSize: 9,
    minFrequency: 2,
    onMerge: (size) => sizes.push(size),
  });
  expect(sizes).toEqual([3, 4]);
});
