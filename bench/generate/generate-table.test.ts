import { expect, it } from 'vitest';
import type { GenerateBenchRow } from './generate.ts';
import { generateBenchTable } from './generate-table.ts';

const row: GenerateBenchRow = {
  system: 'caire',
  weights: 'int8',
  levels: true,
  replies: 960,
  tokens: 13.25,
  seconds: 6,
  repliesPerSecond: 160,
  modelSeconds: 0.009,
  ownSeconds: 0.001,
};

it('a row shows speed, processor time a reply and what two processors could give', () => {
  const result = { machine: 'a machine', isShipped: true, rows: [row, { ...row, modelSeconds: null }] };
  const table = generateBenchTable(result, { command: 'bench generate', remark: 'It was shared.' });
  expect(table).toContain('| caire | int8 | yes | 960 | 13.3 | 160 | 9.00 | 1.00 | 200 |');
  expect(table).toContain('| caire | int8 | yes | 960 | 13.3 | 160 |  | 1.00 |  |');
  expect(table).toContain('come with the program');
  expect(table).toContain('\nIt was shared.\n');
  expect(generateBenchTable({ ...result, isShipped: false }, { command: '' })).toContain('drawn from a seed');
});
