import { describe, expect, it } from 'vitest';
import { openForward } from '#models/runtime/forward-session.ts';
import { createTrainer } from '#models/runtime/trainer.ts';
import type { BertConfig } from '#models/weights/configs.ts';
import type { WeightTensor } from '#models/weights/read-safetensors.ts';
import {
  biEncoderGraph,
  encoderGraph,
  encoderInputs,
  encoderPrefixes,
  encoderSides,
  inBatchLoss,
  positivesTensor,
} from './bi-encoder.ts';
import { randomCheckpoint, tinyConfigs } from './testing.ts';

const config = randomCheckpoint(tinyConfigs.bert).config as BertConfig;
const tensors = new Map<string, WeightTensor>(
  encoderSides.flatMap((side, seed) =>
    [...randomCheckpoint(tinyConfigs.bert, seed).tensors].map(
      ([name, tensor]) => [`${encoderPrefixes[side]}${name}`, tensor] as const,
    ),
  ),
);
const questions = [
  [2, 9, 14, 3],
  [2, 5, 3, 0],
];
const passages = [
  [2, 8, 20, 4, 3],
  [2, 1, 3, 0, 0],
  [2, 7, 7, 3, 0],
];
const inputs = {
  ...encoderInputs(config, 'question', { input_ids: questions }),
  ...encoderInputs(config, 'passage', { input_ids: passages }),
};

async function both() {
  const session = await openForward(biEncoderGraph(config), tensors, { threads: 1 });
  const found = await session.run(inputs, session.outputs);
  await session.dispose();
  return found as Record<'question_vectors' | 'passage_vectors' | 'scores', (typeof found)[string]>;
}

describe('the bi-encoder', () => {
  it('scores every question against every passage by the inner product', async () => {
    const { question_vectors: q, passage_vectors: p, scores } = await both();
    const width = config.hidden_size;
    expect([q.shape, p.shape, scores.shape]).toEqual([
      [2, width],
      [3, width],
      [2, 3],
    ]);
    for (let row = 0; row < 2; row++)
      for (let column = 0; column < 3; column++) {
        let sum = 0;
        for (let i = 0; i < width; i++) sum += q.data[row * width + i]! * p.data[column * width + i]!;
        expect(scores.data[row * 3 + column]).toBeCloseTo(sum, 4);
      }
  });

  it.each(encoderSides)('gives one %s alone, without its padding, the same vector', async (side) => {
    const together = (await both())[`${side}_vectors`];
    const rows = side === 'question' ? questions : passages;
    const session = await openForward(encoderGraph(config, side), tensors, { threads: 1 });
    for (const [index, row] of rows.entries()) {
      const input_ids = [row.filter((id) => id !== 0)];
      const { vectors } = await session.run(encoderInputs(config, side, { input_ids }), ['vectors']);
      const expected = together.data.subarray(index * config.hidden_size, (index + 1) * config.hidden_size);
      expect(vectors!.shape).toEqual([1, config.hidden_size]);
      vectors!.data.forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i]!, 4);
      });
    }
    await session.dispose();
  });

  it('loses by the softmax over all passages, and counts the questions that find theirs', async () => {
    const { scores } = await both();
    const forward = biEncoderGraph(config);
    const { loss, correct } = inBatchLoss(forward);
    const parameters = new Map([...tensors].map(([name, tensor]) => [name, tensor.read()]));
    const trainer = await createTrainer({
      graph: forward.graph,
      loss,
      metrics: { correct },
      parameters,
      threads: 1,
    });
    const rows = [0, 1].map((row) => [...scores.data.subarray(row * 3, row * 3 + 3)]);
    for (const positives of [[0, 1], [2, 0], rows.map((row) => row.indexOf(Math.max(...row)))]) {
      const found = await trainer.evaluate({ ...inputs, positives: positivesTensor(positives) });
      const losses = rows.map(
        (row, q) => Math.log(row.reduce((sum, s) => sum + Math.exp(s), 0)) - row[positives[q]!]!,
      );
      const hits = rows.filter((row, q) => row[positives[q]!] === Math.max(...row)).length;
      expect(found.loss).toBeCloseTo((losses[0]! + losses[1]!) / 2, 4);
      expect(found.metrics.correct).toBe(hits);
    }
    await trainer.dispose();
  });

  it('refuses what the encoders do not know, by name', () => {
    expect(() => encoderInputs(config, 'passage', { input_ids: [[2, 99]] })).toThrow(/input_ids holds 99/);
  });
});
