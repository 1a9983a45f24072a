import fc from 'fast-check';
import { expect, test } from 'vitest';
import { replyWindows, windowLength } from './reply-windows.ts';

const options = { history: 3, maxLength: 16, maxReply: 5 };
const turn = (id: number, length: number) => new Array<number>(length).fill(id);

test('a dialogue that fits is one window, up to its last reply', () => {
  const turns = [[1], [2], [3], [4], [5]];
  expect(replyWindows({ persona: [9], turns }, options)).toEqual([
    { persona: [9], utterances: [[1], [2], [3], [4]], first: 1 },
  ]);
  expect(replyWindows({ persona: [], turns: [[1]] }, options)).toEqual([]);
});

test('a longer one goes on with the utterances before its next reply', () => {
  const turns = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => turn(id, 2));
  const windows = replyWindows({ persona: [9, 9], turns }, options);
  expect(windows.map(({ utterances, first }) => [utterances.map(([id]) => id), first])).toEqual([
    [[1, 2, 3, 4], 1],
    [[3, 4, 5, 6], 3],
    [[5, 6, 7, 8], 3],
  ]);
});

test('where context is too long the oldest of it goes, then the front of the last utterance', () => {
  const long = { persona: [], turns: [turn(1, 8), [2], turn(3, 3), [4]] };
  expect(replyWindows(long, options)).toEqual([
    { persona: [], utterances: [turn(1, 8), [2]], first: 1 },
    { persona: [], utterances: [turn(3, 3), [4]], first: 1 },
  ]);
  const [cut] = replyWindows(
    { persona: [], turns: [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [2]] },
    options,
  );
  expect(cut?.utterances).toEqual([[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [2]]);
});

test('a reply is cut to what is allowed', () => {
  expect(replyWindows({ persona: [], turns: [[1], turn(2, 9)] }, options)[0]?.utterances).toEqual([
    [1],
    turn(2, 5),
  ]);
});

test('every reply is in one window, behind as much context as is asked for or fits', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 14 });
  const personas = fc.integer({ min: 0, max: 6 });
  fc.assert(
    fc.property(lengths, personas, (sizes, persona) => {
      const turns = sizes.map((size, id) => turn(id, size));
      const windows = replyWindows({ persona: turn(99, persona), turns }, options);
      const learned = windows.flatMap(({ utterances, first }) =>
        utterances.flatMap(([id], at) => (at >= first && (at - first) % 2 === 0 ? [id] : [])),
      );
      expect(learned).toEqual([...turns.keys()].filter((index) => index % 2 === 1));
      for (const { persona: own, utterances, first } of windows) {
        expect(windowLength(own, utterances)).toBeLessThanOrEqual(options.maxLength);
        expect([first % 2, utterances.length % 2]).toEqual([1, 0]);
        const ids = utterances.map(([id]) => id ?? 0);
        expect(ids).toEqual(ids.map((_, at) => (ids[0] ?? 0) + at));
        const more = turns.slice(Math.max(0, (ids[0] ?? 0) - 2), ids[0]);
        const whole = [...more, ...utterances.slice(0, first + 1)];
        if (more.length > 0 && first < options.history)
          expect(windowLength(own, whole)).toBeGreaterThan(options.maxLength);
      }
    }),
  );
});

test('a persona that leaves no room for a context is refused', () => {
  expect(() => replyWindows({ persona: turn(9, 12), turns: [[1], [2]] }, options)).toThrow(/leave no room/);
});
