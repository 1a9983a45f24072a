import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkpointWeights } from '#models/runtime/model-trainer.ts';
import { createSession } from '#models/runtime/session.ts';
import { Graph } from '../graph/graph.ts';
import { serialise } from '../graph/serialise.ts';
import { forwardGraph } from './forward-graph.ts';
import { modelInputs } from './model-inputs.ts';
import { dropoutSeedInput, seededDropout } from './seeded-dropout.ts';
import { randomCheckpoint, tinyConfigs } from './testing.ts';

type Raw = (typeof tinyConfigs)[keyof typeof tinyConfigs];

/** Every rate that a `config.json` may hold. */
function withRate(raw: Raw, rate: number): Record<string, unknown> {
  const keys = ['resid_pdrop', 'embd_pdrop', 'attn_pdrop', 'dropout_rate', 'hidden_dropout_prob'];
  const rates = Object.fromEntries([...keys, 'attention_probs_dropout_prob'].map((key) => [key, rate]));
  return { ...raw, ...rates };
}

const batch = { input_ids: [[3, 9, 14, 2]], decoder_input_ids: [[0, 5, 6]] };

/** The first output of a model built with dropout; `plain` builds it without. */
async function output(raw: Raw, { rate, seed }: { rate: number; seed: number | 'plain' | 'evaluating' }) {
  const { config, ...checkpoint } = randomCheckpoint(withRate(raw, rate));
  const { graph, values } = forwardGraph(config, seed === 'plain' ? undefined : seededDropout);
  const outputs = { found: values.logits ?? values.last_hidden_state! };
  const part = { outputs, evaluating: seed === 'evaluating' };
  const session = await createSession(serialise(graph, { weights: 'inputs', part }), { threads: 1 });
  const wanted = new Set(session.inputs.map(({ name }) => name));
  const weights = Object.fromEntries(checkpointWeights({ config, ...checkpoint }));
  const seeds = typeof seed === 'number' ? { [dropoutSeedInput]: [seed] } : {};
  const feeds = { ...weights, ...modelInputs(config, batch), ...seeds };
  const used = Object.entries(feeds).filter(([name]) => wanted.has(name));
  const { found } = await session.run(Object.fromEntries(used));
  await session.dispose();
  return [...found!.data];
}

describe.each(Object.entries(tinyConfigs))('dropout in %s', (_name, raw) => {
  it('changes nothing at a rate of 0, and nothing where the model is evaluated', async () => {
    const plain = await output(raw, { rate: 0, seed: 'plain' });
    expect(await output(raw, { rate: 0, seed: 1 })).toEqual(plain);
    expect(await output(raw, { rate: 0.4, seed: 'evaluating' })).toEqual(plain);
  });

  it('gives the same from the same seed, and other results from another', async () => {
    const one = await output(raw, { rate: 0.4, seed: 1 });
    expect(await output(raw, { rate: 0.4, seed: 1 })).toEqual(one);
    expect(await output(raw, { rate: 0.4, seed: 2 })).not.toEqual(one);
    expect(await output(raw, { rate: 0.4, seed: 'plain' })).not.toEqual(one);
  });
});

describe('where dropout stands', () => {
  // Of two layers each. Embeddings; in each layer the attention's weights and what it and the feed-forward give.
  // T5 drops inside the feed-forward and after the last norm as well, and its decoder attends twice.
  const places: Readonly<Record<keyof typeof tinyConfigs, number>> = {
    gpt2: 1 + 2 * 3,
    'openai-gpt': 1 + 2 * 3,
    't5 1.0': 2 + 2 * 4 + (2 + 2 * 6),
    't5 1.1': 2 + 2 * 4 + (2 + 2 * 6),
    bert: 1 + 2 * 3,
    'bert classifier': 1 + 2 * 3 + 1,
    'bert masked words': 1 + 2 * 3,
  };

  it.each(Object.entries(tinyConfigs))('%s drops where the reference does, with its rates', (name, raw) => {
    const rates: number[] = [];
    const { config } = randomCheckpoint(withRate(raw, 0.25));
    forwardGraph(config, () => (tensor, rate) => {
      rates.push(rate);
      return tensor;
    });
    expect(rates).toEqual(Array.from({ length: places[name as keyof typeof places] }, () => 0.25));
  });
});

describe('seededDropout', () => {
  it('keeps the mean, scales what it keeps, and draws another mask at each use', async () => {
    const size = 4000;
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0.05, max: 0.8, noNaN: true }),
        fc.nat(2 ** 31 - 1),
        async (rate, seed) => {
          const graph = new Graph();
          const x = graph.input('x', 'float32', [size]);
          const drop = seededDropout(graph);
          graph.output(drop(x, rate), 'one');
          graph.output(drop(x, rate), 'two');
          const session = await createSession(serialise(graph, { weights: 'inputs' }), { threads: 1 });
          const found = await session.run({ x: new Float32Array(size).fill(1), [dropoutSeedInput]: [seed] });
          await session.dispose();
          const [one, two] = [found.one!.data, found.two!.data];
          const kept = Math.fround(1 / (1 - rate));
          for (const value of new Set([...one, ...two])) expect([0, kept]).toContain(value);
          // Six standard deviations of a mean of independent draws.
          const allowed = 6 * Math.sqrt(rate / (1 - rate) / size);
          for (const values of [one, two])
            expect(Math.abs([...values].reduce((sum, value) => sum + value, 0) / size - 1)).toBeLessThan(
              allowed,
            );
          expect(one).not.toEqual(two);
        },
      ),
      { numRuns: 20 },
    );
  });
});
