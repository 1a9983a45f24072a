import { expect, test } from 'vitest';
import { empathyAgreementStatistics } from '#eval/metrics/empathy-agreement.ts';
import { labelCountsWidth, writeLabelCounts } from '#eval/metrics/label-counts.ts';
import { textMetrics } from './catalogue.ts';
import { noveltyMetric, sentimentMetrics } from './given-metrics.ts';
import { modelMetricNames, modelMetrics, modelMetricsNamed } from './model-metric-names.ts';
import {
  bertScoreMetrics,
  embeddingMetrics,
  emotionMetrics,
  empathyAgreementMetrics,
  empathyLevelMetrics,
  isMadeByModels,
  perplexityMetrics,
} from './model-metrics.ts';
import { metricsOfModelRows, storedModelMetric } from './stored-model-metric.ts';
import { isRowMetric, type RowMetric } from './text-metric.ts';

const all: readonly RowMetric[] = [
  ...perplexityMetrics({ model: 'abc, reads as caire', end: 'counted' }),
  ...perplexityMetrics({ model: 'abc, reads as text', end: 'left out' }),
  ...bertScoreMetrics({ encoder: 'abc', layer: 9, idf: null, baseline: null }),
  ...bertScoreMetrics({ encoder: 'abc', layer: 9, idf: '12 references, ff', baseline: [0.8, 0.7, 0.75] }),
  ...embeddingMetrics('abc, nltk.word_tokenize, unknown words the mean of all'),
  ...empathyAgreementMetrics('abc'),
  ...empathyLevelMetrics('abc'),
  ...emotionMetrics({ classes: 32, labels: 'abc' }),
];

const sumsOf = (rows: readonly (readonly number[])[]) =>
  Float64Array.from(rows[0] ?? [], (_, at) => rows.reduce((sum, row) => sum + (row[at] ?? 0), 0));
const scoreOf = (metrics: readonly RowMetric[], name: string, rows: readonly (readonly number[])[]) => {
  const estimate = metrics.find((metric) => metric.name === name)!.aggregate(sumsOf(rows));
  return estimate.status === 'defined' ? estimate.value : estimate.reason;
};

test('names and labels are unlike those of every other metric', () => {
  const described = [...textMetrics, ...modelMetrics];
  for (const field of ['name', 'label'] as const)
    expect(new Set(described.map((metric) => metric[field])).size).toBe(described.length);
  const names = modelMetricNames.filter((name) => textMetrics.some((metric) => metric.name === name));
  expect(names).toEqual([]);
  expect(modelMetricsNamed('bertscore').map(({ name }) => name)).toEqual([
    'bertscore.P',
    'bertscore.R',
    'bertscore.F',
  ]);
  expect(modelMetricsNamed('empathy.*')).toHaveLength(18);
  expect(modelMetricsNamed('perplexity.word')).toHaveLength(1);
  expect(modelMetricsNamed('bleu')).toEqual([]);
});

test('a metric is found again by its stored signature, with the rows that it had, and no other is', () => {
  for (const metric of all) {
    const found = storedModelMetric(metric.name, metric.signature)!;
    expect(found.signature).toBe(metric.signature);
    expect(found.rows.signature).toBe(metric.rows.signature);
    expect(isMadeByModels(found.rows)).toBe(true);
    expect(
      storedModelMetric(metric.name, metric.signature.replace('v:1', 'v:2').replace('version:', 'version:x')),
    ).toBeUndefined();
    expect(storedModelMetric('length', metric.signature)).toBeUndefined();
  }
  for (const metric of textMetrics) expect(storedModelMetric(metric.name, metric.signature)).toBeUndefined();
});

test('perplexity counts every text by its tokens, or its words', () => {
  const metrics = perplexityMetrics({ model: 'a', end: 'counted' });
  const rows = [
    [-6, 4, 2],
    [-2, 4, 2],
  ];
  expect(scoreOf(metrics, 'perplexity.token', rows)).toBeCloseTo(Math.E, 12);
  expect(scoreOf(metrics, 'perplexity.word', rows)).toBeCloseTo(Math.E ** 2, 12);
  expect(scoreOf(metrics, 'perplexity.token', [[0, 0, 0]])).toMatch(/no token/);
});

test('BERTScore is the mean of responses; a baseline becomes 0, and 1 stays', () => {
  const plain = bertScoreMetrics({ encoder: 'a', layer: 1, idf: null, baseline: null });
  const scaled = bertScoreMetrics({ encoder: 'a', layer: 1, idf: null, baseline: [0.8, 0.6, 0.5] });
  const rows = [
    [0.8, 0.7, 0.75, 1],
    [1, 0.5, 0.25, 1],
  ];
  expect(scoreOf(plain, 'bertscore.P', rows)).toBeCloseTo(0.9, 12);
  expect(scoreOf(scaled, 'bertscore.P', rows)).toBeCloseTo(0.5, 12);
  expect(scoreOf(scaled, 'bertscore.R', rows)).toBeCloseTo(0, 12);
  expect(scoreOf(scaled, 'bertscore.F', [[1, 1, 1, 1]])).toBe(1);
  expect(plain[0]!.rows.signature).toBe(scaled[0]!.rows.signature);
});

test('levels, agreement and emotions fold their rows', () => {
  const level = (value: number) => ({
    emotionalReaction: value,
    interpretation: 0,
    exploration: 2 - value,
  });
  const rows = [
    [1, 1],
    [2, 0],
  ].map(([reply, reference]) => {
    const row = new Float64Array(28);
    empathyAgreementStatistics({ reply: level(reply!), reference: level(reference!) }, row);
    return [...row];
  });
  expect(scoreOf(empathyLevelMetrics('a'), 'empathy.emotional_reaction.mean_level', rows)).toBe(1.5);
  expect(scoreOf(empathyLevelMetrics('a'), 'empathy.exploration.share', rows)).toBe(0.5);
  expect(scoreOf(empathyAgreementMetrics('a'), 'empathy.exact_match', rows)).toBe(0.5);
  expect(scoreOf(empathyAgreementMetrics('a'), 'empathy.interpretation.accuracy', rows)).toBe(1);
  const emotions = [
    { truth: 0, given: 0 },
    { truth: 0, given: 1 },
    { truth: 1, given: 1 },
    { truth: 1, given: 2 },
  ].map((labels) => {
    const row = new Float64Array(labelCountsWidth(2));
    writeLabelCounts(labels, 2, row);
    return [...row];
  });
  const metrics = emotionMetrics({ classes: 2, labels: 'x' });
  expect(scoreOf(metrics, 'emotion_accuracy.accuracy', emotions)).toBe(0.5);
  expect(scoreOf(metrics, 'emotion_accuracy.weighted_f1', emotions)).toBeCloseTo((2 / 3 + 1 / 2) / 2, 12);
  expect(scoreOf(metrics, 'emotion_accuracy.accuracy', [])).toMatch(/no labels/);
});

test('rows that are stored tell by their signature which metrics fold them', () => {
  const made = [
    perplexityMetrics({ model: 'a|b, reads as caire', end: 'left out' }),
    bertScoreMetrics({ encoder: 'a', layer: 3, idf: '4 references, 01', baseline: null }),
    embeddingMetrics('a, embeddings of its pieces'),
    empathyAgreementMetrics('a'),
    empathyLevelMetrics('a'),
    emotionMetrics({ classes: 32, labels: 'x' }),
    noveltyMetric('turns of the train split#01', 4),
    noveltyMetric('turns of the train split#01', 'reply'),
    sentimentMetrics('01'),
  ];
  for (const metrics of made)
    expect(metricsOfModelRows(metrics[0]!.rows.signature).map(({ signature }) => signature)).toEqual(
      metrics.map(({ signature }) => signature),
    );
  expect(metricsOfModelRows('likelihood|model:a|end:counted|v:2')).toEqual([]);
  for (const metric of textMetrics)
    if (isRowMetric(metric)) expect(metricsOfModelRows(metric.rows.signature)).toEqual([]);
});
