import { expect, test } from 'vitest';
import { metricsBenchTable } from './metrics-table.ts';

test('a row says how many times as fast, and whether the value is the reference’s to its digits', () => {
  const row = { name: 'BLEU', peer: 'sacrebleu', size: 100_000, peerSeconds: 10, seconds: 0.5 };
  const table = metricsBenchTable({
    machine: 'a machine',
    rows: [
      { ...row, peerValue: 29.0164, value: 29.016_446_75 },
      { ...row, peerValue: 29.0164, value: 29.0166 },
    ],
  });
  expect(table).toContain('| BLEU | 100,000 | sacrebleu | 10.00 | 0.500 | 20 | equal |');
  expect(table).toContain('| 29.0166 ≠ 29.0164 |');
});
