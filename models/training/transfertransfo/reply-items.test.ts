import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { drawItems, itemLength, itemRows, replyPool, type TrainingWindow } from './reply-items.ts';

/** Windows of one dialogue each, whose replies are the dialogue's number, once for each reply before. */
const windowsOf = (replies: readonly number[]): TrainingWindow[] =>
  replies.map((count, dialogue) => ({
    persona: [7],
    utterances: Array.from({ length: 2 * count }, (_, at) => new Array<number>((at >> 1) + 1).fill(dialogue)),
    first: 1,
    dialogue,
    emotion: undefined,
  }));
const options = { candidates: 3, share: 1, maxLength: 40 };
const counts = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 12 });

test('each reply is learned once, and each window has a choice among replies of other dialogues', () => {
  fc.assert(
    fc.property(counts, fc.nat(), (replies, seed) => {
      const windows = windowsOf(replies);
      const items = drawItems(windows, replyPool(windows), { ...options, random: createRandom(seed) });
      for (const [dialogue, window] of windows.entries()) {
        const own = items.filter((item) => item.window === window);
        const learned = own.flatMap((item) => item.replies).sort((a, b) => a - b);
        expect(learned).toEqual(
          replies[dialogue] === 0 ? [] : window.utterances.map((_, at) => at).filter((at) => at % 2),
        );
        const choices = own.filter(({ distractors }) => distractors.length > 0);
        expect(choices).toHaveLength(1);
        expect(choices[0]?.distractors).toHaveLength(2);
        expect(choices[0]?.distractors.flat()).not.toContain(dialogue);
        expect(choices[0]?.replies).toContain(choices[0]?.end);
      }
      for (const item of items) {
        expect(itemLength(item)).toBeLessThanOrEqual(options.maxLength);
        expect(itemRows(item)).toBe(1 + item.distractors.length);
      }
    }),
  );
});

test('choices fall on earlier and on last replies alike, and on a share of the windows', () => {
  const windows = windowsOf(new Array<number>(400).fill(2));
  const random = createRandom(1);
  const items = drawItems(windows, replyPool(windows), { ...options, share: 0.5, random });
  const choices = items.filter(({ distractors }) => distractors.length > 0);
  expect(choices.length).toBeGreaterThan(150);
  expect(choices.length).toBeLessThan(250);
  const early = choices.filter(({ end }) => end === 1).length;
  expect(early).toBeGreaterThan(60);
  expect(choices.length - early).toBeGreaterThan(60);
});

test('a distractor is cut to the places that are left', () => {
  const windows = windowsOf([1, 4]);
  const items = drawItems(windows, replyPool(windows), { ...options, maxLength: 9, random: createRandom(3) });
  const [first] = items;
  expect(first?.distractors.every(({ length }) => length <= 4)).toBe(true);
  expect(first && itemLength(first)).toBeLessThanOrEqual(9);
});

test('a single dialogue has no distractors to draw', () => {
  const windows = windowsOf([3]);
  expect(() => drawItems(windows, replyPool(windows), { ...options, random: createRandom(1) })).toThrow(
    /two dialogues at least/,
  );
  expect(
    drawItems(windows, replyPool(windows), { ...options, share: 0, random: createRandom(1) }),
  ).toHaveLength(1);
});
