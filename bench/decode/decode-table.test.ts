import { describe, expect, it } from 'vitest';
import { benchCheckpoint } from './bench-models.ts';
import { boundsOf } from './bounds.ts';
import type { DecodeBenchResult } from './decode.ts';
import { decodeBenchLines } from './decode-lines.ts';
import { decodeBenchTable } from './decode-table.ts';
import { betterRates } from './measure-peaks.ts';

const peaks = { threads: 2, float32: 100, int8: 400 };
const streams = { threads: 2, float32: 20, int8: 10 };

const stream = { requests: 40, repeats: 2, compared: 80, same: 79, repliesPerSecond: 20 };
const load = { processes: 2, threads: 1, clients: 32, replies: 400, memory: 2 ** 30, reused: 0.8 };

const result: DecodeBenchResult = {
  machine: '2 × Some processor',
  onnxruntime: '1.30.0',
  transformers: { version: '4.3.1', onnxruntime: '1.30.0' },
  threads: 2,
  requests: 40,
  quick: false,
  models: [
    {
      model: 'gpt2-shape',
      title: 'A shape',
      parameters: 124_439_808,
      equal: [
        {
          batch: 8,
          repeats: 5,
          ms: { workbench: 1000, 'transformers.js': 2500, 'transformers.js, older export': 4000 },
          tokensPerSecond: { workbench: 160, 'transformers.js': 64, 'transformers.js, older export': 40 },
          same: 80,
          compared: 80,
        },
      ],
      stream: [
        { ...stream, system: 'workbench', order: 'joining', seconds: 2, tokensPerSecond: 500 },
        { ...stream, system: 'transformers.js', order: 'prompt length', seconds: 10, tokensPerSecond: 100 },
      ],
      conversation: [
        {
          ...load,
          kind: 'conversation',
          weights: 'int8',
          repliesPerSecond: 30,
          tokensPerSecond: 450,
          p50: 1000.4,
          p95: 1500,
        },
        {
          ...load,
          kind: 'fresh prompts',
          weights: 'int8',
          repliesPerSecond: 0,
          tokensPerSecond: 0,
          p50: null,
          p95: null,
        },
      ],
      rates: { peaks, streams },
      bounds: boundsOf(benchCheckpoint('gpt2-shape').config, { peaks, streams, rows: 16 }),
    },
  ],
};

/** The cells of the row that begins with these words. */
function cells(table: string, start: string): string[] {
  const line = table.split('\n').find((text) => text.startsWith(`| ${start} |`));
  return line?.split('|').map((cell) => cell.trim()) ?? [];
}

describe('the page of the decoding bench', () => {
  const table = decodeBenchTable(result);

  it('sets the systems side by side with ratios', () => {
    expect(cells(table, '8')).toContain('2.50 ×');
    expect(cells(table, '8')).toContain('4.00 ×');
    expect(cells(table, '8')).toContain('80 of 80');
    expect(cells(table, 'transformers.js')).toContain('5.00 ×');
  });

  it('says with what, where and by which command it was measured', () => {
    expect(table).toContain('bench decode --model gpt2-shape --threads 2 --requests 40`, 2 × Some processor');
    expect(table).toContain('@huggingface/transformers 4.3.1 on onnxruntime-node 1.30.0');
    expect(table).not.toContain('quick run');
    expect(decodeBenchTable({ ...result, quick: true })).toContain('--quick`');
  });

  it('prints a load that gave no answer as such', () => {
    expect(cells(table, 'conversation')).toContain('1000');
    expect(cells(table, 'fresh prompts')).toContain('–');
  });

  it('shows the calculation of each bound', () => {
    for (const { conversation, weights } of result.models[0]!.bounds) {
      const line = table.split('\n').find((text) => text.startsWith(`- ${weights}, conversation`));
      expect(line).toContain(`${conversation.promptWork.toFixed(2)} GFLOP ÷ ${peaks[weights]} GFLOP/s`);
      expect(line).toContain('÷ 16 rows');
    }
  });

  it('gives its own figures where the comparison was left out, and says why', () => {
    const alone = decodeBenchTable({
      ...result,
      transformers: { skipped: 'left out by --skip-transformers' },
      models: result.models.map((model) => ({
        ...model,
        equal: model.equal.map((row) => ({
          ...row,
          ms: { workbench: 1000 },
          tokensPerSecond: { workbench: 160 },
        })),
        stream: model.stream.slice(0, 1),
      })),
    });
    expect(alone).toContain('Comparison skipped: left out by --skip-transformers');
    expect(cells(alone, '8')).toEqual(['', '8', '5', '160', '']);
    expect(alone).not.toContain('NaN');
  });
});

describe('rates measured twice', () => {
  it('count by the better of the two, each for itself', () => {
    const disturbed = {
      peaks: { threads: 2, float32: 50, int8: 500 },
      streams: { threads: 2, float32: 25, int8: 5 },
    };
    expect(betterRates({ peaks, streams }, disturbed)).toEqual({
      peaks: { threads: 2, float32: 100, int8: 500 },
      streams: { threads: 2, float32: 25, int8: 10 },
    });
  });
});

describe('the JSON lines of the decoding bench', () => {
  it('hold every row and bound, each with what it was measured on', () => {
    const lines = decodeBenchLines(result);
    expect(lines).toHaveLength(1 + 1 + 2 + 2 + 2);
    for (const line of lines)
      expect(line).toMatchObject({ machine: '2 × Some processor', transformers: { version: '4.3.1' } });
    expect(lines).toContainEqual(
      expect.objectContaining({ what: 'stream', system: 'transformers.js', seconds: 10 }),
    );
  });
});
