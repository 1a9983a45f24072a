import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDataDir } from '../testing.ts';
import { negativePart } from './part-negative.ts';

const side = (hitRate: number) => ({
  reported: { replies: 5, hits: {}, hitRate, tokenLogProbability: -2, replyLogProbability: -9 },
  corrections: null,
  probes: null,
  validation: { loss: 3, perplexity: 20, wordPerplexity: 40 },
});

function checkpoint(training: unknown): string {
  const checkpoints = temporaryDataDir();
  mkdirSync(join(checkpoints, 'negative'));
  writeFileSync(join(checkpoints, 'negative/config.json'), '{}');
  writeFileSync(join(checkpoints, 'negative/training.json'), JSON.stringify(training));
  return checkpoints;
}

test('the record of negative training is read as the recipe leaves it', () => {
  const numbers = { rounds: 4, before: side(1), after: side(0), ended: 'no hits' };
  expect(negativePart({ checkpoints: checkpoint({ recipe: 'negative', numbers }) })).toMatchObject({
    status: 'measured',
    rounds: 4,
    before: { replies: 5, hitRate: 1, wordPerplexity: 40, probes: null },
    after: { hitRate: 0, tokenLogProbability: -2 },
  });
});

test('another record, or none, is no measurement', () => {
  expect(negativePart({ checkpoints: checkpoint({ numbers: {} }) })).toMatchObject({
    status: 'not measured',
  });
  expect(negativePart({ checkpoints: temporaryDataDir() })).toEqual({
    status: 'not measured',
    reason: 'no checkpoint negative',
  });
});
