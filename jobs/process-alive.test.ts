import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { isProcessAlive } from './process-alive.ts';

const now = () => new Date().toISOString();

test('this process lives, and one that has ended does not', () => {
  expect(isProcessAlive(process.pid, now())).toBe(true);
  const ended = spawnSync(process.execPath, ['-e', '']);
  expect(isProcessAlive(ended.pid, now())).toBe(false);
});

test.skipIf(process.platform !== 'linux')('an id given out anew is another process', () => {
  expect(isProcessAlive(process.pid, '2001-01-01T00:00:00.000Z')).toBe(false);
});

test('ids that address groups of processes are nobody', () => {
  expect(isProcessAlive(0, now())).toBe(false);
  expect(isProcessAlive(-1, now())).toBe(false);
});
