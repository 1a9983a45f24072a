import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { randomCheckpoint, tinyConfigs } from '../../architectures/testing.ts';
import { decodingSettings } from '../../decoding/decoding-settings.ts';
import { logProbabilityOf } from '../../decoding/log-softmax.ts';
import { nucleusTokens } from '../../decoding/row-state.ts';
import { topPOfRow } from '../../decoding/top-p.ts';
import { openModel } from '../loaded-model.ts';
import { openEngine } from './open-engine.ts';
import type { GenerationRequest } from './request.ts';
import { replyAlone } from './testing.ts';

let cacheDir: string;
beforeAll(() => {
  cacheDir = mkdtempSync(join(tmpdir(), 'nucleus-'));
});
afterAll(() => rmSync(cacheDir, { recursive: true, force: true }));

const vocabulary = 400;
const checkpoint = randomCheckpoint({ ...tinyConfigs.gpt2, vocab_size: vocabulary, n_positions: 64 });
const random = createRandom(8, 'prompts');

const sorts: Record<string, unknown>[] = [
  { temperature: 0.7, topP: 0.9 },
  { temperature: 0.15, topP: 0.9, minNewTokens: 3 },
  { temperature: 0.3, topP: 0.5 },
  { temperature: 1, topP: 0.99 },
  { temperature: 0.3, topK: 70 },
  { temperature: 0.3, repetitionPenalty: 1.2 },
];
const asked = Array.from(
  { length: 48 },
  (_, index): GenerationRequest => ({
    prompt: Array.from({ length: 3 + random.below(20) }, () => random.below(vocabulary)),
    settings: decodingSettings({
      doSample: true,
      maxNewTokens: 10,
      eosTokenIds: [2, 9, 31],
      logProbabilities: true,
      seed: 3,
      ...sorts[index % sorts.length],
    }),
    request: index,
  }),
);

test('nucleuses that a few tokens hold and those that they do not give the replies of the whole rows', async () => {
  const model = await openModel(checkpoint, { threads: 1 });
  const engine = await openEngine(checkpoint, { cacheDir, threads: 1, rows: 16, prefixBytes: 0 });
  const found = await Promise.all(asked.map((request) => engine.generate(request)));
  const sizes: number[] = [];
  for (const [index, request] of asked.entries()) {
    const { topP, temperature } = request.settings;
    const steps: Float32Array[] = [];
    const expected = await replyAlone(request, request.prompt, async (tokens) => {
      const logits = (await model.logits({ input_ids: [tokens] })).data.slice(-vocabulary);
      steps.push(logits);
      if (topP < 1) sizes.push(topPOfRow(logits, { topP, temperature }).ids.length);
      return logits;
    });
    expect(found[index]).toMatchObject(expected);
    for (const [place, token] of expected.tokens.entries())
      expect(found[index]?.logProbabilities[place]).toBeCloseTo(logProbabilityOf(steps[place]!, token), 4);
  }
  expect(sizes.filter((size) => size > nucleusTokens).length).toBeGreaterThan(20);
  expect(sizes.filter((size) => size <= nucleusTokens).length).toBeGreaterThan(20);
  await model.dispose();
  await engine.dispose();
});

test('a reply and its log-probabilities are the same to the bit whatever its neighbours need', async () => {
  const engine = await openEngine(checkpoint, { cacheDir, threads: 1, rows: 16, prefixBytes: 0 });
  const together = await Promise.all(asked.map((request) => engine.generate(request)));
  for (const [index, request] of asked.entries())
    expect(await engine.generate(request)).toEqual(together[index]);
  await engine.dispose();
});
