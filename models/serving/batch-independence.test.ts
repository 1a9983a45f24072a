import { describe, expect, it } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { randomCheckpoint, tinyConfigs } from '../architectures/testing.ts';
import { buildDecoderProgram } from './decoder-program.ts';
import { buildEncoderProgram } from './encoder-program.ts';
import type { ServingWeights } from './program.ts';
import { encoderFeeds, type Feeds, openSmall, type Piecewise, runPiecewise } from './testing.ts';

const gptSizes = { n_embd: 64, n_layer: 3, n_head: 4, vocab_size: 300, n_positions: 60 };
const t5Sizes = { d_model: 64, d_kv: 16, d_ff: 100, num_heads: 4, num_layers: 3, vocab_size: 300 };
const kinds = ['int8', 'float32'] as const;

/** Numbers of keys that are multiples of 16, as the programs ask for. */
const cache = { garbage: () => 3, spare: 0, multiple: 16 };

const random = createRandom(5, 'rows');
const tokens = (length: number) => Array.from({ length }, () => random.below(300));

describe.each(kinds)('%s weights give a row the same bits alone as among 16', (weights) => {
  it.each(['gpt2', 'openai-gpt'] as const)(
    'in %s, prompts of all lengths and what follows them',
    async (kind) => {
      const checkpoint = randomCheckpoint({ ...tinyConfigs[kind], ...gptSizes });
      const program = buildDecoderProgram(checkpoint.config, { weights });
      const session = await openSmall(checkpoint, program);
      const rows = Array.from({ length: 16 }, (_, row): Piecewise => {
        return { tokens: tokens(7 + 3 * row), pieces: [2 + 2 * row, 1, 1, 3 + row] };
      });
      const run = (some: readonly Piecewise[]) => runPiecewise({ program, session, ...cache }, some);
      const together = await run(rows);
      for (const [index, row] of rows.entries()) expect((await run([row]))[0]).toEqual(together[index]);
      await session.dispose();
    },
  );

  it.each(['t5 1.0', 't5 1.1'] as const)('in %s, sources of all lengths and their answers', async (kind) => {
    const run = await openT5(kind, weights);
    const sources = Array.from({ length: 16 }, (_, row) => tokens(2 + 3 * row));
    const answers = sources.map((): Piecewise => ({ tokens: tokens(5), pieces: [1, 1, 1, 2] }));
    const together = await run(sources, answers);
    for (const [index, source] of sources.entries())
      expect((await run([source], [answers[index]!]))[0]).toEqual(together[index]);
    await run.dispose();
  });
});

async function openT5(kind: 't5 1.0' | 't5 1.1', weights: ServingWeights) {
  const checkpoint = randomCheckpoint({ ...tinyConfigs[kind], ...t5Sizes });
  const { config } = checkpoint;
  if (config.model_type !== 't5') throw new Error('not T5');
  const program = buildDecoderProgram(config, { weights });
  const session = await openSmall(checkpoint, program);
  const encoder = await openSmall(checkpoint, buildEncoderProgram(config, { weights }));
  const run = async (sources: readonly (readonly number[])[], answers: readonly Piecewise[]) => {
    const feeds = encoderFeeds(config, sources, cache.multiple);
    const { state: _, ...seen } = await encoder.run(feeds);
    const cross: Feeds = { ...seen, cross_bias: feeds.encoder_bias! };
    return runPiecewise({ program, session, t5: config, cross, ...cache }, answers);
  };
  const dispose = async () => {
    await session.dispose();
    await encoder.dispose();
  };
  return Object.assign(run, { dispose });
}
