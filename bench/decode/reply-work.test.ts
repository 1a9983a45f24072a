import { describe, expect, it } from 'vitest';
import { benchCheckpoint } from './bench-models.ts';
import { replyWork, weightsPerStep } from './reply-work.ts';

const { config } = benchCheckpoint('gpt2-shape');

describe('the work of a reply', () => {
  it('is two operations for each weight and token in the layers, but for what the last layer leaves out', () => {
    const { layers, head } = replyWork(config, { known: 0, words: 1, reply: 1 });
    expect(layers).toBe(2 * 12 * (12 * 768 * 768));
    expect(head).toBe(2 * 768 * 50_257);
    const longer = replyWork(config, { known: 0, words: 60, reply: 15 });
    expect(longer.layers).toBe(74 * layers - 59 * 2 * 9 * 768 * 768);
    expect(longer.head).toBe(15 * head);
  });

  it('counts keys and values of every earlier token and its own', () => {
    const { attention } = replyWork(config, { known: 4, words: 2, reply: 1 });
    expect(attention).toBe((5 + 6) * 12 * 4 * 768);
  });

  it('is less where a prefix is known', () => {
    const fresh = replyWork(config, { known: 0, words: 75, reply: 15 }).total;
    const continued = replyWork(config, { known: 60, words: 15, reply: 15 }).total;
    expect(continued).toBeLessThan(fresh / 2);
  });

  it('goes through the layers and the head at each step', () => {
    expect(weightsPerStep(config)).toBe(12 * 12 * 768 * 768 + 50_257 * 768);
  });
});
