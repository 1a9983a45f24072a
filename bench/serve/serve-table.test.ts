import { expect, it } from 'vitest';
import { mostThatHold, type ServeBenchResult } from './serve.ts';
import { serveBenchTable } from './serve-table.ts';

it('the most people that hold are found to a tenth, with few loads', async () => {
  for (const truth of [5, 60, 118, 500]) {
    const tried: number[] = [];
    const most = await mostThatHold(new Map([[50, 50 <= truth]]), async (users) => {
      tried.push(users);
      return users <= truth;
    });
    expect(most).toBeLessThanOrEqual(truth);
    expect(truth - most).toBeLessThanOrEqual(Math.max(5, truth * 0.1));
    expect(tried.length).toBeLessThan(10);
  }
});

it('the table says how many people hold, not those of a load in which something failed', () => {
  const times = { p50: 100, p95: 900 };
  const row = {
    users: 50,
    replies: 500,
    repliesPerSecond: 25,
    first: times,
    whole: { ...times, p99: 950 },
    refused: 0,
    failures: [],
    processor: { models: 20, program: 3.25, people: 0.5 },
  };
  const result: ServeBenchResult = {
    machine: 'a machine',
    system: 'caire',
    weights: 'int8',
    through: 'chat',
    intervalMs: 2000,
    seconds: 20,
    limitMs: 2000,
    messagesEach: 5,
    rows: [
      row,
      { ...row, users: 80, failures: ['broken'] },
      { ...row, users: 100, whole: { p50: 1, p95: 2001, p99: 3000 } },
    ],
    compared: 20,
    same: 20,
  };
  const table = serveBenchTable(result, 'bench serve');
  expect(table).toContain('**50 people**');
  expect(table).toContain('| 50 | 500 | 25.0 | 100 | 900 | 100 | 900 | 950 | 0 | 0 | 20.0 | 3.3 | 0.5 |');
});
