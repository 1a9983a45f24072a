import { expect, test } from 'vitest';
import { scoreBenchTable } from './score-table.ts';

test('a part takes at least half its processor time, and the time of the thread that folds', () => {
  const table = scoreBenchTable(
    {
      machine: 'a machine',
      responses: 100_000,
      metrics: 29,
      threads: 2,
      rows: [
        { part: 'rows', seconds: 30, processorSeconds: 24, mainSeconds: 8 },
        { part: 'scores and intervals', seconds: 20, processorSeconds: 17, mainSeconds: 16 },
      ],
    },
    { command: 'bench score', remark: 'Measured beside other work.' },
  );
  expect(table).toContain('100,000 responses');
  expect(table).toContain('| rows | 30.0 | 24.0 | 8.0 | 12.0 |');
  expect(table).toContain('| scores and intervals | 20.0 | 17.0 | 16.0 | 16.0 |');
  expect(table).toContain('\nMeasured beside other work.\n');
});
