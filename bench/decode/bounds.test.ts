import { describe, expect, it } from 'vitest';
import { benchCheckpoint } from './bench-models.ts';
import { boundsOf } from './bounds.ts';

const { config } = benchCheckpoint('gpt2-shape');
const peaks = { threads: 2, float32: 100, int8: 400 };
const streams = { threads: 2, float32: 20, int8: 10 };
const machine = { peaks, streams, rows: 16 };

describe('the bounds of decoding', () => {
  it('are the rate of reading the weights for a batch of one', () => {
    const [float32, int8] = boundsOf(config, machine);
    expect(float32?.gigabytesPerStep).toBeCloseTo(0.494, 3);
    expect(float32?.tokensPerSecondAlone).toBeCloseTo(20 / 0.494, 0);
    // A quarter of the bytes at half the rate.
    expect(int8?.tokensPerSecondAlone).toBeCloseTo(2 * (float32?.tokensPerSecondAlone ?? 0), 6);
  });

  it('are the work of a reply at the peak otherwise', () => {
    const { promptWork, replyWork, attentionWork, time, repliesPerSecond } = boundsOf(config, machine)[0]!
      .fresh;
    // 60 tokens of 170 MFLOP and a head of 77, less what the last layer leaves out; then 14 tokens of both.
    expect(promptWork).toBeCloseTo(9.64, 1);
    expect(replyWork).toBeCloseTo(14 * 0.247, 1);
    expect(time).toBeCloseTo((promptWork + replyWork + attentionWork) * 10, 6);
    expect(repliesPerSecond).toBeCloseTo(1000 / time, 6);
  });

  it('are that of reading the weights where a batch has too few rows to share it', () => {
    const { steps, streamTime, replyTime, promptTime, attentionTime, time } = boundsOf(config, {
      ...machine,
      rows: 1,
    })[0]!.conversation;
    expect(steps).toBe(14);
    expect(streamTime).toBeCloseTo((14 * 494) / 20, 0);
    expect(streamTime).toBeGreaterThan(replyTime);
    expect(time).toBeCloseTo(promptTime + streamTime + attentionTime, 6);
  });

  it('hold the products with keys and values against the float32 peak, whatever the weights', () => {
    const [float32, int8] = boundsOf(config, machine);
    expect(int8!.fresh.attentionTime).toBe(float32!.fresh.attentionTime);
    expect(int8!.fresh.promptTime).toBeCloseTo(float32!.fresh.promptTime / 4, 6);
  });
});
