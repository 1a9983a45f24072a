import { expect, test } from 'vitest';
import { atOnce, inSlices, type Slices } from './in-slices.ts';

function* sum(numbers: number): Slices<number> {
  let total = 0;
  for (let n = 1; n <= numbers; n++) {
    total += n;
    yield;
  }
  return total;
}

test('work comes to the same end at once and in slices, and between slices others have their turn', async () => {
  let turns = 0;
  let isOver = false;
  const others = () => {
    turns++;
    if (!isOver) setImmediate(others);
  };
  const sliced = inSlices(sum(100), 0);
  setImmediate(others);
  expect(await sliced).toBe(atOnce(sum(100)));
  isOver = true;
  expect(turns).toBeGreaterThan(50);
});

test('what the work throws is thrown', async () => {
  // biome-ignore lint/correctness/useYield: it fails before it could
  function* failing(): Slices<never> {
    throw new RangeError('no such figure');
  }
  expect(() => atOnce(failing())).toThrow('no such figure');
  await expect(inSlices(failing(), 5)).rejects.toThrow('no such figure');
});
