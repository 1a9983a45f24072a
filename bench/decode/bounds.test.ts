import { describe, expect, it } from 'vitest';
import { benchCheckpoint } from './bench-models.ts';
import { boundsOf } from './bounds.ts';

const { config } = benchCheckpoint('gpt2-shape');
const peaks = { threads: 2, float32: 100, int8: 400 };
const streams = { threads: 2, float32: 20, int8: 10 };

describe('the bounds of decoding', () => {
  it('are the rate of reading the weights for a batch of one', () => {
    const [float32, int8] = boundsOf(config, { peaks, streams });
    expect(float32?.gigabytesPerStep).toBeCloseTo(0.494, 3);
    expect(float32?.tokensPerSecondAlone).toBeCloseTo(20 / 0.494, 0);
    // A quarter of the bytes at half the rate.
    expect(int8?.tokensPerSecondAlone).toBeCloseTo(2 * (float32?.tokensPerSecondAlone ?? 0), 6);
  });

  it('are the peaks by the work of a reply otherwise', () => {
    const [float32] = boundsOf(config, { peaks, streams });
    const { weightWork, attentionWork, repliesPerSecond } = float32!.fresh;
    expect(repliesPerSecond).toBeCloseTo(100 / (weightWork + attentionWork), 6);
    expect(weightWork).toBeGreaterThan(12);
    expect(weightWork).toBeLessThan(14);
    expect(float32!.conversation.repliesPerSecond).toBeGreaterThan(2 * repliesPerSecond);
  });

  it('hold the products with keys and values against the float32 peak, whatever the weights', () => {
    const [, int8] = boundsOf(config, { peaks: { ...peaks, int8: Number.POSITIVE_INFINITY }, streams });
    expect(int8!.fresh.repliesPerSecond).toBeCloseTo(100 / int8!.fresh.attentionWork, 6);
  });
});
