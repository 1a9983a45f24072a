import { expect, test } from 'vitest';
import { decodingSettings } from './decoding-settings.ts';
import { drawFor, sample } from './sample.ts';
import { warpLogits } from './warp-logits.ts';

/** Upper 0.1 % points of the chi-squared distribution by degrees of freedom. */
const critical: Readonly<Record<number, number>> = { 2: 13.82, 4: 18.47, 7: 24.32, 15: 37.7 };

function chiSquared(counts: readonly number[], probabilities: readonly number[]): number {
  const n = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce(
    (sum, count, bin) => sum + (count - n * probabilities[bin]!) ** 2 / (n * probabilities[bin]!),
    0,
  );
}

function softmax(logits: readonly number[]): number[] {
  const weights = logits.map((logit) => Math.exp(logit));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

const logits = [0.5, -1, 2, 0, 1.2, -0.3, 0.9, 1.9];
const draws = 40_000;

test.each([
  ['the whole distribution', {}, [0, 1, 2, 3, 4, 5, 6, 7]],
  ['a high temperature', { temperature: 2.5 }, [0, 1, 2, 3, 4, 5, 6, 7]],
  ['the five best', { topK: 5 }, [0, 2, 4, 6, 7]],
  ['the nucleus', { topP: 0.6 }, [2, 4, 7]],
  ['the nucleus of the six best, colder', { topK: 6, topP: 0.8, temperature: 0.8 }, [2, 4, 7]],
] as const)('draws follow the distribution: %s', (_, options, tokens) => {
  const settings = decodingSettings({ doSample: true, ...options });
  const candidates = warpLogits(Float32Array.from(logits), settings);
  const counts = new Array<number>(logits.length).fill(0);
  for (let step = 0; step < draws; step++)
    counts[sample(candidates, drawFor({ seed: 1, request: 'r', step }))]!++;
  expect(counts.flatMap((count, token) => (count > 0 ? [token] : []))).toEqual([...tokens]);
  const expected = softmax(tokens.map((token) => logits[token]! / settings.temperature));
  const statistic = chiSquared(
    tokens.map((token) => counts[token]!),
    expected,
  );
  expect(statistic).toBeLessThan(critical[tokens.length - 1]!);
});

test.each([
  ['steps', (at: number) => ({ seed: 3, request: 0, step: at })],
  ['requests', (at: number) => ({ seed: 3, request: at, step: 0 })],
  ['named requests', (at: number) => ({ seed: 3, request: `context-${at}`, step: 7 })],
  ['seeds', (at: number) => ({ seed: at, request: 0, step: 0 })],
])('draws over %s are uniform, and so are pairs of neighbours', (_, key) => {
  const bins = new Array<number>(16).fill(0);
  const pairs = new Array<number>(16).fill(0);
  for (let at = 0; at < draws; at++) {
    const [draw, next] = [drawFor(key(2 * at)), drawFor(key(2 * at + 1))];
    bins[Math.floor(draw * 16)]!++;
    pairs[Math.floor(draw * 4) * 4 + Math.floor(next * 4)]!++;
  }
  const even = new Array<number>(16).fill(1 / 16);
  expect(chiSquared(bins, even)).toBeLessThan(critical[15]!);
  expect(chiSquared(pairs, even)).toBeLessThan(critical[15]!);
});

test('the ends of the draw reach the first and the last token with any weight', () => {
  const nothing = Number.NEGATIVE_INFINITY;
  const candidates = { ids: Int32Array.of(4, 5, 6, 7), scores: Float64Array.of(nothing, 0, 0, nothing) };
  expect(sample(candidates, 0)).toBe(5);
  expect(sample(candidates, 0.5 - 2 ** -32)).toBe(5);
  expect(sample(candidates, 0.5)).toBe(6);
  expect(sample(candidates, 1 - 2 ** -32)).toBe(6);
});

test('a row without a token left is refused', () => {
  const empty = { ids: Int32Array.of(1), scores: Float64Array.of(Number.NEGATIVE_INFINITY) };
  expect(() => sample(empty, 0.5)).toThrow('No token is left');
});

test('a draw does not depend on the order of the candidates', () => {
  const ids = [4, 1, 9, 2];
  const scores = [0.3, -0.2, 1.1, 0.3];
  const orders = [
    [0, 1, 2, 3],
    [2, 0, 3, 1],
    [2, 3, 0, 1],
    [1, 3, 0, 2],
  ];
  for (let at = 0; at < 50; at++) {
    const chosen = orders.map((order) =>
      sample(
        {
          ids: Int32Array.from(order, (place) => ids[place]!),
          scores: Float64Array.from(order, (place) => scores[place]!),
        },
        at / 50,
      ),
    );
    expect(new Set(chosen).size).toBe(1);
  }
});
