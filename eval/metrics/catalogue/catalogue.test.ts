import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { evaluateLine } from '#eval/protocol/evaluate-line.ts';
import { nltkWordTokenize } from '#eval/text/nltk-word-tokenize.ts';
import { defaultMetrics, metricNames, metricsNamed, textMetrics } from './catalogue.ts';
import { foldRows, foldTexts, type ScoreOfCorpus } from './fold.ts';
import { preparedSegment, preparedSignature } from './preparation.ts';
import { isRowMetric, type RowMetric, type TextMetric } from './text-metric.ts';

const hypotheses = [
  'i am so sorry to hear that . are you okay now ?',
  'that is great ! i hope you have a great time at the beach .',
  '',
  'oh no , did the dogs hurt you ?',
  'i hope you have a great time .',
];
const references = [
  'i am sorry to hear about that . were you okay ?',
  'that is great . have a good time at the beach !',
  'what did you do ?',
  'oh no ! was the dog hurting you ?',
  'i hope you have a great time .',
];
const segments = hypotheses.map((hypothesis, at) => ({ hypothesis, references: [references[at] ?? ''] }));
const resources = { wordNet: () => ({ lemmasOf: () => [] }) };
const own = segments.map((_, at) => at);

function rowsOf({ rows }: RowMetric): Float64Array[] {
  const writeRow = rows.open(resources);
  return segments.map((segment) => {
    const row = new Float64Array(rows.width);
    writeRow(segment, row);
    return row;
  });
}

function scored(metric: TextMetric, clusterOf = own): ScoreOfCorpus {
  if (!isRowMetric(metric)) return foldTexts({ values: segments, clusterOf }, metric);
  return foldRows({ values: rowsOf(metric), clusterOf }, [metric])[0] as ScoreOfCorpus;
}

/** What the line protocol answers for the same texts. */
function answer(metric: string, inputs: object, params: object = {}): Record<string, unknown> {
  const line = JSON.stringify({ id: 1, metric, params, inputs });
  return JSON.parse(evaluateLine(line, { resources, onDefect: () => {} })).result;
}

const streams = { hypotheses, references: [references] };
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const rouge = (type: string) =>
  mean(
    segments.map(({ hypothesis, references: [target] }) => {
      const found = answer('rouge_score.score', { target, prediction: hypothesis }, { rouge_types: [type] });
      return (found[type] as { fmeasure: number }).fmeasure;
    }),
  );
const meteor = () =>
  mean(
    segments.map(({ hypothesis, references: [target = ''] }) => {
      const inputs = { hypothesis: nltkWordTokenize(hypothesis), references: [nltkWordTokenize(target)] };
      return answer('nltk.meteor_score', inputs, { synonyms: true }).score as number;
    }),
  );
const coco = () => answer('nlg_eval.coco', streams);
const candidates = { candidates: hypotheses };

const expected: Readonly<Record<string, () => unknown>> = {
  'sacrebleu.corpus_bleu': () => answer('sacrebleu.corpus_bleu', streams).score,
  'sacrebleu.corpus_chrf': () => answer('sacrebleu.corpus_chrf', streams).score,
  'sacrebleu.corpus_chrf++': () => answer('sacrebleu.corpus_chrf', streams, { word_order: 2 }).score,
  'sacrebleu.corpus_ter': () => answer('sacrebleu.corpus_ter', streams).score,
  'moses.multi_bleu': () => answer('moses.multi_bleu', { hypotheses, references }).bleu,
  'nlg_eval.bleu_1': () => (coco().bleu as number[])[0],
  'nlg_eval.bleu_2': () => (coco().bleu as number[])[1],
  'nlg_eval.bleu_3': () => (coco().bleu as number[])[2],
  'nlg_eval.bleu_4': () => (coco().bleu as number[])[3],
  'nlg_eval.rouge_l': () => coco().rouge_l,
  'nlg_eval.cider': () => coco().cider,
  'rouge_score.rouge1': () => rouge('rouge1'),
  'rouge_score.rouge2': () => rouge('rouge2'),
  'rouge_score.rougeL': () => rouge('rougeL'),
  'nltk.meteor_score': meteor,
  'nltk.corpus_bleu': () =>
    answer('nltk.corpus_bleu', {
      hypotheses: hypotheses.map((text) => nltkWordTokenize(text)),
      list_of_references: references.map((text) => [nltkWordTokenize(text)]),
    }).score,
  'distinct_n.dist1': () => answer('distinct_n', candidates).dist1,
  'distinct_n.dist2': () => answer('distinct_n', candidates).dist2,
  'distinct_n.dist3': () => answer('distinct_n', candidates).dist3,
  'distinct_n.dist4': () => answer('distinct_n', candidates).dist4,
  'cem.calc_distinct_n.dist1': () => answer('cem.calc_distinct_n', candidates).dist1,
  'cem.calc_distinct_n.dist2': () => answer('cem.calc_distinct_n', candidates).dist2,
  'cem.calc_distinct_n.dist3': () => answer('cem.calc_distinct_n', candidates).dist3,
  'emprl.cem_dist.dist1': () => answer('emprl.cem_dist', candidates).dist1,
  'emprl.cem_dist.dist2': () => answer('emprl.cem_dist', candidates).dist2,
  length: () => answer('length', candidates).score,
  repetition: () => answer('repetition', candidates).score,
  'repeated_replies.repeated': () => answer('repeated_replies', candidates).repeated,
  self_bleu: () => answer('self_bleu', candidates).score,
};

test('every metric gives from its summed rows what the line protocol gives for the texts', () => {
  expect(textMetrics.map(({ name }) => name).sort()).toEqual(Object.keys(expected).sort());
  for (const metric of textMetrics) {
    const { score, n } = scored(metric);
    const wanted = expected[metric.name]?.();
    expect(n).toBe(5);
    expect(typeof wanted, metric.name).toBe('number');
    expect(score, metric.name).toEqual({ status: 'defined', value: expect.closeTo(wanted as number, 11) });
  }
});

test('signatures tell every two metrics apart, and a preparation from none', () => {
  const signatures = textMetrics.map(({ signature }) => signature);
  expect(new Set(signatures).size).toBe(signatures.length);
  expect(preparedSignature('length', 'none')).toBe('length');
  expect(preparedSignature('length', 'moel')).toBe('length|prep:moel');
});

test('every metric has a label of its own, and a page', () => {
  expect(new Set(textMetrics.map(({ label }) => label)).size).toBe(textMetrics.length);
  const pages = new Set(readdirSync(new URL('../../../docs/metrics', import.meta.url)));
  for (const { page, name } of textMetrics) expect(pages.has(`${page}.md`), name).toBe(true);
});

test('an interval holds the score, is the same each time, and needs two clusters', () => {
  for (const metric of defaultMetrics) {
    const { score, interval } = scored(metric);
    if (score.status !== 'defined' || interval === null) throw new Error(`${metric.name} has no interval`);
    expect(interval.low, metric.name).toBeLessThanOrEqual(score.value);
    expect(interval.high, metric.name).toBeGreaterThanOrEqual(score.value);
    expect(scored(metric).interval).toEqual(interval);
    expect(scored(metric, [7, 7, 7, 7, 7]).interval, metric.name).toBeNull();
  }
});

test('nothing to score is not scored, and never 0', () => {
  for (const metric of textMetrics) {
    const empty = { values: [], clusterOf: [] };
    const result = isRowMetric(metric) ? foldRows(empty, [metric])[0] : foldTexts(empty, metric);
    expect(result).toMatchObject({ score: { status: 'undefined' }, interval: null, n: 0 });
  }
});

test('a name of the line protocol stands for all its numbers, an unknown one for none', () => {
  expect(metricsNamed('emprl.cem_dist').map(({ name }) => name)).toEqual([
    'emprl.cem_dist.dist1',
    'emprl.cem_dist.dist2',
  ]);
  expect(metricsNamed('all')).toEqual(textMetrics);
  expect(metricsNamed('bleu')).toEqual([]);
  for (const name of metricNames) expect(metricsNamed(name)).not.toEqual([]);
});

test('texts prepared as MoEL does are lower case words with blanks between', () => {
  const segment = { hypothesis: "I'm so sorry!", references: ['Oh, no.'] };
  expect(preparedSegment(segment, 'none')).toBe(segment);
  expect(preparedSegment(segment, 'moel')).toEqual({
    hypothesis: 'i am so sorry !',
    references: ['oh , no .'],
  });
});
