import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textMetrics } from '#eval/metrics/catalogue/catalogue.ts';
import { isRowMetric, type RowMetric } from '#eval/metrics/catalogue/text-metric.ts';
import { foldRows } from '../catalogue/fold.ts';
import { valenceOf } from './emotion-valence.ts';
import { foldSlices } from './fold-slices.ts';
import { type ContextFacts, isOrdered, sliceKinds, sliceOf } from './slice-kinds.ts';

const emotions =
  'surprised excited annoyed proud angry sad grateful lonely impressed afraid disgusted confident terrified hopeful anxious disappointed joyful prepared guilty furious nostalgic jealous anticipating embarrassed content devastated sentimental caring trusting ashamed apprehensive faithful'.split(
    ' ',
  );
const length = textMetrics.filter(isRowMetric).find(({ name }) => name === 'length') as RowMetric;
const facts: ContextFacts = { id: 1, emotion: 'proud', turns: 1, words: 12, turn: 1 };

test('of the 32 emotions 13 are positive and 19 negative, and other words are neither', () => {
  expect(emotions.filter((emotion) => valenceOf(emotion) === 'positive')).toHaveLength(13);
  expect(emotions.filter((emotion) => valenceOf(emotion) === 'negative')).toHaveLength(19);
  expect(valenceOf('Proud')).toBe('positive');
  expect(valenceOf('bored')).toBeNull();
});

test('a context’s slice is named in words, and what is not known has none', () => {
  const label = (kind: (typeof sliceKinds)[number], changes: Partial<ContextFacts> = {}) =>
    sliceOf(kind, { ...facts, ...changes })?.label ?? null;
  expect(label('emotion')).toBe('proud');
  expect(label('emotion', { emotion: null })).toBeNull();
  expect(label('valence')).toBe('positive');
  expect(label('valence', { emotion: 'bored' })).toBeNull();
  expect(label('turns')).toBe('1 turn');
  expect(label('turns', { turns: 8 })).toBe('8 turns');
  expect(label('turns', { turns: 30 })).toBe('9 or more turns');
  expect(label('turn', { turn: 3 })).toBe('3');
  expect([0, 10, 11, 20, 80, 81, 999].map((words) => label('words', { words }))).toEqual([
    'up to 10 words',
    'up to 10 words',
    '11 to 20 words',
    '11 to 20 words',
    '51 to 80 words',
    '81 words or more',
    '81 words or more',
  ]);
});

test('slices with an order of their own ascend in it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...sliceKinds.filter(isOrdered)), fc.nat(120), fc.nat(120), (kind, a, b) => {
      const order = (count: number) =>
        sliceOf(kind, { ...facts, turns: count, words: count, turn: count })?.order ?? -1;
      const key = (count: number) =>
        sliceOf(kind, { ...facts, turns: count, words: count, turn: count })?.key;
      if (a < b) expect(order(a)).toBeLessThanOrEqual(order(b));
      expect(order(a) === order(b)).toBe(key(a) === key(b));
    }),
  );
});

test('a slice has the score of its own answers, and all slices together hold every answer once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(3), fc.nat(20), fc.nat(9)), { minLength: 1, maxLength: 60 }),
      (answers) => {
        const all = {
          values: answers.map(([, value]) => Float64Array.of(value, 1)),
          contexts: answers.map((_, at) => at),
          dialogues: answers.map(([, , dialogue]) => dialogue),
        };
        const sliceOfContext = (context: number) => {
          const slice = answers[context]?.[0] ?? 0;
          return slice === 3 ? null : String(slice);
        };
        const slices = foldSlices(all, { sliceOf: sliceOfContext, metric: length });
        const total = [...slices.values()].reduce((sum, { n }) => sum + n, 0);
        expect(total).toBe(answers.filter(([slice]) => slice !== 3).length);
        for (const [key, found] of slices) {
          const own = answers.flatMap(([slice], at) => (String(slice) === key ? [at] : []));
          const [wanted] = foldRows(
            { values: own.map((at) => all.values[at]!), clusterOf: own.map((at) => all.dialogues[at]!) },
            [length],
          );
          expect(found.score).toEqual(wanted?.score);
          expect(found.interval).toEqual(wanted?.interval);
          expect(found.clusters).toBe(new Set(own.map((at) => all.dialogues[at])).size);
        }
      },
    ),
    { numRuns: 20 },
  );
});
