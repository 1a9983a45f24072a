import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askedTokens, batchesOf, equalRequests, mixedRequests, streamLengths } from './workloads.ts';

const sizes = fc.record({
  count: fc.integer({ min: 1, max: 60 }),
  vocabulary: fc.integer({ min: 2, max: 50_000 }),
  seed: fc.integer(),
});

describe('the workloads of the decoding bench', () => {
  it('draw the same requests from the same seed and others from another', () => {
    const options = { count: 4, vocabulary: 8000, seed: 1 };
    const shape = { prompt: 60, reply: 20 };
    expect(equalRequests(shape, options)).toEqual(equalRequests(shape, options));
    expect(equalRequests(shape, options)).not.toEqual(equalRequests(shape, { ...options, seed: 2 }));
    expect(mixedRequests(options)).toEqual(mixedRequests(options));
    expect(mixedRequests(options)).not.toEqual(mixedRequests({ ...options, seed: 2 }));
  });

  it('stay within the vocabulary and the lengths, and never use the id of the filling', () => {
    fc.assert(
      fc.property(sizes, (options) => {
        for (const { prompt, reply } of mixedRequests(options)) {
          expect(prompt.length).toBeGreaterThanOrEqual(streamLengths.prompt[0]);
          expect(prompt.length).toBeLessThanOrEqual(streamLengths.prompt[1]);
          expect(reply).toBeGreaterThanOrEqual(streamLengths.reply[0]);
          expect(reply).toBeLessThanOrEqual(streamLengths.reply[1]);
          expect(Math.min(...prompt)).toBeGreaterThanOrEqual(1);
          expect(Math.max(...prompt)).toBeLessThan(options.vocabulary);
        }
      }),
    );
  });

  it('reach both ends of the lengths', () => {
    const requests = mixedRequests({ count: 3000, vocabulary: 10, seed: 1 });
    const lengths = requests.map(({ prompt }) => prompt.length);
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([...streamLengths.prompt]);
    const replies = requests.map(({ reply }) => reply);
    expect([Math.min(...replies), Math.max(...replies)]).toEqual([...streamLengths.reply]);
  });
});

describe('batches of a stream', () => {
  it('hold every request once, whatever the order', () => {
    fc.assert(
      fc.property(
        sizes,
        fc.constantFrom('arrival' as const, 'prompt length' as const, 'reply length' as const),
        (options, order) => {
          const requests = mixedRequests(options);
          const batches = batchesOf(requests, { size: 8, order });
          expect(batches.every(({ length }) => length >= 1 && length <= 8)).toBe(true);
          const numbers = batches.flat().map(({ number }) => number);
          expect(numbers.toSorted((a, b) => a - b)).toEqual(requests.map((_, number) => number));
          for (const { number, prompt } of batches.flat()) expect(prompt).toEqual(requests[number]!.prompt);
        },
      ),
    );
  });

  it('bring like lengths together', () => {
    const requests = mixedRequests({ count: 40, vocabulary: 100, seed: 3 });
    const lengths = (order: 'prompt length' | 'reply length') =>
      batchesOf(requests, { size: 8, order })
        .flat()
        .map(({ prompt, reply }) => (order === 'reply length' ? reply : prompt.length));
    for (const order of ['prompt length', 'reply length'] as const)
      expect(lengths(order)).toEqual(lengths(order).toSorted((a, b) => a - b));
  });

  it('count only the tokens that were asked for', () => {
    expect(
      askedTokens([
        { prompt: [1], reply: 5 },
        { prompt: [1, 2], reply: 7 },
      ]),
    ).toBe(12);
  });
});
