import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { randomModelFolder } from './testing.ts';
import { openTextEncoders, type TextEncoders } from './text-encoders.ts';

const texts = ['Oh no!', 'What happened to your dog, and when?', 'I am so sorry.'];
const opened = async <T>(dir: string, use: (encoders: TextEncoders) => Promise<T>, maxLength?: number) => {
  const encoders = await openTextEncoders(dir, { threads: 1, ...(maxLength ? { maxLength } : {}) });
  try {
    return await use(encoders);
  } finally {
    await encoders.dispose();
  }
};
const rowOf = (vectors: Float32Array, row: number, width: number) => [
  ...vectors.subarray(row * width, (row + 1) * width),
];
const expectClose = (found: readonly number[], expected: readonly number[]) =>
  expect(Math.max(...found.map((value, at) => Math.abs(value - (expected[at] ?? Number.NaN))))).toBeLessThan(
    1e-4,
  );

describe.each([
  ['BERT', () => randomModelFolder('bert')],
  ['a T5', () => randomModelFolder('t5 1.0')],
  ['BERT with the mean of its states', () => randomModelFolder('bert', 1, { retrieval_pooling: 'mean' })],
] as const)('%s', (_, folder) => {
  it('gives a text the vector it has alone, in the order of the texts', async () => {
    await opened(folder(), async (encoders) => {
      const together = await encoders.embed('passage', texts);
      expect(together).toHaveLength(3 * encoders.width);
      for (const [row, text] of texts.entries())
        expectClose(rowOf(together, row, encoders.width), [...(await encoders.embed('passage', [text]))]);
      expect(rowOf(together, 0, encoders.width)).not.toEqual(rowOf(together, 1, encoders.width));
    });
  });
});

describe('a folder of encoders', () => {
  it('keeps the newest of a question and the beginning of a passage where a text is too long', async () => {
    await opened(
      randomModelFolder('bert'),
      async (encoders) => {
        // Room for three letters beside the frame.
        const [asked, newest] = [
          await encoders.embed('question', ['xxxxxxxx dog']),
          await encoders.embed('question', ['dog']),
        ];
        const [found, beginning] = [
          await encoders.embed('passage', ['dogyyyyyyyy']),
          await encoders.embed('passage', ['dog']),
        ];
        expect(asked).toEqual(newest);
        expect(found).toEqual(beginning);
        expect(await encoders.embed('question', ['dog xxxxxxxx'])).not.toEqual(newest);
      },
      5,
    );
  });

  it('has another identity where its weights are others', async () => {
    const identities = await Promise.all(
      [1, 1, 2].map((seed) => opened(randomModelFolder('bert', seed), async ({ identity }) => identity)),
    );
    expect(identities[0]).toBe(identities[1]);
    expect(identities[0]).not.toBe(identities[2]);
  });

  it('follows the files of sentence-transformers: the mean, brought to length 1', async () => {
    const dir = randomModelFolder('bert');
    const first = await opened(dir, (encoders) => encoders.embed('passage', texts));
    mkdirSync(join(dir, '1_Pooling'));
    mkdirSync(join(dir, '2_Normalize'));
    writeFileSync(join(dir, '1_Pooling', 'config.json'), '{"pooling_mode_mean_tokens": true}');
    await opened(dir, async (encoders) => {
      const vectors = await encoders.embed('passage', texts);
      expect(Math.hypot(...rowOf(vectors, 0, encoders.width))).toBeCloseTo(1, 5);
      const mean = await opened(randomModelFolder('bert', 1, { retrieval_pooling: 'mean' }), (other) =>
        other.embed('passage', texts),
      );
      const row = rowOf(mean, 1, encoders.width);
      expectClose(
        rowOf(vectors, 1, encoders.width),
        row.map((value) => value / Math.hypot(...row)),
      );
      expect(vectors).not.toEqual(first);
    });
  });
});

describe('steady encoders', () => {
  it.each(['bert', 't5 1.0'] as const)('give a text of %s the same vector in any company', async (kind) => {
    const encoders = await openTextEncoders(randomModelFolder(kind), { threads: 1, steady: true });
    const texts = Array.from({ length: 12 }, (_, n) => 'What happened to your dog? '.repeat(1 + (n % 5)));
    const [together, { width }] = [await encoders.embed('question', texts), encoders];
    for (const [at, text] of texts.entries())
      expect(await encoders.embed('question', [text])).toEqual(together.slice(at * width, (at + 1) * width));
    await encoders.dispose();
  });
});
