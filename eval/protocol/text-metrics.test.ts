import { expect, test } from 'vitest';
import { evaluateLine } from './evaluate-line.ts';
import { EvaluationError } from './evaluation-error.ts';

const resources = {
  wordNet: () => {
    throw new EvaluationError('unavailable', 'WordNet is not installed.');
  },
};

function answer(metric: string, params: object, inputs: object) {
  const defects: unknown[] = [];
  const line = JSON.stringify({ id: 1, metric, params, inputs });
  const text = evaluateLine(line, { resources, onDefect: (error) => defects.push(error) });
  expect(defects).toEqual([]);
  return JSON.parse(text);
}

test('a corpus score comes with its counts and its signature', () => {
  const inputs = { hypotheses: ['a b c d e'], references: [['a b c d e'], [null]] };
  expect(answer('sacrebleu.corpus_bleu', { max_ngram_order: 2 }, inputs).result).toMatchObject({
    score: expect.closeTo(100, 9),
    counts: [5, 4],
    totals: [5, 4],
    signature: 'nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|order:2|version:2.6.0',
  });
});

test('a sentence has the effective order unless it is refused', () => {
  const inputs = { hypothesis: 'oh no', references: ['oh no'] };
  expect(answer('sacrebleu.sentence_bleu', {}, inputs).result.score).toBeCloseTo(100, 9);
  expect(answer('sacrebleu.sentence_bleu', { effective_order: false }, inputs).result.score).toBe(0);
});

test.each([
  ['sacrebleu.corpus_bleu', {}, { hypotheses: ['a', 'b'], references: [['a']] }],
  ['sacrebleu.corpus_bleu', {}, { hypotheses: ['a'], references: [[null]] }],
  ['sacrebleu.corpus_bleu', {}, { hypotheses: [], references: [[]] }],
  ['sacrebleu.corpus_bleu', { tokenize: 'zh' }, { hypotheses: ['a'], references: [['a']] }],
  ['sacrebleu.corpus_bleu', { smooth_value: -1 }, { hypotheses: ['a'], references: [['a']] }],
  ['sacrebleu.compute_bleu', {}, { correct: [1], total: [1], sys_len: 1, ref_len: 1 }],
  ['sacrebleu.sentence_chrf', {}, { hypothesis: 'a', references: [] }],
  ['sacrebleu.corpus_ter', {}, { hypotheses: ['a'], references: [[7]] }],
  ['nltk.sentence_bleu', { smoothing: 'method8' }, { references: [['a']], hypothesis: ['a'] }],
  ['nltk.sentence_bleu', {}, { references: ['a b'], hypothesis: ['a'] }],
  ['nltk.corpus_bleu', {}, { list_of_references: [[]], hypotheses: [['a']] }],
  ['rouge_score.score', { rouge_types: ['rouge0'] }, { target: 'a', prediction: 'a' }],
  ['rouge_score.score_batch', { rouge_types: ['rouge1'] }, { targets: ['a'], predictions: [] }],
  ['moses.multi_bleu', {}, { hypotheses: ['a'], references: [[]] }],
  ['bertscore.pair', {}, { hyp_embedding: [[1]], hyp_weights: [], ref_embedding: [[1]], ref_weights: [1] }],
  ['union_lcs', {}, { reference: [1], candidates: [1] }],
] as const)('%s refuses what it cannot read: params %j, inputs %j', (...[metric, params, inputs]) => {
  expect(answer(metric, params, inputs).error?.code).toBe('bad-input');
});

test('an option that a metric does not know is refused, not ignored', () => {
  const inputs = { hypotheses: ['a'], references: [['a']] };
  expect(answer('sacrebleu.corpus_chrf', { chars: 6 }, inputs).error.code).toBe('unknown-parameter');
});

test('a value that there is none of is an error with its reason', () => {
  const bigrams = answer('kemp.get_dist', {}, { candidates: ['a'] });
  expect(bigrams.error).toEqual({ code: 'undefined', message: 'undefined: no response has bigrams' });
  const smoothed = answer(
    'nltk.sentence_bleu',
    { smoothing: 'method6' },
    { references: [['a']], hypothesis: ['a'] },
  );
  expect(smoothed.error.code).toBe('undefined');
});

test('what is not installed is unavailable, and the line can do without it', () => {
  const inputs = { references: [['a']], hypothesis: ['a'] };
  expect(answer('nltk.meteor_score', {}, inputs).error.code).toBe('unavailable');
  expect(answer('nltk.meteor_score', { synonyms: false }, inputs).result.score).toBe(0.5);
  expect(answer('bertscore.score', {}, {}).error.code).toBe('unavailable');
});

test('several lists of weights give a list of scores, one list one score', () => {
  const inputs = { references: [['a', 'b']], hypothesis: ['a', 'b'] };
  expect(answer('nltk.sentence_bleu', { weights: [1] }, inputs).result).toEqual({ score: 1 });
  expect(answer('nltk.sentence_bleu', { weights: [[1], [0.5, 0.5]] }, inputs).result).toEqual({
    score: [1, 1],
  });
});

test('tokens, stems and sentences come as they are', () => {
  expect(answer('sacrebleu.tokenize', { tokenizer: '13a' }, { text: 'Oh, no!' }).result).toBe('Oh , no !');
  expect(answer('nltk.porter_stem', {}, { words: ['running'] }).result).toEqual({ stems: ['run'] });
  expect(answer('nltk.sent_tokenize', {}, { text: 'It is. So it is.' }).result).toEqual([
    'It is.',
    'So it is.',
  ]);
  // The last letter goes too, for it is one of "Pred:".
  expect(answer('kemp.strip_pred', {}, { line: 'Pred: dear me' }).result).toBe('dear m');
});
