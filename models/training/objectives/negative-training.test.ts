import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hitsOf, isHit, meanLogProbability } from './negative-hits.ts';
import { negativeWeights } from './negative-weights.ts';
import { sgdStep } from './sgd-step.ts';

describe('hits of rejected replies', () => {
  // Mean -2, lowest -4.
  const logProbabilities = [-1, -4, -1];

  it('are told by the mean, the lowest and the greedy test, each by itself', () => {
    expect(meanLogProbability({ logProbabilities })).toBe(-2);
    expect(hitsOf({ logProbabilities, isGreedy: false }, -3)).toEqual({
      mean: true,
      minimum: false,
      greedy: false,
    });
    expect(hitsOf({ logProbabilities, isGreedy: true }, -1.5)).toEqual({
      mean: false,
      minimum: false,
      greedy: true,
    });
    expect(hitsOf({ logProbabilities, isGreedy: false }, -4.5).minimum).toBe(true);
  });

  it('are above the threshold, not at it', () => {
    expect(hitsOf({ logProbabilities, isGreedy: false }, -2).mean).toBe(false);
    expect(hitsOf({ logProbabilities, isGreedy: false }, -4).minimum).toBe(false);
  });

  it('count where one of the chosen tests says so', () => {
    const hits = { mean: false, minimum: true, greedy: false };
    expect(isHit(hits, ['mean', 'greedy'])).toBe(false);
    expect(isHit(hits, ['mean', 'minimum'])).toBe(true);
  });

  it('by the lowest are hits by the mean', () => {
    const replies = fc.array(fc.double({ min: -20, max: 0, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(replies, fc.double({ min: -20, max: 0, noNaN: true }), (values, threshold) => {
        const hits = hitsOf({ logProbabilities: values, isGreedy: false }, threshold);
        // A mean may differ from equal values by its last digits.
        const margin = { logProbabilities: values.map((value) => value + 1e-9), isGreedy: false };
        expect(!hits.minimum || hitsOf(margin, threshold).mean).toBe(true);
      }),
    );
  });
});

describe('weights of the negative update', () => {
  const options = { missWeight: 0.01, masked: new Set([7]), special: new Set([0]) };

  it('are 1 or 0.01 over all lengths, and 0 where a token is masked', () => {
    const replies = [
      { tokens: [5, 7, 6, 0], isHit: true },
      { tokens: [5, 0], isHit: false },
    ];
    expect(negativeWeights(replies, options)).toEqual([
      [1 / 6, 0, 1 / 6, 0],
      [0.01 / 6, 0],
    ]);
  });

  it('of a reply of masked tokens alone count all but special ones', () => {
    expect(negativeWeights([{ tokens: [7, 7, 0], isHit: true }], options)).toEqual([[1 / 3, 1 / 3, 0]]);
  });
});

describe('stochastic gradient descent with momentum', () => {
  const options = { learningRate: 0.1, momentum: 0.9, weightDecay: 0.01, maxNorm: 5 };
  const only = (values: number[]) => new Map([['w', Float32Array.from(values)]]);
  const close = (found: Float32Array | undefined, expected: readonly number[]) =>
    expected.forEach((value, at) => {
      expect(found?.[at]).toBeCloseTo(value, 6);
    });

  it('steps as PyTorch does: penalty after clipping, velocity without damping', () => {
    const first = sgdStep(only([1, -2]), { gradient: only([0.5, 1]), velocity: new Map() }, options);
    // v = g + 0.01 w = (0.51, 0.98); w - 0.1 v
    close(first.velocity.get('w'), [0.51, 0.98]);
    close(first.weights.get('w'), [0.949, -2.098]);
    const second = sgdStep(
      first.weights,
      { gradient: only([0, 0]), velocity: first.velocity },
      { ...options, weightDecay: 0 },
    );
    close(second.velocity.get('w'), [0.459, 0.882]);
    close(second.weights.get('w'), [0.9031, -2.1862]);
  });

  it('clips by the norm over all weights', () => {
    const gradient = new Map([...only([30]), ['u', Float32Array.of(40)] as const]);
    const weights = new Map([...only([0]), ['u', Float32Array.of(0)] as const]);
    const found = sgdStep(weights, { gradient, velocity: new Map() }, options);
    expect(found.gradientNorm).toBe(50);
    close(found.velocity.get('w'), [3]);
    close(found.velocity.get('u'), [4]);
  });

  it('divides what moves a weight, after clipping', () => {
    const given = { gradient: only([30, 40]), velocity: new Map() };
    const divided = { ...options, weightDecay: 0, divisors: only([2, 0.5]) };
    const found = sgdStep(only([0, 0]), given, divided);
    close(found.velocity.get('w'), [1.5, 8]);
    close(found.weights.get('w'), [-0.15, -0.8]);
    expect(() => sgdStep(only([0, 0]), given, { ...divided, divisors: only([2]) })).toThrow('no divisors');
  });

  it('leaves what it was given as it was, and weights without a gradient out', () => {
    const weights = new Map([...only([1]), ['u', Float32Array.of(2)] as const]);
    const found = sgdStep(weights, { gradient: only([1]), velocity: new Map() }, options);
    expect([...weights.values()].map((values) => [...values])).toEqual([[1], [2]]);
    expect([...found.weights.keys()]).toEqual(['w']);
    expect(() => sgdStep(weights, { gradient: only([1, 2]), velocity: new Map() }, options)).toThrow('w has');
  });
});
