import { expect, test } from 'vitest';
import { killNine } from './kill-nine.ts';

test('a server killed under rating load keeps every acknowledged rating, once', {
  timeout: 120_000,
}, async () => {
  const report = await killNine({ tries: 3, seed: 1, annotators: 6 });
  expect(report.acknowledged).toBeGreaterThanOrEqual(15);
  expect(report).toMatchObject({ lost: 0, doubled: 0, wrong: 0, problems: [] });
});
