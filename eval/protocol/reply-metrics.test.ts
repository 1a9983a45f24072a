import { expect, test } from 'vitest';
import { evaluateLine } from './evaluate-line.ts';
import { EvaluationError } from './evaluation-error.ts';

const resources = {
  wordNet: () => {
    throw new EvaluationError('unavailable', 'WordNet is not installed.');
  },
};

function answer(metric: string, params: object, inputs: object) {
  const text = evaluateLine(JSON.stringify({ id: 1, metric, params, inputs }), {
    resources,
    onDefect: (error) => {
      throw error;
    },
  });
  return JSON.parse(text);
}

const candidates = ['i am so so sorry', 'oh no'];
const levels = { emotional_reaction: 1, interpretation: 0, exploration: 2 };
const segments = [{ hypothesis: [[1, 0]], reference: [[1, 0]] }];

test.each([
  ['length', {}, { candidates }, { score: 3.5, by_item: [5, 2], unit: 'words' }],
  ['length', { unit: 'characters' }, { candidates }, { by_item: [16, 5] }],
  ['repetition', { n: 1, tokenize: 'whitespace' }, { candidates }, { score: 0.1, by_item: [0.2, 0] }],
  ['repeated_replies', {}, { candidates: ['a', 'A'] }, { different: 1, repeated: 1 }],
  ['self_bleu', { max_order: 1 }, { candidates: ['a', 'a'] }, { score: 1, by_reply: [1, 1] }],
  ['novelty', { n: 2 }, { candidates, training: ['i am so'] }, { score: 0.6, by_item: [0.5, 1] }],
  ['novelty', { n: 'reply' }, { candidates, training: ['oh no'] }, { score: 0.5 }],
  ['nlg_eval.embeddings', {}, { segments }, { greedy: { score: 1 }, average: { score: 1 } }],
  ['emotion_accuracy', { classes: 2 }, { truth: [0, 1], predicted: [0, 0] }, { accuracy: 0.5 }],
  ['empathy_agreement', {}, { replies: [levels], references: [levels] }, { emp_f1: 1, exact_match: 1 }],
  ['perplexity', {}, { log_likelihoods: [0], tokens: [3] }, { score: 1 }],
])('%s %j', (...[metric, params, inputs, result]) => {
  expect(answer(metric, params, inputs).result).toMatchObject(result);
});

test('where an item alone has no value it is null, where none has one the line says why', () => {
  expect(answer('novelty', { n: 3 }, { candidates, training: [] }).result.by_item).toEqual([1, null]);
  expect(answer('novelty', { n: 9 }, { candidates, training: [] }).error).toEqual({
    code: 'undefined',
    message: 'undefined: no reply has 9 words',
  });
  expect(answer('length', {}, { candidates: [] }).error.code).toBe('undefined');
});

test.each([
  ['emotion_accuracy', { truth: [0], predicted: [0, 1] }],
  ['emotion_accuracy', { truth: [0.5], predicted: [0] }],
  ['emotion_accuracy', { truth: [32], predicted: [0] }],
  ['empathy_agreement', { replies: [levels], references: [] }],
  ['empathy_agreement', { replies: [{ ...levels, exploration: 3 }], references: [levels] }],
  ['nlg_eval.embeddings', { segments: [{ hypothesis: [[1]], reference: [[1, 0]] }] }],
  ['perplexity', { log_likelihoods: [1], tokens: [1] }],
  ['perplexity', { log_likelihoods: ['NaN'], tokens: [1] }],
])('%s refuses %j', (metric, inputs) => {
  expect(answer(metric, {}, inputs).error.code).toBe('bad-input');
});
