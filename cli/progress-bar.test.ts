import { expect, test } from 'vitest';
import { createProgressBar, progressLine } from './progress-bar.ts';

test('a line tells what is done of how much, or how much so far', () => {
  expect(progressLine({ done: 1500, total: 6000, message: 'Writing' })).toBe(
    'Writing [######------------------] 1,500 of 6,000',
  );
  expect(progressLine({ done: 1500, total: null, message: 'Checking' })).toBe('Checking 1,500');
});

test('a bar is drawn on a terminal only, within its width, and wiped at the end', () => {
  const drawn: string[] = [];
  const write = (text: string) => drawn.push(text);
  createProgressBar({ write }).update({ done: 1, total: 1, message: 'x' });
  expect(drawn).toEqual([]);
  const bar = createProgressBar({ write, isTTY: true, columns: 20 });
  bar.update({ done: 1, total: 1, message: 'Writing answers' });
  bar.end();
  expect(drawn).toEqual(['\rWriting answers [##\u001B[K', '\r\u001B[K']);
});
