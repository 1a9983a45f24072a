import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { failureOf } from '#tests/failure-of.ts';
import { buildDoubleHeads } from '../../architectures/double-heads.ts';
import { causalBias } from '../../architectures/host-inputs.ts';
import { randomCheckpoint } from '../../architectures/testing.ts';
import { decodingSettings } from '../../decoding/decoding-settings.ts';
import { openGraph } from '../graph-model.ts';
import { openEngine } from './open-engine.ts';
import type { GenerationRequest } from './request.ts';

let cacheDir: string;
beforeAll(() => {
  cacheDir = mkdtempSync(join(tmpdir(), 'emotions-'));
});
afterAll(() => rmSync(cacheDir, { recursive: true, force: true }));

const sizes = { vocab_size: 60, n_positions: 96, n_embd: 24, n_layer: 2, n_head: 3 };
const heads = { architectures: ['OpenAIGPTDoubleHeadsModel'], emotion_labels: ['afraid', 'joyful', 'sad'] };
const checkpoint = randomCheckpoint({ model_type: 'openai-gpt', ...sizes, ...heads });
const random = createRandom(4, 'prompts');
const tokens = (length: number) => Array.from({ length }, () => random.below(60));

/** What all prompts begin with; long enough to be kept. */
const beginning = { tokens: tokens(20), types: Array<number>(20).fill(4) };
const sorts = [{ doSample: true }, { numBeams: 3 }, {}];
const asked = Array.from({ length: 24 }, (_, index): GenerationRequest => {
  const own = tokens(2 + random.below(50));
  return {
    prompt: [...beginning.tokens, ...own],
    tokenTypes: [...beginning.types, ...own.map((_, place) => 4 + (place % 2))],
    replyTokenType: 4,
    settings: decodingSettings({ maxNewTokens: 1 + (index % 5), ...sorts[index % sorts.length] }),
    request: index,
    wantsEmotions: index % 7 !== 6,
  };
});

/** By the graph that the model is trained with. */
async function expected({ prompt, tokenTypes = [] }: GenerationRequest): Promise<number[]> {
  const { graph, emotionLogits } = buildDoubleHeads(checkpoint.config);
  if (!emotionLogits) throw new Error('the model has an emotion head');
  const values = { emotionLogits };
  const model = await openGraph({ graph, values, tensors: checkpoint.tensors }, { threads: 1 });
  const shape = [1, prompt.length];
  const last = prompt.length - 1;
  const { emotionLogits: found } = await model.run({
    input_ids: { data: [...prompt], shape },
    token_type_ids: { data: [...tokenTypes], shape },
    position_ids: { data: prompt.map((_, place) => place), shape },
    attention_bias: causalBias([prompt.map(() => 1)]),
    label_places: [last],
    mc_places: { data: [last], shape: [1, 1] },
    emotion_places: [last],
  });
  await model.dispose();
  const weights = Array.from(found?.data ?? [], (logit) => Math.exp(logit));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

test.each([
  ['float32', 0, 1e-5],
  ['float32', 20_000, 1e-5],
  ['int8', 0, 0.05],
  ['int8', 20_000, 0.05],
] as const)(
  'emotions come with the prompt, in %s with %i bytes for prefixes, the same in any company',
  async (weights, prefixBytes, error) => {
    const opened = { cacheDir, threads: 1, weights, prefixBytes, tokenTypes: true, emotions: true };
    const engine = await openEngine(checkpoint, { ...opened, rows: 8 });
    const settings = decodingSettings({ maxNewTokens: 1 });
    await engine.generate({
      prompt: beginning.tokens,
      tokenTypes: beginning.types,
      replyTokenType: 4,
      settings,
    });
    const together = await Promise.all(asked.map((request) => engine.generate(request)));
    for (const [index, request] of asked.entries()) {
      const { emotions } = together[index] ?? {};
      expect((await engine.generate(request)).emotions).toEqual(emotions);
      if (!request.wantsEmotions) {
        expect(emotions).toBeUndefined();
        continue;
      }
      for (const [label, probability] of (await expected(request)).entries())
        expect(Math.abs((emotions?.[label] ?? Number.NaN) - probability)).toBeLessThan(error);
    }
    if (prefixBytes > 0) expect(engine.stats().prefixHits).toBeGreaterThan(40);
    await engine.dispose();
  },
);

test('an engine without emotions refuses to tell them, and a model without the head to be opened with them', async () => {
  const engine = await openEngine(checkpoint, { cacheDir, threads: 1, tokenTypes: true });
  const failure = await failureOf(engine.generate({ ...asked[0], wantsEmotions: true } as GenerationRequest));
  expect(failure).toMatchObject({ code: 'bad-input', message: expect.stringMatching(/without emotions/) });
  await engine.dispose();
  const plain = randomCheckpoint({ model_type: 'openai-gpt', ...sizes });
  const refused = await failureOf(openEngine(plain, { cacheDir, emotions: true }));
  expect(refused).toMatchObject({ code: 'bad-input', message: expect.stringMatching(/no emotion head/) });
});
