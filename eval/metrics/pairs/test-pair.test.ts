import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textMetrics } from '#eval/metrics/catalogue/catalogue.ts';
import { isRowMetric, type RowMetric } from '#eval/metrics/catalogue/text-metric.ts';
import { pairedT } from '#eval/statistics/t-test.ts';
import { createRandom } from '#lib/rng.ts';
import { foldSharedRows, type InContexts } from '../catalogue/fold-shared.ts';
import type { PairTest } from './pair-tests.ts';
import { isMeanOfItems, testPair } from './test-pair.ts';

const rowTests = ['randomisation', 'permutation', 'wilcoxon', 't'] as const satisfies readonly PairTest[];
const metricOf = (name: string) =>
  textMetrics.filter(isRowMetric).find((metric) => metric.name === name) as RowMetric;
const length = metricOf('length');
const bleu = metricOf('sacrebleu.corpus_bleu');

/** Lengths of two answers a dialogue, the first system's longer by `more` on average. */
function lengths(
  dialogues: number,
  more: number,
  seed = 1,
): [InContexts<Float64Array>, InContexts<Float64Array>] {
  const random = createRandom('lengths', seed);
  const places = Array.from({ length: 2 * dialogues }, (_, at) => at);
  const side = (extra: number): InContexts<Float64Array> => ({
    values: places.map(() => Float64Array.of(5 + random.below(9) + (random.next() < extra ? 1 : 0), 1)),
    contexts: places.map((at) => 100 + at),
    dialogues: places.map((at) => 7 + Math.floor(at / 2)),
  });
  return [side(more), side(0)];
}

test.each(rowTests)('%s: swapping the two turns the sign and keeps p', (name) => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 40 }), fc.integer(), (dialogues, seed) => {
      const [a, b] = lengths(dialogues, 0.5, seed);
      const [one, other] = [
        testPair([a, b], { test: name, metric: length }),
        testPair([b, a], { test: name, metric: length }),
      ];
      if (one.status !== 'tested' || other.status !== 'tested') {
        expect(one).toEqual(other);
        return;
      }
      // R's pseudomedian, found by a root of a step function, is not quite symmetric where values are few.
      if (name !== 'wilcoxon') expect(one.difference).toBeCloseTo(-other.difference, 9);
      expect(one.p).toBeCloseTo(other.p, 9);
      expect(one.p).toBeGreaterThan(0);
      expect(one.p).toBeLessThanOrEqual(1);
      expect(one.dialogues).toBe(dialogues);
    }),
    { numRuns: 12 },
  );
});

test.each(rowTests)('%s finds a plain difference and none between a system and itself', (name) => {
  const [a, b] = lengths(60, 0);
  const longer = { ...a, values: a.values.map((row) => Float64Array.of((row[0] ?? 0) + 4, 1)) };
  const found = testPair([longer, b], { test: name, metric: length });
  expect(found).toMatchObject({ status: 'tested', n: 120, dialogues: 60 });
  if (found.status !== 'tested') throw new Error('tested');
  expect(found.p).toBeLessThan(0.001);
  expect(found.low).toBeGreaterThan(1);
  expect(found.high).toBeLessThan(7);
  const itself = testPair([a, a], { test: name, metric: length });
  if (itself.status === 'tested') expect(itself).toMatchObject({ difference: 0, p: 1 });
  else expect(itself.reason).toMatch(/all differences are/);
});

test('only contexts that both answered count, and the score is that of those', () => {
  const [a, b] = lengths(30, 0.5);
  const part: InContexts<Float64Array> = {
    values: b.values.slice(10).toReversed(),
    contexts: b.contexts.slice(10).toReversed(),
    dialogues: b.dialogues.slice(10).toReversed(),
  };
  const found = testPair([a, part], { test: 'randomisation', metric: length });
  const [ofA, ofB] = foldSharedRows([a, part], length);
  expect(found).toMatchObject({ status: 'tested', n: 50, dialogues: 25 });
  if (found.status !== 'tested' || ofA.score.status !== 'defined' || ofB.score.status !== 'defined')
    throw new Error('tested');
  expect(found.scores[0]).toBeCloseTo(ofA.score.value, 12);
  expect(found.scores[1]).toBeCloseTo(ofB.score.value, 12);
  const none = { ...b, contexts: b.contexts.map((context) => context + 10_000) };
  for (const name of rowTests)
    expect(testPair([a, none], { test: name, metric: length })).toMatchObject({
      status: 'not tested',
      reason: expect.stringMatching(/both/),
    });
});

test('a dialogue counts once, however many answers it has', () => {
  const side = (values: readonly number[]): InContexts<Float64Array> => ({
    values: values.map((value) => Float64Array.of(value, 1)),
    contexts: values.map((_, at) => at),
    dialogues: [1, 1, 1, 2, 3],
  });
  const found = testPair([side([4, 5, 6, 2, 9]), side([1, 2, 3, 1, 2])], { test: 't', metric: length });
  const wanted = pairedT([3, 1, 7]);
  if (found.status !== 'tested' || wanted.status !== 'defined') throw new Error('tested');
  expect(found.p).toBeCloseTo(wanted.p, 12);
  expect(found.difference).toBeCloseTo(wanted.difference, 12);
  expect(found).toMatchObject({ n: 5, dialogues: 3 });
});

test('few dialogues are permuted exactly, many by drawing', () => {
  const how = (dialogues: number) => {
    const found = testPair(lengths(dialogues, 0.5), { test: 'permutation', metric: length });
    return found.status === 'tested' ? [found.how, found.trials] : null;
  };
  expect(how(12)).toEqual(['exact', null]);
  expect(how(37)).toEqual(['Monte Carlo', 10_000]);
  expect(testPair(lengths(1, 0.5), { test: 'permutation', metric: length })).toEqual({
    status: 'not tested',
    reason: 'needs at least two dialogues',
  });
});

test('a mean of values of responses is told from a score of the corpus', () => {
  expect(isMeanOfItems(lengths(5, 0.5)[0].values, length)).toBe(true);
  const write = bleu.rows.open({ wordNet: () => ({ lemmasOf: () => [] }) });
  const rows = ['the cat sat on the mat today', 'I am so very sorry to hear that'].map((reference, at) => {
    const row = new Float64Array(bleu.rows.width);
    write({ hypothesis: `${reference.slice(0, 20 + 4 * at)} indeed`, references: [reference] }, row);
    return row;
  });
  expect(isMeanOfItems(rows, bleu)).toBe(false);
});
