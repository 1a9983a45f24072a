import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { drawClusters, replicates } from './cluster-bootstrap.ts';
import { type PairedDifference, pairedDifference } from './paired-replicates.ts';

const of = (score: number, ...values: number[]) => ({ score, replicates: Float64Array.from(values) });

function given(result: PairedDifference | null): PairedDifference {
  if (result === null) throw new Error('there is no difference');
  return result;
}

test('p counts the centred differences that reach the observed one, and the sample itself', () => {
  // Differences 1, 2, 3, 6: mean 3, centred −2, −1, 0, 3.
  const b = of(0, 0, 0, 0, 0);
  const p = (score: number) => given(pairedDifference(of(score, 1, 2, 3, 6), b)).p;
  expect([4, 3, 2, 1, 0].map(p)).toEqual([1 / 5, 2 / 5, 3 / 5, 4 / 5, 1]);
  const { difference, low, high, resamples } = given(pairedDifference(of(3.5, 1, 2, 3, 6), b));
  // Type 7 quantiles of −2, −1, 0, 3 at 0.025 and 0.975.
  expect([difference, resamples]).toEqual([3.5, 4]);
  expect(low).toBeCloseTo(3.5 - 2 + 0.075, 12);
  expect(high).toBeCloseTo(3.5 + 3 - 0.225, 12);
});

const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const pairs = fc.record({
  scores: fc.tuple(number, number),
  values: fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 40 }),
});

test('the other way round the sign turns and p stays', () => {
  fc.assert(
    fc.property(pairs, ({ scores, values }) => {
      const a = of(scores[0], ...values.map(([one]) => one));
      const b = of(scores[1], ...values.map(([, other]) => other));
      const forth = given(pairedDifference(a, b));
      const back = given(pairedDifference(b, a));
      expect(back.difference + forth.difference).toBe(0);
      expect(back.p).toBe(forth.p);
      expect(forth.p).toBeGreaterThan(0);
      expect(forth.p).toBeLessThanOrEqual(1);
      expect(Math.abs(back.low + forth.high)).toBeLessThan(1e-6);
    }),
  );
});

test('two systems that say the same do not differ', () => {
  const a = of(0.3, 0.1, 0.4, 0.2);
  expect(pairedDifference(a, a)).toMatchObject({ difference: 0, low: 0, high: 0, p: 1 });
});

test('resamples without a score of both are left out, and too many of them leave nothing', () => {
  const b = of(0, 0, 0, 0, 0);
  const some = given(pairedDifference(of(1, 1, Number.NaN, 1, 1), b));
  expect(some).toMatchObject({ resamples: 3, p: 1 / 4 });
  expect(pairedDifference(of(1, 1, Number.NaN, Number.NaN, Number.NaN), b)).toBeNull();
  expect(pairedDifference(of(1), of(0))).toBeNull();
  expect(() => pairedDifference(of(1, 1), of(0))).toThrow(RangeError);
});

test('of two systems that do not differ one in twenty is found to, over seeded samples', () => {
  const [samples, clusters] = [400, 60];
  const draws = drawClusters(clusters, { random: createRandom('draws'), resamples: 200 });
  let [found, covered] = [0, 0];
  for (let sample = 0; sample < samples; sample++) {
    const random = createRandom('paired', sample);
    const values = () => Array.from({ length: clusters }, () => random.next() + random.next());
    const meanOf = (scores: readonly number[]) => (weights: ArrayLike<number>) =>
      scores.reduce((sum, score, at) => sum + score * (weights[at] ?? 0), 0) / clusters;
    const [a, b] = [values(), values()].map((scores) => ({
      score: meanOf(scores)(new Uint8Array(clusters).fill(1)),
      replicates: replicates(draws, meanOf(scores)),
    }));
    if (!a || !b) throw new Error('there are two');
    const { p, low, high } = given(pairedDifference(a, b));
    if (p <= 0.05) found++;
    if (low <= 0 && high >= 0) covered++;
  }
  // The binomial's standard deviation is 1.1 %.
  expect(found / samples).toBeGreaterThan(0.02);
  expect(found / samples).toBeLessThan(0.09);
  expect(covered / samples).toBeGreaterThan(0.91);
});
