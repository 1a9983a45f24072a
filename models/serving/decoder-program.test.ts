import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { hidden } from '../architectures/host-inputs.ts';
import { randomCheckpoint, tinyConfigs } from '../architectures/testing.ts';
import { openModel } from '../runtime/loaded-model.ts';
import type { ModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { buildDecoderProgram } from './decoder-program.ts';
import { buildCrossProgram, buildEncoderProgram } from './encoder-program.ts';
import { encoderFeeds, type Feeds, openSmall, type Piecewise, runPiecewise } from './testing.ts';

const token = fc.integer({ min: 0, max: 22 });

/** Tokens in pieces: 1 to 4 pieces of 1 to 4 tokens, at most 16 in all. */
const sequence = fc
  .array(fc.array(token, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 })
  .map((parts): Piecewise => ({ tokens: parts.flat(), pieces: parts.map(({ length }) => length) }));

const options = { numRuns: 25 };

function worstDifference(found: readonly number[], expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length);
  return Math.max(...found.map((value, i) => Math.abs(value - expected[i]!)));
}

function driver(seed: number) {
  const random = createRandom(seed, 'garbage');
  return { garbage: () => (random.next() - 0.5) * 1e6, spare: seed % 4 };
}

describe.each(['gpt2', 'openai-gpt'] as const)('the decoder of %s', (kind) => {
  const checkpoint = randomCheckpoint(tinyConfigs[kind]);

  it('gives with a cache, in any pieces and among any rows, what it gives for the whole', async () => {
    const program = buildDecoderProgram(checkpoint.config, { weights: 'float32' });
    const session = await openSmall(checkpoint, program);
    const whole = await openModel(checkpoint, { threads: 1 });
    const property = fc.asyncProperty(
      fc.array(sequence, { minLength: 1, maxLength: 4 }),
      fc.nat(99),
      async (rows, seed) => {
        const found = await runPiecewise({ program, session, ...driver(seed) }, rows);
        for (const [index, { tokens }] of rows.entries()) {
          const { data } = await whole.logits({ input_ids: [tokens] });
          expect(worstDifference(found[index]!.flat(), data)).toBeLessThan(2e-5);
        }
      },
    );
    await fc.assert(property, options);
    await session.dispose();
    await whole.dispose();
  });

  it('adds the embeddings of token types', async () => {
    const program = buildDecoderProgram(checkpoint.config, { weights: 'float32', tokenTypes: true });
    const session = await openSmall(checkpoint, program);
    expect(session.inputs.map(({ name }) => name)).toContain('token_type_ids');
    const tokens = [3, 9, 14, 2, 7];
    const run = (types: readonly number[], pieces: readonly number[]) =>
      runPiecewise({ program, session, ...driver(1) }, [{ tokens, types, pieces }]);
    const [whole, pieces, others] = [
      await run([4, 4, 5, 5, 4], [5]),
      await run([4, 4, 5, 5, 4], [2, 1, 2]),
      await run([4, 4, 5, 4, 4], [5]),
    ];
    expect(worstDifference(pieces[0]!.flat(), whole[0]!.flat())).toBeLessThan(2e-5);
    const differs = whole[0]!.map((logits, place) => worstDifference(others[0]![place]!, logits) > 1e-3);
    expect(differs).toEqual([false, false, false, true, true]);
    await session.dispose();
  });
});

describe('the outputs of a decoder', () => {
  it('names the largest logits, the lower id first among equals, and the sum of all in logarithms', async () => {
    const checkpoint = randomCheckpoint({ ...tinyConfigs.gpt2, vocab_size: 200 });
    const program = buildDecoderProgram(checkpoint.config, { weights: 'float32' });
    expect(program).toMatchObject({ layers: 2, heads: 3, headSize: 4, vocabulary: 200, maxPositions: 16 });
    const session = await openSmall(checkpoint, program);
    const empty = { data: new Float32Array(0), shape: [1, 3, 0, 4] };
    const results = await session.run({
      input_ids: { data: [7, 199], shape: [1, 2] },
      position_ids: { data: [0, 1], shape: [1, 2] },
      new_bias: { data: [0, hidden, 0, 0], shape: [1, 1, 2, 2] },
      past_bias: { data: [], shape: [1, 1, 1, 0] },
      rows: { data: [1, 0, 1], shape: [3] },
      best_count: [5],
      sum_rows: [0, 2],
      mass_rows: [1, 0, 0],
      mass_scales: { data: [1, 1, 1 / 0.7], shape: [3, 1] },
      ...Object.fromEntries(
        [0, 1].flatMap((layer) => [
          [`past_k.${layer}`, empty],
          [`past_v.${layer}`, empty],
        ]),
      ),
    });
    const logits = Array.from(results.logits!.data);
    expect(results.logits!.shape).toEqual([3, 200]);
    expect(logits.slice(0, 200)).toEqual(logits.slice(400));
    for (const row of [0, 1, 2]) {
      const own = logits.slice(row * 200, row * 200 + 200);
      const order = own.map((_, id) => id).sort((a, b) => own[b]! - own[a]! || a - b);
      const part = (name: string) => Array.from(results[name]!.data).slice(row * 5, row * 5 + 5);
      expect(part('best_ids')).toEqual(order.slice(0, 5));
      expect(part('best_values')).toEqual(order.slice(0, 5).map((id) => own[id]));
      const sum = Math.log(own.reduce((total, value) => total + Math.exp(value), 0));
      if (row !== 1) expect(results.log_sum_exp!.data[row / 2]).toBeCloseTo(sum, 5);
    }
    expect(results.log_sum_exp!.shape).toEqual([2]);
    const mass = (row: number, scale: number) => {
      const own = logits.slice(row * 200, row * 200 + 200);
      return own.reduce((total, value) => total + Math.exp((value - Math.max(...own)) * scale), 0);
    };
    for (const [place, expected] of [mass(1, 1), mass(0, 1), mass(0, 1 / 0.7)].entries())
      expect(results.best_mass!.data[place]! / expected).toBeCloseTo(1, 6);
    await session.dispose();
  });

  it('refuses models that cannot generate, and token types where there are none', () => {
    const program = (kind: keyof typeof tinyConfigs, tokenTypes: boolean) => () =>
      buildDecoderProgram(randomCheckpoint(tinyConfigs[kind]).config, { weights: 'float32', tokenTypes });
    expect(program('bert', false)).toThrow(/no decoder/);
    expect(program('t5 1.0', true)).toThrow(/no token types/);
    expect(() => buildEncoderProgram(randomCheckpoint(tinyConfigs.gpt2).config, { weights: 'int8' })).toThrow(
      /"gpt2" has no encoder/,
    );
  });
});

interface T5Rows {
  readonly sources: readonly (readonly number[])[];
  readonly answers: readonly Piecewise[];
}

/** Sources of any lengths; answers with equally many pieces, so that all rows are run at each step. */
const t5Rows = fc.integer({ min: 1, max: 4 }).chain((pieces) =>
  fc
    .array(
      fc.record({
        source: fc.array(token, { minLength: 1, maxLength: 9 }),
        parts: fc.array(fc.array(token, { minLength: 1, maxLength: 4 }), {
          minLength: pieces,
          maxLength: pieces,
        }),
      }),
      { minLength: 1, maxLength: 3 },
    )
    .map(
      (rows): T5Rows => ({
        sources: rows.map(({ source }) => source),
        answers: rows.map(({ parts }) => ({
          tokens: parts.flat(),
          pieces: parts.map(({ length }) => length),
        })),
      }),
    ),
);

async function openT5(checkpoint: ModelCheckpoint) {
  const { config } = checkpoint;
  if (config.model_type !== 't5') throw new Error('not T5');
  const decoder = buildDecoderProgram(config, { weights: 'float32' });
  return {
    config,
    decoder,
    sessions: {
      decoder: await openSmall(checkpoint, decoder),
      encoder: await openSmall(checkpoint, buildEncoderProgram(config, { weights: 'float32' })),
      cross: await openSmall(checkpoint, buildCrossProgram(config, { weights: 'float32' })),
      whole: await openModel(checkpoint, { threads: 1 }),
    },
  };
}

describe.each(['t5 1.0', 't5 1.1'] as const)('the decoder of %s', (kind) => {
  const checkpoint = randomCheckpoint(tinyConfigs[kind]);

  it('gives with a cache, in any pieces and among any rows, what it gives for the whole', async () => {
    const { config, decoder, sessions } = await openT5(checkpoint);
    const property = fc.asyncProperty(t5Rows, fc.nat(99), async ({ sources, answers }, seed) => {
      const feeds = encoderFeeds(config, sources);
      const { state, ...seen } = await sessions.encoder.run(feeds);
      const fromState = await sessions.cross.run({ encoder_state: state! });
      expect(fromState).toEqual(seen);
      const cross: Feeds = { ...seen, cross_bias: feeds.encoder_bias! };
      const settings = { program: decoder, session: sessions.decoder, t5: config, cross, ...driver(seed) };
      const found = await runPiecewise(settings, answers);
      for (const [index, { tokens }] of answers.entries()) {
        const batch = { input_ids: [sources[index]!], decoder_input_ids: [tokens] };
        const { data } = await sessions.whole.logits(batch);
        expect(worstDifference(found[index]!.flat(), data)).toBeLessThan(2e-5);
      }
    });
    await fc.assert(property, options);
    for (const session of Object.values(sessions)) await session.dispose();
  });
});
