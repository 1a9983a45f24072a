import { describe, expect, it } from 'vitest';
import { forwardGraph } from '#models/architectures/forward-graph.ts';
import { labelLoss, labelsTensor } from '#models/architectures/label-loss.ts';
import { modelInputs } from '#models/architectures/model-inputs.ts';
import { seededDropout } from '#models/architectures/seeded-dropout.ts';
import { randomCheckpoint, tinyConfigs } from '#models/architectures/testing.ts';
import { Graph } from '#models/graph/graph.ts';
import { add, log, mul, reduceSum, sub } from '#models/graph/ops/index.ts';
import { checkpointWeights, createModelTrainer } from './model-trainer.ts';
import { createTrainer, type Feeds, type Trainer } from './trainer.ts';

const checkpoint = randomCheckpoint(tinyConfigs.gpt2);
const rows = [
  [3, 9, 14, 2, 7],
  [5, 5, 1, 0, 22],
  [8, 20, 4, 11, 6],
];

function feedsOf(batch: readonly (readonly number[])[]): Feeds {
  return {
    ...modelInputs(checkpoint.config, { input_ids: batch }),
    labels: labelsTensor(checkpoint.config, batch),
  };
}

const settings = {
  loss: labelLoss,
  optimiser: { maxNorm: 1 },
  weightDecay: (name: string) => (name.endsWith('.bias') ? 0 : 0.1),
  threads: 1,
} as const;

function difference(left: Trainer, right: Trainer): number {
  let worst = 0;
  for (const [name, values] of left.parameters) {
    const others = right.parameters.get(name)!;
    expect(others.length).toBe(values.length);
    for (const [i, value] of values.entries()) worst = Math.max(worst, Math.abs(value - others[i]!));
  }
  return worst;
}

describe('a trainer', () => {
  it('takes batches of any shape and lowers the loss', async () => {
    const trainer = await createModelTrainer(checkpoint, settings);
    const first = await trainer.evaluate(feedsOf(rows));
    for (const batch of [rows, [[1, 2]], rows.map((row) => row.slice(1)), rows, rows, rows, rows])
      expect((await trainer.step(feedsOf(batch), 0.02)).taken).toBe(true);
    expect(trainer.steps).toBe(7);
    const last = await trainer.evaluate(feedsOf(rows));
    expect(last.loss).toBeLessThan(first.loss - 0.5);
    expect((await trainer.gradients(feedsOf(rows))).loss).toBeCloseTo(last.loss, 5);
    await trainer.dispose();
  });

  it('gives for parts of a batch the step of the whole batch', async () => {
    // Some gradients (of the keys' biases) are 0 but for rounding, which a small epsilon would make steps of.
    const steady = { ...settings, optimiser: { maxNorm: 1, epsilon: 1e-3 } };
    const [whole, parted] = [
      await createModelTrainer(checkpoint, steady),
      await createModelTrainer(checkpoint, steady),
    ];
    for (let i = 0; i < 3; i++) {
      const one = await whole.step(feedsOf(rows), 0.01);
      const parts = [
        { feeds: feedsOf(rows.slice(0, 1)), share: 1 / 3 },
        { feeds: feedsOf(rows.slice(1)), share: 2 / 3 },
      ];
      const other = await parted.step(parts, 0.01);
      expect(other.loss).toBeCloseTo(one.loss, 5);
      expect(other.gradientNorm).toBeCloseTo(one.gradientNorm, 4);
    }
    expect(difference(whole, parted)).toBeLessThan(1e-4);
    await expect(parted.step([], 0.01)).rejects.toThrow('at least one part');
    await whole.dispose();
    await parted.dispose();
  });

  it('goes on from a saved state to the same bits, dropout included', async () => {
    const create = (seed: number) => createModelTrainer(checkpoint, { ...settings, dropout: true, seed });
    const trainer = await create(5);
    await trainer.step(feedsOf(rows), 0.01);
    await trainer.step(feedsOf(rows), 0.01);
    const saved = trainer.state();
    const losses = [await trainer.step(feedsOf(rows), 0.01), await trainer.step(feedsOf(rows), 0.01)];
    const resumed = await create(5);
    resumed.restore(saved);
    expect([await resumed.step(feedsOf(rows), 0.01), await resumed.step(feedsOf(rows), 0.01)]).toEqual(
      losses,
    );
    expect(difference(trainer, resumed)).toBe(0);
    const other = await create(6);
    other.restore(saved);
    await other.step(feedsOf(rows), 0.01);
    expect(difference(trainer, other)).toBeGreaterThan(0);
    expect(() => resumed.restore({ ...saved, moments: new Map() })).toThrow('m:transformer.');
    for (const each of [trainer, resumed, other]) await each.dispose();
  });

  it('drops out in steps and not in evaluation', async () => {
    const plain = await createModelTrainer(checkpoint, settings);
    const dropping = await createModelTrainer(checkpoint, { ...settings, dropout: true });
    const expected = await plain.evaluate(feedsOf(rows));
    expect((await dropping.evaluate(feedsOf(rows))).loss).toBe(expected.loss);
    const { loss } = await dropping.gradients(feedsOf(rows));
    expect(loss).not.toBe(expected.loss);
    expect((await dropping.step(feedsOf(rows), 0.01)).loss).toBe(loss);
    expect((await dropping.gradients(feedsOf(rows))).loss).not.toBe(loss);
    await plain.dispose();
    await dropping.dispose();
  });

  it('leaves frozen weights alone, and does not change the others by that', async () => {
    const frozen = (name: string) => name.includes('.h.0.');
    const [all, some] = [
      await createModelTrainer(checkpoint, { ...settings, optimiser: {} }),
      await createModelTrainer(checkpoint, { ...settings, optimiser: {}, frozen }),
    ];
    await all.step(feedsOf(rows), 0.01);
    await some.step(feedsOf(rows), 0.01);
    for (const [name, values] of some.parameters)
      expect(values).toEqual(frozen(name) ? checkpoint.tensors.get(name)!.read() : all.parameters.get(name)!);
    expect([...some.state().moments.keys()].some((name) => frozen(name))).toBe(false);
    expect([...(await some.gradients(feedsOf(rows))).gradients.keys()].some(frozen)).toBe(false);
    await all.dispose();
    await some.dispose();
  });

  it('trains several models of one graph on a loss of both, and reports metrics', async () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', ['rows']);
    const left = graph.parameter('left.weight', [1]);
    const right = graph.parameter('right.weight', [1]);
    const unused = graph.parameter('unused', [2]);
    expect(unused.shape).toEqual([2]);
    const gap = sub(add(mul(x, left), mul(mul(x, x), right)), graph.input('y', 'float32', ['rows']));
    const loss = reduceSum(mul(gap, gap));
    const trainer = await createTrainer({
      graph,
      loss,
      metrics: { gap: reduceSum(gap), twice: mul(loss, 2) },
      parameters: new Map(
        ['left.weight', 'right.weight', 'unused'].map((name) => [
          name,
          new Float32Array(name === 'unused' ? 2 : 1),
        ]),
      ),
      weightDecay: () => 0.5,
      threads: 1,
    });
    const feeds = { x: [1, 2], y: [3, 8] };
    const step = await trainer.step(feeds, 0.125);
    expect(step).toMatchObject({ loss: 73, metrics: { gap: -11, twice: 146 }, taken: true });
    expect(step.gradientNorm).toBeCloseTo(Math.hypot(2 * (3 + 16), 2 * (3 + 32)), 4);
    expect(trainer.parameters.get('left.weight')![0]).toBeCloseTo(0.125, 6);
    expect(trainer.parameters.get('unused')).toEqual(new Float32Array(2));
    expect((await trainer.gradients(feeds)).gradients.get('unused')).toEqual(new Float32Array(2));
    expect((await trainer.evaluate(feeds)).metrics.twice).toBeLessThan(146);
    await trainer.dispose();
  });

  it('takes no step where the loss is not finite', async () => {
    const graph = new Graph();
    const weight = graph.parameter('w', [1]);
    const loss = reduceSum(log(mul(weight, graph.input('x', 'float32', [1]))));
    const trainer = await createTrainer({
      graph,
      loss,
      parameters: new Map([['w', Float32Array.of(1)]]),
      threads: 1,
    });
    expect(await trainer.step({ x: [-1] }, 0.1)).toMatchObject({ loss: Number.NaN, taken: false });
    expect(await trainer.step({ x: [0] }, 0.1)).toMatchObject({ loss: -Infinity, taken: false });
    expect([trainer.steps, trainer.parameters.get('w')![0]]).toEqual([0, 1]);
    expect((await trainer.step({ x: [1] }, 0.1)).taken).toBe(true);
    await trainer.dispose();
  });

  it('names what is missing, unknown or no scalar', async () => {
    const { graph, values } = forwardGraph(checkpoint.config, seededDropout);
    const parameters = checkpointWeights(checkpoint);
    await expect(createTrainer({ graph, loss: values.logits!, parameters })).rejects.toThrow(
      'loss is no scalar',
    );
    parameters.delete('transformer.wpe.weight');
    const loss = reduceSum(values.logits!);
    await expect(createTrainer({ graph, loss, parameters })).rejects.toThrow('transformer.wpe.weight');
    const trainer = await createModelTrainer(checkpoint, settings);
    const { labels: _, ...unlabelled } = feedsOf(rows);
    await expect(trainer.step(unlabelled, 0.1)).rejects.toThrow('missing its inputs labels');
    await expect(trainer.step({ ...feedsOf(rows), lables: [1] }, 0.1)).rejects.toThrow('lables');
    await trainer.dispose();
  });
});
