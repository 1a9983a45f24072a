import { expect, test } from 'vitest';
import { formatTable } from './format-table.ts';

test('numbers stand to the right with their thousands, words to the left', () => {
  expect(
    formatTable(
      ['name', 'n'],
      [
        ['a', 5255],
        ['long name', 1],
      ],
    ),
  ).toBe('name           n\na          5,255\nlong name      1');
});

test('a table without rows is its header', () => {
  expect(formatTable(['name', 'n'], [])).toBe('name  n');
});
