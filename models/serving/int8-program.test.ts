import { describe, expect, it } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { randomCheckpoint, tinyConfigs } from '../architectures/testing.ts';
import { buildDecoderProgram } from './decoder-program.ts';
import type { ServingWeights } from './program.ts';
import { openSmall, type Piecewise, runPiecewise } from './testing.ts';

const larger = { n_embd: 64, n_layer: 3, n_head: 4, vocab_size: 300, n_positions: 40 };

async function open(kind: 'gpt2' | 'openai-gpt', weights: ServingWeights) {
  const checkpoint = randomCheckpoint({ ...tinyConfigs[kind], ...larger });
  const program = buildDecoderProgram(checkpoint.config, { weights });
  const session = await openSmall(checkpoint, program);
  const run = (rows: readonly Piecewise[]) =>
    runPiecewise({ program, session, garbage: () => 3, spare: 0 }, rows);
  return { program, run, dispose: () => session.dispose() };
}

/** Rows of 12 to 14 tokens, a prompt and what follows it. */
function threeRows(): Piecewise[] {
  const random = createRandom(5, 'rows');
  return Array.from({ length: 3 }, (_, row) => {
    const tokens = Array.from({ length: 12 + row }, () => random.below(300));
    return { tokens, pieces: [12 + row - 4, 1, 1, 2] };
  });
}

describe.each(['gpt2', 'openai-gpt'] as const)('int8 weights of %s', (kind) => {
  it('stay close to float32', async () => {
    const [float, int8] = [await open(kind, 'float32'), await open(kind, 'int8')];
    const rows = threeRows();
    const [exact, rounded] = [(await float.run(rows)).flat(2), (await int8.run(rows)).flat(2)];
    const square = (values: readonly number[]) => values.reduce((sum, value) => sum + value ** 2, 0);
    const error = Math.sqrt(square(rounded.map((value, i) => value - exact[i]!)) / square(exact));
    expect(error).toBeGreaterThan(1e-4);
    expect(error).toBeLessThan(0.05);
    await float.dispose();
    await int8.dispose();
  });

  it('leave embeddings, norms and biases as they are', async () => {
    const { program, dispose } = await open(kind, 'int8');
    const kinds = [...program.weightSources].map(([name, { kind: source }]) => `${source} ${name}`);
    const quantised = kinds.filter((name) => name.startsWith('int8-codes'));
    expect(quantised).toHaveLength(4 * larger.n_layer + 1);
    const stored = kinds.filter((name) => name.startsWith('as-stored'));
    expect(stored.every((name) => /embed|wte|wpe|ln_|bias/.test(name))).toBe(true);
    await dispose();
  });
});
