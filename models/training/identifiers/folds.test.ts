import { expect, test } from 'vitest';
import { isHeldForValidation, type Part, partOf } from './folds.ts';

const ids = Array.from({ length: 5000 }, (_, index) => `post-${index}`);

test('two fifths of the posts go to each set and one fifth to the test', () => {
  const counts: Record<Part, number> = { reward: 0, judge: 0, test: 0 };
  for (const id of ids) counts[partOf(id)]++;
  expect(counts.reward / 5000).toBeCloseTo(0.4, 1);
  expect(counts.judge / 5000).toBeCloseTo(0.4, 1);
  expect(counts.test / 5000).toBeCloseTo(0.2, 1);
});

test('the part of a post stays what it was when the published weights were trained', () => {
  const known = ['65m92s', '9ezsfi', '6b2cmc', '8iz0as', '7oi3es', '5udu49', '4m4jic', '7cwhak'];
  expect(known.map(partOf)).toEqual([
    'reward',
    'reward',
    'reward',
    'test',
    'test',
    'judge',
    'judge',
    'judge',
  ]);
});

test('validation takes its share of a part, whatever the part', () => {
  for (const part of ['reward', 'judge'] as const) {
    const own = ids.filter((id) => partOf(id) === part);
    const held = own.filter((id) => isHeldForValidation(id, 0.2));
    expect(held.length / own.length).toBeCloseTo(0.2, 1);
  }
  expect(ids.some((id) => isHeldForValidation(id, 0))).toBe(false);
});
