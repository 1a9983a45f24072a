import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { randomCheckpoint, tinyConfigs } from '../../architectures/testing.ts';
import { decodingSettings } from '../../decoding/decoding-settings.ts';
import { type Engine, type EngineOptions, openEngine } from './open-engine.ts';
import type { GenerationRequest } from './request.ts';

const cacheDir = mkdtempSync(join(tmpdir(), 'common-prefix-'));
const open: Engine[] = [];
afterAll(async () => {
  for (const engine of open) await engine.dispose();
  rmSync(cacheDir, { recursive: true, force: true });
});

const prefix = { tokens: [1, 5, 9, 3, 3, 7, 2], types: [4, 4, 4, 4, 4, 4, 4] };
const kinds = ['gpt2', 'openai-gpt'] as const;

async function engineOf(kind: (typeof kinds)[number], options: Partial<EngineOptions> = {}): Promise<Engine> {
  const checkpoint = randomCheckpoint({ ...tinyConfigs[kind], n_positions: 64 });
  const engine = await openEngine(checkpoint, {
    cacheDir,
    threads: 1,
    tokenTypes: true,
    prefixBytes: 0,
    ...options,
  });
  open.push(engine);
  return engine;
}

/** Prompts that go on after the prefix, of many lengths; some searches, some drawn. */
function requests(count: number): GenerationRequest[] {
  const random = createRandom('prompts', 3);
  return Array.from({ length: count }, (_, index) => {
    const rest = Array.from({ length: 1 + random.below(30) }, () => random.below(20));
    const prompt = [...prefix.tokens, ...rest];
    const drawn = { doSample: true, topP: 0.9, temperature: 0.7, seed: 3 };
    return {
      prompt,
      tokenTypes: [...prefix.types, ...rest.map((token) => token % 3)],
      replyTokenType: 2,
      request: index,
      settings: decodingSettings({
        maxNewTokens: 4 + (index % 9),
        ...(index % 3 === 1 ? { numBeams: 3 } : { logProbabilities: true }),
        ...(index % 3 === 2 && drawn),
        ...(index % 6 === 0 && { repetitionPenalty: 1.3 }),
      }),
    };
  });
}

const answers = (engine: Engine, asked: readonly GenerationRequest[]) =>
  Promise.all(asked.map((request) => engine.generate(request)));

test.each(kinds)('%s says behind a common prefix what it says of the whole prompt', async (kind) => {
  const asked = requests(18);
  const plain = await answers(await engineOf(kind), asked);
  const found = await answers(await engineOf(kind, { prefix }), asked);
  for (const [index, { tokens, logProbabilities, finished }] of found.entries()) {
    expect({ tokens, finished }).toEqual({ tokens: plain[index]?.tokens, finished: plain[index]?.finished });
    for (const [place, each] of logProbabilities.entries())
      expect(each ?? 0).toBeCloseTo(plain[index]?.logProbabilities[place] ?? 0, 4);
  }
});

test.each([
  ['gpt2', 'float32'],
  ['openai-gpt', 'float32'],
  ['gpt2', 'int8'],
  ['openai-gpt', 'int8'],
] as const)('%s in %s gives the same to the bit alone and among others', async (kind, weights) => {
  const engine = await engineOf(kind, { prefix, weights });
  const asked = requests(18);
  const together = await answers(engine, asked);
  for (const [index, request] of asked.entries())
    expect(await engine.generate(request)).toEqual(together[index]);
});

test('positions go on behind the prefix, and what does not fit is refused', async () => {
  const engine = await engineOf('gpt2', { prefix, maximumLength: 12 });
  const ask = (length: number) => ({
    prompt: [...prefix.tokens, ...Array(length).fill(6)],
    tokenTypes: [...prefix.types, ...Array(length).fill(2)],
    replyTokenType: 2,
    settings: decodingSettings({ maxNewTokens: 10 }),
  });
  const found = await engine.generate(ask(3));
  expect(found).toMatchObject({ finished: 'length', isLimitedByContext: true });
  expect(found.tokens).toHaveLength(3);
  await expect(engine.generate(ask(6))).rejects.toThrow(/13 tokens/);
});

test('a prompt that does not begin with the prefix is refused, with what would mend it', async () => {
  const engine = await engineOf('openai-gpt', { prefix });
  const settings = decodingSettings({ maxNewTokens: 2 });
  const ask = (prompt: readonly number[], types: readonly number[]) =>
    engine.generate({ prompt, tokenTypes: types, replyTokenType: 2, settings });
  const { tokens, types } = prefix;
  await expect(ask([1, 5, 9], [4, 4, 4])).rejects.toThrow(/must begin with it/);
  await expect(ask(tokens, types)).rejects.toThrow(/go on after it/);
  await expect(ask([...tokens, 8], [...types.with(2, 3), 2])).rejects.toThrow(/must begin with it/);
  expect((await ask([...tokens, 8], [...types, 2])).tokens).toHaveLength(2);
});

test('a prefix that no prompt could have is refused', async () => {
  await expect(engineOf('gpt2', { prefix: { tokens: [], types: [] } })).rejects.toThrow(/prefix is empty/);
  await expect(engineOf('gpt2', { prefix: { tokens: [99], types: [1] } })).rejects.toThrow(/ids from 0 to/);
  await expect(engineOf('gpt2', { prefix: { tokens: [1], types: null } })).rejects.toThrow(
    /token type for each/,
  );
  await expect(engineOf('gpt2', { prefix, maximumLength: 7 })).rejects.toThrow(
    /7 tokens, and with what follows/,
  );
});
