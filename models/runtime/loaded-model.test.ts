import { describe, expect, it } from 'vitest';
import { forwardGraph } from '#models/architectures/forward-graph.ts';
import type { TokenBatch } from '#models/architectures/model-inputs.ts';
import { randomCheckpoint, tinyConfigs } from '#models/architectures/testing.ts';
import { expectedTensors } from '#models/weights/expected-tensors.ts';
import { type OutputTensor, openModel } from './loaded-model.ts';

const rows = [
  [3, 9, 14, 2, 7],
  [5, 5, 1, 0, 22],
  [8, 20, 4, 11, 6],
  [1, 2, 3, 4, 5],
];
const answers = [
  [0, 4, 9],
  [0, 7, 7],
  [0, 21, 3],
  [0, 2, 1],
];
const kinds = Object.keys(tinyConfigs) as (keyof typeof tinyConfigs)[];
const decoders = ['gpt2', 'openai-gpt'] as const;

async function runTiny(kind: keyof typeof tinyConfigs, batch: TokenBatch): Promise<OutputTensor> {
  const model = await openModel(randomCheckpoint(tinyConfigs[kind]), { threads: 1 });
  const output = model.outputs.includes('logits') ? 'logits' : 'last_hidden_state';
  const found = (await model.run(batch, [output]))[output];
  await model.dispose();
  return found!;
}

function expectClose(left: ArrayLike<number>, right: ArrayLike<number>): void {
  expect(left.length).toBe(right.length);
  expect(left.length).toBeGreaterThan(0);
  const worst = Math.max(...Array.from(left, (value, place) => Math.abs(value - right[place]!)));
  expect(worst).toBeLessThan(2e-5);
}

describe('the architectures', () => {
  it.each(kinds)('%s asks for exactly the tensors that its files hold', (kind) => {
    const { config } = randomCheckpoint(tinyConfigs[kind]);
    const asked = forwardGraph(config).graph.parameters.map(({ name, shape }) => [name, shape]);
    expect(Object.fromEntries(asked)).toEqual(Object.fromEntries(expectedTensors(config)));
    expect(asked).toHaveLength(expectedTensors(config).size);
  });

  it.each(kinds)('%s gives a row the same numbers alone as among others', async (kind) => {
    const together = await runTiny(kind, { input_ids: rows, decoder_input_ids: answers });
    const size = together.data.length / rows.length;
    for (const [index, row] of rows.entries()) {
      const alone = await runTiny(kind, { input_ids: [row], decoder_input_ids: [answers[index]!] });
      expectClose(alone.data, together.data.subarray(index * size, (index + 1) * size));
    }
  });

  it.each(kinds)('%s pays no attention to what its mask hides', async (kind) => {
    const plain = await runTiny(kind, { input_ids: rows, decoder_input_ids: answers });
    const filled = await runTiny(kind, {
      input_ids: rows.map((row, index) => [...row, 17, 4 + index]),
      attention_mask: rows.map((row) => [...row.map(() => 1), 0, 0]),
      decoder_input_ids: answers,
    });
    const size = plain.data.length / rows.length;
    const filledSize = filled.data.length / rows.length;
    for (const index of rows.keys())
      expectClose(
        filled.data.subarray(index * filledSize, index * filledSize + size),
        plain.data.subarray(index * size, (index + 1) * size),
      );
  });

  it.each(decoders)('%s gives the same numbers behind padding on the left', async (kind) => {
    const plain = await runTiny(kind, { input_ids: [rows[0]!] });
    const padded = await runTiny(kind, {
      input_ids: [[17, 4, 0, ...rows[0]!]],
      attention_mask: [[0, 0, 0, 1, 1, 1, 1, 1]],
    });
    expectClose(padded.data.slice(-plain.data.length), plain.data);
  });

  it.each([...decoders, 't5 1.0', 't5 1.1'] as const)('%s does not look ahead', async (kind) => {
    const isT5 = kind.startsWith('t5');
    const change = (row: readonly number[]) => [...row.slice(0, -1), (row.at(-1)! + 1) % 23];
    const before = await runTiny(kind, { input_ids: rows, decoder_input_ids: answers });
    const after = await runTiny(kind, {
      input_ids: isT5 ? rows : rows.map(change),
      decoder_input_ids: answers.map(change),
    });
    const [batch, length, words] = before.shape as [number, number, number];
    const differs = Array.from({ length: batch * length }, (_, place) => {
      const part = ({ data }: OutputTensor) => data.subarray(place * words, (place + 1) * words);
      return part(before).some((value, word) => Math.abs(value - part(after)[word]!) > 1e-4);
    });
    expect(differs).toEqual(differs.map((_, place) => place % length === length - 1));
  });

  it('refuses ids, lengths and shapes outside the model by name', async () => {
    await expect(runTiny('gpt2', { input_ids: [[23]] })).rejects.toThrow(/input_ids holds 23.*0 to 22/);
    await expect(runTiny('gpt2', { input_ids: [rows.flat()] })).rejects.toThrow(
      /20 places; the model has 16/,
    );
    await expect(runTiny('bert', { input_ids: [[1, 2], [3]] })).rejects.toThrow(/differ in length/);
    await expect(runTiny('gpt2', { input_ids: [[1, 2]], attention_mask: [[1]] })).rejects.toThrow(
      /attention_mask must have the shape/,
    );
    await expect(runTiny('t5 1.0', { input_ids: [[1, 2]] })).rejects.toThrow(/decoder_input_ids/);
    await expect(
      openModel(randomCheckpoint({ ...tinyConfigs.gpt2, activation_function: 'square' })),
    ).rejects.toThrow(/activation "square"/);
  });
});
