import { type RougeScore, RougeScorer, type RougeScores } from '#eval/metrics/rouge.ts';
import { rougeAggregate } from '#eval/metrics/rouge-aggregate.ts';
import { lcsPlaces, unionLcsPlaces } from '#eval/text/longest-common-subsequence.ts';
import { punktEnglish } from '#eval/text/punkt-english.ts';
import { punktSentences } from '#eval/text/punkt-sentences.ts';
import { rougeTokenizer } from '#eval/text/rouge-tokens.ts';
import { createRandom } from '#lib/rng.ts';
import type { EvaluationTable } from './evaluation.ts';
import type { Fields } from './fields.ts';

/** rouge_score 0.1.2, and the two steps of its longest common subsequences. */
export const rouge: EvaluationTable = {
  'rouge_score.score': (params, inputs) =>
    scorerOf(params).score(inputs.string('target'), inputs.string('prediction')),
  'rouge_score.score_multi': (params, inputs) =>
    scorerOf(params).scoreMulti(inputs.strings('targets', { atLeast: 1 }), inputs.string('prediction')),
  'rouge_score.score_batch': (params, inputs) => {
    const scorer = scorerOf(params);
    const targets = inputs.strings('targets', { atLeast: 1 });
    const size = { atLeast: targets.length, atMost: targets.length };
    const predictions = inputs.strings('predictions', size);
    return batchOf(targets.map((target, i) => scorer.score(target, predictions[i] ?? '')));
  },
  'rouge_score.tokenize': (params, inputs) =>
    rougeTokenizer({ useStemmer: params.boolean('use_stemmer', false) })(inputs.string('text')),
  'rouge_score.bootstrap_aggregate': (params, inputs) => {
    params.oneOf('percentile_method', ['numpy linear'], 'numpy linear');
    return rougeAggregate(inputs.matrix('scores', { atLeast: 1 }), {
      confidence: params.number('confidence_interval', { min: 0, max: 1 }, 0.95),
      resamples: params.integer('n_samples', { min: 1, max: 10_000_000 }, 1000),
      random: createRandom('rouge', params.integer('seed', {}, 1)),
    });
  },
  lcs_length: (_params, inputs) => {
    const [a, b] = numbered([tokensOf(inputs, 'a'), tokensOf(inputs, 'b')]);
    const places = lcsPlaces(a ?? new Int32Array(0), b ?? new Int32Array(0));
    return { length: places.length, indices_in_a: places };
  },
  union_lcs: (_params, inputs) => {
    const reference = tokensOf(inputs, 'reference');
    const candidates = inputs.list('candidates').map((candidate, c) => {
      if (!Array.isArray(candidate)) return inputs.fail(`candidates[${c}]`, 'must be a list of tokens');
      return candidate.map((token: unknown) => checkedToken(inputs, `candidates[${c}]`, token));
    });
    const [ids = new Int32Array(0), ...others] = numbered([reference, ...candidates]);
    return { tokens: unionLcsPlaces(ids, others).map((place) => reference[place]) };
  },
};

function scorerOf(params: Fields): RougeScorer {
  const splits = params.boolean('split_summaries', false);
  return new RougeScorer({
    types: params.strings('rouge_types', { atLeast: 1 }),
    useStemmer: params.boolean('use_stemmer', false),
    ...(splits ? { sentencesOf: (text) => punktSentences(text, punktEnglish) } : {}),
  });
}

const measures = ['precision', 'recall', 'fmeasure'] as const;

/** For each type the measures of all pairs and their means. */
function batchOf(all: readonly RougeScores[]): object {
  const types = Object.keys(all[0] ?? {});
  return Object.fromEntries(
    types.map((type) => {
      const columns = measures.map((measure) => [
        measure,
        Float64Array.from(all, (scores) => (scores[type] as RougeScore)[measure]),
      ]);
      const means = columns.map(([measure, values]) => [measure, meanOf(values as Float64Array)]);
      return [type, { ...Object.fromEntries(columns), mean: Object.fromEntries(means) }];
    }),
  );
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

type Token = string | number;

function tokensOf(inputs: Fields, name: string): readonly Token[] {
  return inputs.list(name).map((token) => checkedToken(inputs, name, token));
}

function checkedToken(inputs: Fields, name: string, token: unknown): Token {
  if (typeof token !== 'string' && typeof token !== 'number')
    inputs.fail(name, 'must be a list of strings or numbers');
  return token;
}

function numbered(lists: readonly (readonly Token[])[]): Int32Array[] {
  const ids = new Map<Token, number>();
  return lists.map((list) =>
    Int32Array.from(list, (token) => {
      const id = ids.get(token) ?? ids.size;
      ids.set(token, id);
      return id;
    }),
  );
}
