import { expect, test } from 'vitest';
import { answerKnowledge } from './answer-knowledge.server.ts';

const even = [0.2, 0.3, 0.5];
const levels = { emotionalReaction: even, interpretation: even, exploration: even };

test('what a generator stored is read, with the mean log-probability of a token', () => {
  const details = {
    finished: 'eos',
    raw: 'oh no',
    tokens: [5, 6, 1],
    logProbabilities: [-1, -2, -3],
    emotion: [{ label: 'sad', probability: 0.8 }],
    exemplars: [{ text: 'I am sorry.', score: 12.5 }],
    levels,
    unseenTokens: 4,
  };
  expect(answerKnowledge(details)).toEqual({
    finished: 'eos',
    tokens: 3,
    meanLogProbability: -2,
    emotion: details.emotion,
    exemplars: details.exemplars,
    levels,
    unseenTokens: 4,
  });
});

test('a control has nothing but levels, beam search no log-probabilities, and an imported answer nothing', () => {
  expect(answerKnowledge({ finished: 'whole' })).toBeUndefined();
  expect(answerKnowledge({ finished: 'whole', levels })).toMatchObject({ levels, tokens: null });
  expect(answerKnowledge({ finished: 'length', logProbabilities: [null, null] })).toMatchObject({
    tokens: 2,
    meanLogProbability: null,
    finished: 'length',
  });
  expect(answerKnowledge(undefined)).toBeUndefined();
});

test('a part that makes no sense is left out, and the others stay', () => {
  const odd = {
    emotion: 'sad',
    levels: { emotionalReaction: [2, 0, 0] },
    exemplars: [{ text: 'x', score: 1 }],
  };
  const { emotion, levels, exemplars } = answerKnowledge(odd) ?? {};
  expect([emotion, levels, exemplars]).toEqual([undefined, undefined, odd.exemplars]);
});
