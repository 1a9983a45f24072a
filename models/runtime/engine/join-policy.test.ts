import fc from 'fast-check';
import { expect, it } from 'vitest';
import { holdSteps, joiners, prefillRun } from './join-policy.ts';

const ones = (count: number) => new Array<number>(count).fill(1);

it('lets all join that fit while most rows are free', () => {
  expect(joiners({ waiting: ones(5), free: 16, live: 0, held: 0 })).toBe(5);
  expect(joiners({ waiting: ones(1), free: 12, live: 4, held: 0 })).toBe(1);
  expect(joiners({ waiting: ones(20), free: 16, live: 0, held: 0 })).toBe(16);
  expect(joiners({ waiting: [], free: 16, live: 0, held: 0 })).toBe(0);
});

it('holds the first of them for others in a fuller batch, but not for long', () => {
  const full = { waiting: ones(9), live: 14 };
  expect(joiners({ ...full, free: 2, held: 0 })).toBe(0);
  expect(joiners({ ...full, free: 4, held: 0 })).toBe(4);
  expect(joiners({ ...full, free: 2, held: holdSteps })).toBe(2);
  expect(joiners({ waiting: ones(2), free: 2, live: 14, held: 0 })).toBe(2);
});

it('passes no wide request over', () => {
  expect(joiners({ waiting: [1, 5, 1, 1], free: 4, live: 12, held: holdSteps })).toBe(1);
  expect(joiners({ waiting: [5, 1], free: 4, live: 12, held: holdSteps })).toBe(0);
});

it('runs prompts together within the limit, alike, and little filled', () => {
  const fresh = (...lengths: number[]) => lengths.map((remaining) => ({ length: 0, remaining }));
  expect(prefillRun(fresh(50, 60, 70, 80), 512)).toEqual({ rows: 4, length: 80 });
  expect(prefillRun(fresh(60, 60, 60), 130)).toEqual({ rows: 2, length: 60 });
  expect(prefillRun(fresh(5, 100, 100), 512)).toEqual({ rows: 1, length: 5 });
  expect(prefillRun(fresh(900, 4), 512)).toEqual({ rows: 1, length: 512 });
  expect(prefillRun(fresh(1, 1, 2, 2), 512)).toEqual({ rows: 2, length: 1 });
  expect(prefillRun(fresh(2, 2, 1), 512)).toEqual({ rows: 2, length: 2 });
  const mixed = [...fresh(10), { length: 30, remaining: 10 }];
  expect(prefillRun(mixed, 512)).toEqual({ rows: 1, length: 10 });
  const row = fc.record({ length: fc.nat(3), remaining: fc.integer({ min: 1, max: 300 }) });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1 }), fc.integer({ min: 1, max: 600 }), (rows, limit) => {
      const { rows: count, length } = prefillRun(rows, limit);
      expect(count * length).toBeLessThanOrEqual(limit);
      const taken = rows.slice(0, count).map(({ remaining }) => Math.min(remaining, length));
      expect(taken.reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual((2 / 3) * count * length);
    }),
  );
});
