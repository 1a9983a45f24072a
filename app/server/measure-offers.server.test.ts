import { expect, test } from 'vitest';
import type { CheckpointAtHand } from './checkpoints-at-hand.server.ts';
import { measureOffers } from './measure-offers.server.ts';

const nothing = { likelihood: null, layer: null, hasEmbeddings: false, isIdentifiers: false };
const checkpoint = (name: string, changes: Partial<CheckpointAtHand>): CheckpointAtHand => ({
  ...nothing,
  ...changes,
  name,
  dir: `/at/${name}`,
});
const t5 = { likelihood: 't5-sft', layer: 3, hasEmbeddings: true } as const;
const shipped = [
  checkpoint('caire', { likelihood: 'caire', hasEmbeddings: true }),
  checkpoint('emprl', t5),
  checkpoint('identifiers-judge', { isIdentifiers: true }),
  checkpoint('identifiers-reward', { isIdentifiers: true }),
  checkpoint('t5-sft', t5),
];
const material = { hasReferences: true, hasSaidEmotions: true, hasTraining: true };
const judge = 'identifiers-judge';

test('every measure is offered with the models that can compute it, the sensible one first', () => {
  const { offers, lacking } = measureOffers({ checkpoints: shipped, material, judge });
  expect(offers.map(({ measure, models }) => [measure, models.map(({ value }) => value)])).toEqual([
    ['perplexity', ['caire', 't5-sft', 'emprl']],
    ['bertscore', ['t5-sft', 'emprl']],
    ['embedding', ['t5-sft', 'emprl', 'caire']],
    ['empathy', ['identifiers-judge', 'identifiers-reward']],
    ['emotion_accuracy', []],
    ['novelty', []],
  ]);
  // The lexicon is a file that nobody can name on a page.
  expect(lacking).toEqual([expect.stringMatching(/^Sentiment needs VADER’s lexicon/)]);
});

test('a language model that knows of no dialogues comes before the systems, and a BERT before a T5', () => {
  const own = [
    checkpoint('gpt2', { likelihood: 'text', hasEmbeddings: true }),
    checkpoint('bert', { layer: 9, hasEmbeddings: true }),
  ];
  const { offers } = measureOffers({ checkpoints: [...shipped, ...own], material, judge });
  const first = Object.fromEntries(offers.map(({ measure, models }) => [measure, models[0]?.label]));
  expect(first).toMatchObject({ perplexity: 'gpt2', bertscore: 'bert, layer 9', embedding: 'bert' });
});

test('what cannot run is not offered, and a sentence says what is missing', () => {
  const without = { hasReferences: false, hasSaidEmotions: false, hasTraining: false };
  const none = measureOffers({ checkpoints: [], material: without, judge: null });
  expect(none.offers).toEqual([]);
  expect(none.lacking).toHaveLength(7);
  expect(none.lacking.join('\n')).toMatch(/Perplexity needs the checkpoint of a GPT or a T5, and none/);
  expect(none.lacking.join('\n')).toMatch(/no answered context of this dataset has one/);
  const identifiersAlone = measureOffers({ checkpoints: shipped.slice(2, 4), material, judge: null });
  expect(identifiersAlone.offers.map(({ measure }) => measure)).toEqual([
    'empathy',
    'emotion_accuracy',
    'novelty',
  ]);
  expect(identifiersAlone.lacking).toContainEqual(
    expect.stringMatching(/^BERTScore needs the checkpoint of a BERT or a T5/),
  );
});
