import fc from 'fast-check';
import { expect, test } from 'vitest';
import { choosePlace, type PlaceLoad } from './choose-place.ts';

function place(tokensOutstanding: number, changes: Partial<PlaceLoad> = {}): PlaceLoad {
  return { requests: 1, tokensOutstanding, isRunning: true, isAvailable: true, ...changes };
}

test('the process with the fewest tokens outstanding is taken, however many requests they are', () => {
  const few = place(100, { requests: 1 });
  const many = place(90, { requests: 9 });
  expect(choosePlace([few, many], { mostRequests: 10 })).toBe(many);
  expect(choosePlace([few, many], { mostRequests: 9 })).toBe(few);
  expect(choosePlace([few, many], { mostRequests: 1 })).toBeNull();
});

test('of processes without work the one that runs is taken, and none that does not start', () => {
  const idle = place(0);
  const none = place(0, { isRunning: false });
  const broken = place(0, { isRunning: false, isAvailable: false });
  expect(choosePlace([broken, none, idle], { mostRequests: 4 })).toBe(idle);
  expect(choosePlace([broken, none], { mostRequests: 4 })).toBe(none);
  expect(choosePlace([broken], { mostRequests: 4 })).toBeNull();
});

test('a conversation stays until its process is much busier than the least loaded', () => {
  const least = place(400);
  for (const [tokens, isKept] of [
    [400, true],
    [628, true],
    [629, false],
  ] as const) {
    const home = place(tokens);
    expect(choosePlace([least, home], { mostRequests: 4, home })).toBe(isKept ? home : least);
  }
});

test('nothing is given to a process without room, and none with room is left idle', () => {
  const places = fc.array(
    fc.record({
      requests: fc.nat(4),
      tokensOutstanding: fc.nat(1000),
      isRunning: fc.boolean(),
      isAvailable: fc.boolean(),
    }),
  );
  fc.assert(
    fc.property(places, fc.nat(6), (all, at) => {
      const chosen = choosePlace(all, { mostRequests: 4, home: all[at] });
      const open = all.filter(({ isAvailable, requests }) => isAvailable && requests < 4);
      if (chosen === null) expect(open).toEqual([]);
      else expect(open).toContain(chosen);
    }),
  );
});
