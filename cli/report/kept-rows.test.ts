import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDataDir } from '../testing.ts';
import { keptRows } from './kept-rows.ts';

const items = [1, 2, 3, 4];

test('rows that were kept before an end are not computed again, and a line cut short is', async () => {
  const path = join(temporaryDataDir(), 'rows', 'a.jsonl');
  const asked: number[][] = [];
  const broken = keptRows<string>({
    ...{ path, items },
    compute: async (missing, keep) => {
      asked.push([...missing]);
      keep([[2, 'two']]);
      keep([[1, 'one']]);
      throw new Error('the power is gone');
    },
  });
  await expect(broken).rejects.toThrow('the power is gone');
  appendFileSync(path, '[3,"thr');
  const rows = await keptRows<string>({
    ...{ path, items },
    compute: async (missing, keep) => {
      asked.push([...missing]);
      keep(missing.map((item) => [item, `again ${item}`] as const));
    },
  });
  expect(asked).toEqual([items, [3, 4]]);
  expect(new Map([...rows].sort())).toEqual(
    new Map([
      [1, 'one'],
      [2, 'two'],
      [3, 'again 3'],
      [4, 'again 4'],
    ]),
  );
  expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(4);
});

test('rows of items that are not asked for stay in the file and out of the result', async () => {
  const path = join(temporaryDataDir(), 'a.jsonl');
  const compute = async (
    missing: readonly number[],
    keep: (rows: readonly (readonly [number, number])[]) => void,
  ) => keep(missing.map((item) => [item, item * 10] as const));
  await keptRows<number>({ path, items, compute });
  expect(await keptRows<number>({ path, items: [3], compute })).toEqual(new Map([[3, 30]]));
});
