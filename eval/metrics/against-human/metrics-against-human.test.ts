import { expect, test } from 'vitest';
import { metricsNamed, textMetrics } from '../catalogue/catalogue.ts';
import { preparedSegment } from '../catalogue/preparation.ts';
import { isRowMetric, type RowMetric, type TextMetric } from '../catalogue/text-metric.ts';
import {
  type AgainstHumanOptions,
  metricsAgainstHuman,
  pointsAgainstHuman,
  resamplesFor,
} from './metrics-against-human.ts';
import { ownReferences, type RatedResponse, type RatedStudy, type StoredRow } from './rated-responses.ts';

const resources = { wordNet: () => ({ lemmasOf: () => [] }) };
const words = ['i', 'am', 'so', 'sorry', 'to', 'hear', 'that', 'today'];
const textOf = (count: number) => words.slice(0, count).join(' ');
const one = (name: string) => metricsNamed(name)[0] as TextMetric;

/** Three systems over four dialogues; each answer is as long as told, and rated by its length, or as told. */
function study(
  lengths: Readonly<Record<string, readonly number[]>>,
  {
    rating = (length: number) => length,
    reference = textOf(8) as string | null,
    rows = textMetrics,
    without = new Set<number>(),
  } = {},
): RatedStudy {
  const responses = Object.entries(lengths).flatMap(([system, counts], row) =>
    counts.map(
      (count, dialogueId): RatedResponse => ({
        responseId: 100 * row + dialogueId,
        system,
        isPerson: system === 'human',
        dialogueId,
        text: textOf(count),
        reference,
        means: { empathy: rating(count) },
      }),
    ),
  );
  const stored = new Map<string, ReadonlyMap<number, StoredRow>>();
  for (const metric of rows.filter((each): each is RowMetric => isRowMetric(each))) {
    const write = metric.rows.open(resources);
    const ofKind = responses
      .filter(({ responseId, reference: target }) => !without.has(responseId) && target !== null)
      .map(({ responseId, text, reference: target }): [number, StoredRow] => {
        const statistics = new Float64Array(metric.rows.width);
        const segment = { hypothesis: text, references: target === null ? [] : [target] };
        write(preparedSegment(segment, 'none'), statistics);
        return [responseId, { statistics, reason: null }];
      });
    stored.set(metric.rows.signature, new Map(ofKind));
  }
  return { criteria: ['empathy'], responses, rowsOf: (signature) => stored.get(signature) ?? new Map() };
}

const usual: AgainstHumanOptions = {
  metrics: [one('length')],
  kinds: ['pearson'],
  prepare: 'none',
  seed: 1,
  resamples: 200,
  level: 0.95,
};
const against = (rated: RatedStudy, changes: Partial<AgainstHumanOptions> = {}) => {
  const options = { ...usual, ...changes };
  return Array.from(metricsAgainstHuman(rated, options));
};
const first = (rated: RatedStudy, changes: Partial<AgainstHumanOptions> = {}) => {
  const [found] = against(rated, changes);
  if (!found?.agreements[0]) throw new Error('nothing was correlated');
  return { ...found, ...found.agreements[0] };
};

const lengths = { a: [1, 2, 3, 1], b: [3, 4, 2, 5], c: [6, 5, 8, 7] };

test('people who rate by length agree wholly with length, of responses and of systems', () => {
  const { segment, system, eligible, missing } = first(study(lengths));
  expect({ eligible, missing }).toEqual({ eligible: 12, missing: 0 });
  for (const { coefficient } of [segment, system])
    expect(coefficient).toMatchObject({
      status: 'defined',
      value: expect.closeTo(1, 12),
      interval: { low: expect.closeTo(1, 12), high: expect.closeTo(1, 12), used: 200 },
    });
  expect([segment.n, system.n]).toEqual([12, 3]);
});

test('the sign stays as it is: an error rate that people dislike correlates negatively', () => {
  // All answers begin as the reference does, so what is missing at the end is the error.
  const { segment, system } = first(study(lengths), { metrics: [one('sacrebleu.corpus_ter')] });
  for (const { coefficient } of [segment, system])
    expect(coefficient).toMatchObject({ value: expect.closeTo(-1, 12) });
});

test('by hand: systems by the means of what was rated, segments pooled', () => {
  const rated = study(lengths, { rating: (length) => (length > 4 ? 5 : 1) });
  const { segments, systems } = pointsAgainstHuman(rated, {
    metric: one('length'),
    criterion: 'empathy',
    prepare: 'none',
  });
  expect(systems).toEqual([
    { system: 'a', metric: 7 / 4, human: 1, n: 4 },
    { system: 'b', metric: 14 / 4, human: 2, n: 4 },
    { system: 'c', metric: 26 / 4, human: 5, n: 4 },
  ]);
  expect(segments).toHaveLength(12);
  expect(segments[7]).toEqual({ responseId: 103, system: 'b', metric: 5, human: 5 });
  // x 7, 14, 26 (quarters), y 1, 2, 5: Σdx dy = 40 1/3, Σdx² = 184 2/3, Σdy² = 8 2/3.
  const { system } = first(rated);
  const wanted = (7 + 28 + 130 - (47 * 8) / 3) / Math.sqrt((921 - 47 ** 2 / 3) * (30 - 64 / 3));
  expect(system.coefficient).toMatchObject({ value: expect.closeTo(wanted, 12) });
});

test('where a row is missing the metric is not computed, and says how many are', () => {
  const rated = study(lengths, { without: new Set([2, 101]) });
  const { missing, segment, system } = first(rated);
  expect(missing).toBe(2);
  for (const { coefficient, n } of [segment, system])
    expect({ coefficient, n }).toEqual({
      coefficient: { status: 'undefined', reason: 'it is not computed yet' },
      n: 0,
    });
});

test('without references only metrics that need none are correlated', () => {
  const rated = { ...study(lengths, { reference: null }) };
  const [bleu, distinct] = against(rated, {
    metrics: [one('sacrebleu.corpus_bleu'), one('distinct_n.dist1')],
  });
  expect(bleu?.agreements[0]?.system.coefficient).toEqual({
    status: 'undefined',
    reason: 'no rated response has a reference',
  });
  expect(distinct?.agreements[0]?.segment.coefficient).toMatchObject({
    reason: 'it is a score of many responses together, not of one',
  });
  expect(distinct?.agreements[0]?.system).toMatchObject({ n: 3, coefficient: { status: 'defined' } });
});

test('whoever gave the references is left out, under whatever name, but has a length', () => {
  const rated = study({ ...lengths, 'Ground Truth': [8, 8, 8, 8] });
  expect([...ownReferences(rated.responses)]).toEqual(['Ground Truth']);
  const [bleu, length] = against(rated, { metrics: [one('sacrebleu.corpus_bleu'), one('length')] });
  expect(bleu).toMatchObject({
    eligible: 12,
    leftOut: [{ system: 'Ground Truth', reason: 'its answers are the references themselves' }],
  });
  expect(bleu?.agreements[0]?.system.n).toBe(3);
  expect(length?.agreements[0]?.system.n).toBe(4);
});

test('two systems have no system-level correlation, and a constant metric none at all', () => {
  const { a, b } = lengths;
  const { segment, system } = first(study({ a, b }));
  expect(segment.coefficient.status).toBe('defined');
  expect(system).toMatchObject({ n: 2, coefficient: { reason: expect.stringMatching(/three systems/) } });
  const constant = first(study({ a: [3, 3], b: [3, 3], c: [3, 3] }, { rating: () => 4 }));
  expect(constant.segment.coefficient).toMatchObject({ reason: expect.stringMatching(/metric gives all/) });
});

test('the seed decides the interval, and nothing else does', () => {
  const rated = study(lengths, { rating: (length) => length % 3 });
  const interval = (seed: number) => first(rated, { seed }).segment.coefficient;
  expect(interval(1)).toEqual(interval(1));
  expect(interval(1)).not.toEqual(interval(2));
  expect([resamplesFor(10), resamplesFor(5000), resamplesFor(1e6)]).toEqual([1000, 400, 200]);
});

test('every metric of the catalogue is correlated without a defect', () => {
  const found = against(study(lengths), { metrics: textMetrics, kinds: ['pearson', 'spearman', 'kendall'] });
  expect(found.map(({ metric }) => metric)).toEqual(textMetrics);
  for (const { metric, agreements } of found)
    for (const { system } of agreements) {
      // Repetition is of four words, which no answer of one of the systems has.
      expect(system.n, metric.name).toBe(metric.name === 'repetition' ? 2 : 3);
      if (system.coefficient.status === 'defined')
        expect(Math.abs(system.coefficient.value)).toBeLessThanOrEqual(1);
      else expect(system.coefficient.reason, metric.name).toMatch(/same value|three systems/);
    }
});
