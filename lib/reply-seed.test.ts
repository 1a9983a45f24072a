import fc from 'fast-check';
import { expect, test } from 'vitest';
import { replySeed } from './reply-seed.ts';

test('a reply has the same seed whenever it is asked for, and no other place has it', () => {
  const place = fc.record({ turn: fc.nat(200), lane: fc.nat(7), attempt: fc.nat(20) });
  fc.assert(
    fc.property(fc.nat(), place, place, (seed, one, other) => {
      expect(replySeed(seed, one)).toBe(replySeed(seed, { ...one }));
      const isSame = one.turn === other.turn && one.lane === other.lane && one.attempt === other.attempt;
      expect(replySeed(seed, one) === replySeed(seed, other)).toBe(isSame);
    }),
    { seed: 1 },
  );
});

test('a seed is what every system takes: a whole number below 2³¹', () => {
  for (let turn = 0; turn < 1_000; turn++) {
    const seed = replySeed(7, { turn, lane: 0, attempt: 0 });
    expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31).toBe(true);
  }
});
