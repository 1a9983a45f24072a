import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { randomCheckpoint, tinyConfigs } from '../../architectures/testing.ts';
import { decodingSettings } from '../../decoding/decoding-settings.ts';
import type { ModelCheckpoint } from '../../weights/load-model-checkpoint.ts';
import { type LoadedModel, openModel } from '../loaded-model.ts';
import { type Engine, type EngineOptions, openEngine } from './open-engine.ts';
import type { GenerationRequest } from './request.ts';
import { type LogitsOf, replyAlone, searchAlone } from './testing.ts';

const kinds = ['gpt2', 'openai-gpt', 't5 1.0', 't5 1.1'] as const;
type Kind = (typeof kinds)[number];

let cacheDir: string;
const open: { dispose(): Promise<void> }[] = [];
beforeAll(() => {
  cacheDir = mkdtempSync(join(tmpdir(), 'engine-'));
});
afterAll(async () => {
  for (const each of open) await each.dispose();
  rmSync(cacheDir, { recursive: true, force: true });
});

function checkpointOf(kind: Kind): ModelCheckpoint {
  const longer = kind.startsWith('t5') ? { decoder_start_token_id: 0 } : { n_positions: 96 };
  return randomCheckpoint({ ...tinyConfigs[kind], ...longer });
}

async function engineOf(kind: Kind, options: Partial<EngineOptions> = {}): Promise<Engine> {
  const engine = await openEngine(checkpointOf(kind), { cacheDir, threads: 1, ...options });
  open.push(engine);
  return engine;
}

async function modelOf(kind: Kind): Promise<LoadedModel> {
  const model = await openModel(checkpointOf(kind), { threads: 1 });
  open.push(model);
  return model;
}

/** Logits after a sequence, the whole of it run through the plain model. */
function uncached(model: LoadedModel, { prompt }: GenerationRequest): LogitsOf {
  return async (tokens) => {
    const isT5 = model.config.model_type === 't5';
    const batch = isT5 ? { input_ids: [prompt], decoder_input_ids: [tokens] } : { input_ids: [tokens] };
    return (await model.logits(batch)).data.slice(-23);
  };
}

async function expected(model: LoadedModel, request: GenerationRequest) {
  const start = model.config.model_type === 't5' ? [0] : request.prompt;
  const logitsOf = uncached(model, request);
  if (request.settings.numBeams === 1) return replyAlone(request, start, logitsOf);
  const sequences = await searchAlone(request.settings, start, logitsOf);
  return {
    sequences: sequences.map((sequence) => ({ ...sequence, score: expect.closeTo(sequence.score, 4) })),
  };
}

/** Requests of all sorts; the same seed gives the same. `beginning` tokens are shared by all. */
function requests(seed: number, { count = 16, beginning = 0 } = {}): GenerationRequest[] {
  const random = createRandom(seed);
  const tokens = (length: number) => Array.from({ length }, () => random.below(23));
  const shared = tokens(beginning);
  const sorts: Record<string, unknown>[] = [
    { eosTokenIds: [2] },
    { doSample: true, temperature: 1.5, topK: 5, seed: 3, eosTokenIds: [2, 7], minNewTokens: 4 },
    { doSample: true, temperature: 2, topP: 0.9, seed: 4 },
    { doSample: true, temperature: 0.7, topP: 0.6, seed: 5, eosTokenIds: [2], minNewTokens: 3 },
    { repetitionPenalty: 1.4, noRepeatNgramSize: 2 },
    { numBeams: 3, numReturnSequences: 3, eosTokenIds: [2] },
  ];
  return Array.from({ length: count }, (_, index) => ({
    prompt: [...shared, ...tokens(1 + random.below(20))],
    settings: decodingSettings({ maxNewTokens: 4 + random.below(12), ...sorts[random.below(sorts.length)] }),
    request: index,
  }));
}

/** Answers that come in one after the other, `gap` turns of the event loop apart. */
function generateLate(engine: Engine, asked: readonly GenerationRequest[], gap: number) {
  return Promise.all(
    asked.map(async (request, index) => {
      for (let turn = 0; turn < index * gap; turn++) await new Promise((resolve) => setImmediate(resolve));
      return engine.generate(request);
    }),
  );
}

/** One request after the other. */
async function generateAlone(engine: Engine, asked: readonly GenerationRequest[]) {
  const found: Awaited<ReturnType<Engine['generate']>>[] = [];
  for (const request of asked) found.push(await engine.generate(request));
  return found;
}

const idsOf = (
  found: readonly { tokens: readonly number[]; sequences?: readonly { tokens: readonly number[] }[] }[],
) => found.map(({ tokens, sequences }) => [tokens, sequences?.map((sequence) => sequence.tokens)]);

describe.each(kinds)('an engine for %s', (kind) => {
  it('gives the tokens of the whole model run without a cache, whenever requests join', async () => {
    const model = await modelOf(kind);
    const engine = await engineOf(kind, { rows: 8 });
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), fc.nat(3), async (seed, gap) => {
        const asked = requests(seed, { count: 8 });
        const found = await generateLate(engine, asked, gap);
        for (const [index, request] of asked.entries())
          expect(found[index]).toMatchObject(await expected(model, request));
      }),
      { numRuns: 8 },
    );
    expect(engine.stats()).toMatchObject({ live: 0, rows: 0, failed: 0 });
  });

  it.each(['float32', 'int8'] as const)(
    'gives the same in a batch of 16 as alone, in %s',
    async (weights) => {
      const engine = await engineOf(kind, { rows: 16, weights, prefixBytes: 0 });
      for (const seed of [1, 2, 3]) {
        const asked = requests(seed);
        const together = await generateLate(engine, asked, seed - 1);
        expect(idsOf(together)).toEqual(idsOf(await generateAlone(engine, asked)));
      }
    },
  );
});

describe.each(['gpt2', 'openai-gpt'] as const)('prefix reuse in %s', (kind) => {
  it.each(['float32', 'int8'] as const)('changes no token, in %s', async (weights) => {
    const plain = await engineOf(kind, { weights, prefixBytes: 0 });
    const reusing = await engineOf(kind, { weights, prefixBytes: 30_000 });
    for (const seed of [4, 5, 6]) {
      const asked = requests(seed, { beginning: 30 });
      expect(idsOf(await generateLate(reusing, asked, 2))).toEqual(idsOf(await generateAlone(plain, asked)));
    }
    const { prefixHits, prefixBytes } = reusing.stats();
    expect(prefixHits).toBeGreaterThan(10);
    expect(prefixBytes).toBeLessThanOrEqual(30_000);
  });

  it('reuses nothing where token types differ', async () => {
    const engine = await engineOf(kind, { tokenTypes: true });
    const plain = await engineOf(kind, { tokenTypes: true, prefixBytes: 0 });
    const prompt = Array.from({ length: 20 }, (_, at) => at % 9);
    const settings = decodingSettings({ maxNewTokens: 9, logProbabilities: true });
    const ask = (type: number) => ({
      prompt,
      tokenTypes: prompt.map(() => type),
      replyTokenType: type,
      settings,
    });
    const asked = [ask(3), ask(8), ask(3)];
    const found = await generateAlone(engine, asked);
    expect(idsOf(found)).toEqual(idsOf(await generateAlone(plain, asked)));
    expect(engine.stats()).toMatchObject({ prefixHits: 1, reusedTokens: 19 });
    expect(found[0]!.logProbabilities[0]).not.toBeCloseTo(found[1]!.logProbabilities[0]!, 3);
    expect(found[0]!.logProbabilities[0]).toBeCloseTo(found[2]!.logProbabilities[0]!, 4);
    await expect(engine.generate({ prompt, settings })).rejects.toThrow(/give tokenTypes/);
    const without = await engineOf(kind);
    await expect(without.generate(ask(3))).rejects.toThrow(/opened without token types/);
  });
});

describe('an engine for T5 with given encoder states', () => {
  it.each(['t5 1.0', 't5 1.1'] as const)('says of %s what it says of the prompt', async (kind) => {
    const model = await modelOf(kind);
    const engine = await engineOf(kind);
    const asked = requests(9);
    const given = await Promise.all(
      asked.map(async (request): Promise<GenerationRequest> => {
        const run = await model.run({ input_ids: [request.prompt], decoder_input_ids: [[0]] }, [
          'encoder_last_hidden_state',
        ]);
        const { data, shape } = run.encoder_last_hidden_state!;
        return { ...request, prompt: [], encoderState: { data, length: shape[1]! } };
      }),
    );
    const mixed = asked.map((request, index) => (index % 2 ? request : given[index]!));
    const found = await generateLate(engine, asked, 0);
    expect(idsOf(await generateLate(engine, given, 1))).toEqual(idsOf(found));
    expect(idsOf(await generateLate(engine, mixed, 0))).toEqual(idsOf(found));
  });

  it('refuses states of another width, and any for a model without an encoder', async () => {
    const settings = decodingSettings({});
    const encoderState = { data: new Float32Array(13), length: 1 };
    const engine = await engineOf('t5 1.0');
    await expect(engine.generate({ prompt: [], encoderState, settings })).rejects.toThrow(/12 numbers/);
    const gpt2 = await engineOf('gpt2');
    await expect(gpt2.generate({ prompt: [1], encoderState, settings })).rejects.toThrow(/no encoder/);
    expect(() => decodingSettings({ numBeams: 20, doSample: true })).toThrow();
    await expect(
      gpt2.generate({ prompt: [1], settings: decodingSettings({ numBeams: 17 }) }),
    ).rejects.toThrow(/does not fit a batch of 16 rows/);
  });
});

describe('options of an engine', () => {
  it('are refused out of range, as is a model without a decoder', async () => {
    await expect(engineOf('gpt2', { rows: 0 })).rejects.toThrow(/rows/);
    await expect(engineOf('gpt2', { maximumLength: 1 })).rejects.toThrow(/maximumLength/);
    await expect(engineOf('gpt2', { prefixBytes: -1 })).rejects.toThrow(/prefixBytes/);
    await expect(engineOf('t5 1.0', { tokenTypes: true })).rejects.toThrow(/token types/);
    const bert = openEngine(randomCheckpoint(tinyConfigs.bert), { cacheDir });
    await expect(bert).rejects.toThrow(/no decoder/);
  });

  it('bound the length of prompt and reply', async () => {
    const engine = await engineOf('gpt2', { maximumLength: 12 });
    const settings = decodingSettings({ maxNewTokens: 10 });
    const found = await engine.generate({ prompt: [1, 2, 3, 4, 5], settings });
    expect(found).toMatchObject({ finished: 'length', isLimitedByContext: true });
    expect(found.tokens).toHaveLength(8);
    await expect(engine.generate({ prompt: Array(13).fill(1), settings })).rejects.toThrow(/13 tokens/);
  });
});
