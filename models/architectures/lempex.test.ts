import { describe, expect, it } from 'vitest';
import { Graph } from '#models/graph/graph.ts';
import { evaluate } from '#models/graph/testing.ts';
import { openGraph } from '#models/runtime/graph-model.ts';
import { openModel } from '#models/runtime/loaded-model.ts';
import type { T5Config } from '#models/weights/configs.ts';
import type { WeightTensor } from '#models/weights/read-safetensors.ts';
import { rowsTensor } from './host-inputs.ts';
import { lempexGraph, lempexOwnTensors } from './lempex.ts';
import { modelInputs } from './model-inputs.ts';
import { softWords } from './soft-answer.ts';
import { randomCheckpoint, tinyConfigs } from './testing.ts';
import { textFeeds } from './text-input.ts';

const checkpoint = randomCheckpoint(tinyConfigs['t5 1.0']);
const config = checkpoint.config as T5Config;
const batch = {
  input_ids: [
    [3, 4, 5, 1],
    [6, 1, 0, 0],
  ],
  attention_mask: [
    [1, 1, 1, 1],
    [1, 1, 0, 0],
  ],
  decoder_input_ids: [
    [0, 7],
    [0, 8],
  ],
};

function weight(name: string, shape: readonly number[], value: (place: number) => number): WeightTensor {
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, place) => value(place));
  return {
    name,
    dtype: 'F32',
    shape,
    file: 'test',
    read: () => data,
    readBytes: () => new Uint8Array(data.buffer),
  };
}

async function logitsWith(exemplarWidth: number | null, own: (name: string, place: number) => number) {
  const tensors = new Map([...checkpoint.tensors].map(([name, tensor]) => [`base_model.${name}`, tensor]));
  for (const [name, shape] of lempexOwnTensors({ generator: config, exemplarWidth }))
    tensors.set(
      name,
      weight(name, shape, (place) => own(name, place)),
    );
  const graph = new Graph();
  const { logits } = lempexGraph({ generator: config, exemplarWidth }, graph);
  const { input_ids: _, encoder_bias, encoder_buckets, ...decoder } = modelInputs(config, batch);
  const model = await openGraph({ graph, values: { logits }, tensors }, { threads: 1 });
  const found = await model.run({
    ...decoder,
    ...textFeeds(config, 'context', batch),
    speakers: rowsTensor(
      [
        [1, 2, 2, 0],
        [1, 0, 0, 0],
      ],
      'speakers',
    ),
    ...(exemplarWidth === null
      ? {}
      : { exemplars: { data: new Float32Array(2 * exemplarWidth).fill(1), shape: [2, exemplarWidth] } }),
    labels: rowsTensor(
      [
        [7, 1],
        [8, 1],
      ],
      'labels',
    ),
  });
  await model.dispose();
  return [...(found.logits?.data ?? [])];
}

async function plainLogits() {
  const model = await openModel(checkpoint, { threads: 1 });
  const { data } = await model.logits(batch);
  await model.dispose();
  return [...data];
}

function furthest(left: readonly number[], right: readonly number[]): number {
  return Math.max(...left.map((value, place) => Math.abs(value - right[place]!)));
}

describe('lempexGraph', () => {
  it('is plain T5 without exemplars where no speaker has an embedding, whatever the row of no one holds', async () => {
    const found = await logitsWith(null, (_, place) => (place < config.d_model ? 9 : 0));
    expect(furthest(found, await plainLogits())).toBeLessThan(1e-4);
    expect(furthest(await logitsWith(null, () => 0.3), found)).toBeGreaterThan(1e-3);
  });

  it('is plain T5 where the fusion takes the state as it is, and not where exemplars count', async () => {
    const [width, exemplars] = [config.d_model, 5];
    const identity = (of: number) => (name: string, place: number) => {
      if (name !== 'transform_to_t5_decoder.weight') return 0;
      const [row, column] = [Math.floor(place / (width + exemplars)), place % (width + exemplars)];
      return column < width ? Number(row === column) : of;
    };
    expect(furthest(await logitsWith(exemplars, identity(0)), await plainLogits())).toBeLessThan(1e-4);
    expect(furthest(await logitsWith(exemplars, identity(0.2)), await plainLogits())).toBeGreaterThan(1e-3);
  });
});

describe('softWords', () => {
  const logits = { shape: [1, 2, 3], data: Float32Array.from([0, 1, 2, 3, -1, 0]) };
  const noise = { shape: [1, 2, 3], data: Float32Array.from([5, 0, 0, 0, 0, 0]) };

  it.each([
    ['vocabulary', 2],
    ['positions', 1],
  ] as const)('sums to 1 over the axis of %s', async (form, axis) => {
    const { data } = await evaluate(([x]) => softWords(x!, form), { samples: [logits] });
    const groups =
      axis === 2
        ? [
            [0, 1, 2],
            [3, 4, 5],
          ]
        : [
            [0, 3],
            [1, 4],
            [2, 5],
          ];
    for (const places of groups)
      expect(places.reduce((sum, place) => sum + data[place]!, 0)).toBeCloseTo(1, 5);
  });

  it('picks one word with hard Gumbel noise, and needs noise for it', async () => {
    const { data } = await evaluate(([x, y]) => softWords(x!, 'gumbel-hard', y), {
      samples: [logits, noise],
    });
    expect([...data].map((value) => Math.round(value * 1e5) / 1e5 + 0)).toEqual([1, 0, 0, 1, 0, 0]);
    await expect(evaluate(([x]) => softWords(x!, 'gumbel'), { samples: [logits] })).rejects.toThrow(/noise/);
  });
});
