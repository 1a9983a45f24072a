import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomCheckpoint, tinyConfigs } from '#models/architectures/testing.ts';
import { openModel } from '#models/runtime/loaded-model.ts';
import { createSession, type Feed, type Session } from '#models/runtime/session.ts';
import { temporaryFolder } from '#models/weights/testing.ts';
import { exportForTransformers } from './export-for-transformers.ts';

const checkpoint = randomCheckpoint(tinyConfigs.gpt2);
const { n_layer: layers, n_head: heads, n_embd: width, vocab_size: words } = tinyConfigs.gpt2;
const folder = temporaryFolder();
let session: Session;
let whole: Awaited<ReturnType<typeof openModel>>;

beforeAll(async () => {
  exportForTransformers(checkpoint, { dir: folder.path, logits: 'last places' });
  session = await createSession(join(folder.path, 'onnx', 'model.onnx'), { threads: 1 });
  whole = await openModel(checkpoint, { threads: 1 });
});
afterAll(async () => {
  await session.dispose();
  await whole.dispose();
  folder.remove();
});

type Cache = Readonly<Record<string, Feed>>;

function emptyCache(batch: number): Cache {
  const empty = { data: new Float32Array(0), shape: [batch, heads, 0, width / heads] };
  return Object.fromEntries(
    Array.from({ length: layers }, (_, layer) => [
      [`past_key_values.${layer}.key`, empty],
      [`past_key_values.${layer}.value`, empty],
    ]).flat(),
  );
}

function rowsOf(rows: readonly (readonly number[])[]): Feed {
  return { data: rows.flat(), shape: [rows.length, rows[0]!.length] };
}

/** One run; gives the logits and the cache for the next. */
async function step(options: {
  readonly ids: readonly (readonly number[])[];
  readonly mask: readonly (readonly number[])[];
  readonly past: Cache;
  readonly keep: number;
}) {
  const { ids, mask, past, keep } = options;
  const time = ids[0]!.length;
  const places = mask.map((row) => {
    let seen = 0;
    return row.map((shown) => (shown ? seen++ : 1)).slice(-time);
  });
  const results = await session.run({
    input_ids: rowsOf(ids),
    attention_mask: rowsOf(mask),
    position_ids: rowsOf(places),
    num_logits_to_keep: { data: [keep], shape: [] },
    ...past,
  });
  const { logits, ...present } = results;
  const next = Object.fromEntries(
    Object.entries(present).map(([name, { data, shape }]) => [
      name.replace('present', 'past_key_values'),
      { data, shape },
    ]),
  );
  return { logits: logits!, past: next as Cache };
}

function expectClose(found: ArrayLike<number>, wanted: ArrayLike<number>): void {
  expect(found.length).toBe(wanted.length);
  let worst = 0;
  for (let i = 0; i < wanted.length; i++) worst = Math.max(worst, Math.abs(found[i]! - wanted[i]!));
  expect(worst).toBeLessThan(1e-4);
}

const ids = (min: number, max: number) => fc.array(fc.nat(words - 1), { minLength: min, maxLength: max });

describe('the export for transformers.js', () => {
  it('gives the logits of the whole model from an empty cache', async () => {
    await fc.assert(
      fc.asyncProperty(ids(1, 12), async (row) => {
        const mask = [row.map(() => 1)];
        const { logits } = await step({ ids: [row], mask, past: emptyCache(1), keep: 0 });
        expectClose(logits.data, (await whole.logits({ input_ids: [row] })).data);
      }),
      { numRuns: 20 },
    );
  });

  it('gives the same logits where the row is cut in two and the first part comes from the cache', async () => {
    await fc.assert(
      fc.asyncProperty(ids(1, 8), ids(1, 8), async (first, second) => {
        const ones = (length: number) => [Array.from({ length }, () => 1)];
        const { past } = await step({ ids: [first], mask: ones(first.length), past: emptyCache(1), keep: 1 });
        const row = [...first, ...second];
        const { logits } = await step({ ids: [second], mask: ones(row.length), past, keep: 0 });
        const wanted = (await whole.logits({ input_ids: [row] })).data;
        expectClose(logits.data, wanted.slice(first.length * words));
      }),
      { numRuns: 20 },
    );
  });

  it('keeps the logits of the last places alone when asked', async () => {
    const row = [3, 1, 4, 1, 5];
    const mask = [row.map(() => 1)];
    const { logits } = await step({ ids: [row], mask, past: emptyCache(1), keep: 2 });
    const wanted = (await whole.logits({ input_ids: [row] })).data;
    expect(logits.shape).toEqual([1, 2, words]);
    expectClose(logits.data, wanted.slice(3 * words));
  });

  it('gives logits at every place, and has no input for it, in the older layout', async () => {
    const dir = join(folder.path, 'older');
    exportForTransformers(checkpoint, { dir, logits: 'every place' });
    const older = await createSession(join(dir, 'onnx', 'model.onnx'), { threads: 1 });
    expect(older.inputs.map(({ name }) => name)).not.toContain('num_logits_to_keep');
    const row = [3, 1, 4];
    const { logits } = await older.run(
      {
        input_ids: { data: row, shape: [1, 3] },
        attention_mask: { data: [1, 1, 1], shape: [1, 3] },
        position_ids: { data: [0, 1, 2], shape: [1, 3] },
        ...emptyCache(1),
      },
      ['logits'],
    );
    expectClose(logits!.data, (await whole.logits({ input_ids: [row] })).data);
    await older.dispose();
  });

  it('does not let filling on the left change a row', async () => {
    const [long, short] = [
      [3, 1, 4, 1, 5],
      [9, 2, 6],
    ];
    const { past } = await step({
      ids: [long!, [0, 0, ...short!]],
      mask: [
        [1, 1, 1, 1, 1],
        [0, 0, 1, 1, 1],
      ],
      past: emptyCache(2),
      keep: 1,
    });
    const next = await step({
      ids: [[7], [8]],
      mask: [
        [1, 1, 1, 1, 1, 1],
        [0, 0, 1, 1, 1, 1],
      ],
      past,
      keep: 1,
    });
    const wanted = await Promise.all(
      [
        [...long!, 7],
        [...short!, 8],
      ].map(async (row) => (await whole.logits({ input_ids: [row] })).data.slice(-words)),
    );
    expectClose(
      next.logits.data,
      wanted.flatMap((row) => [...row]),
    );
  });

  it('writes the files that transformers.js looks for', () => {
    const config = JSON.parse(readFileSync(join(folder.path, 'config.json'), 'utf8'));
    expect(config).toMatchObject({ model_type: 'gpt2', n_layer: layers, architectures: ['GPT2LMHeadModel'] });
    expect(existsSync(join(folder.path, 'generation_config.json'))).toBe(true);
    expect(existsSync(join(folder.path, 'onnx', 'model.onnx_data'))).toBe(true);
  });

  it('refuses an architecture that transformers.js does not run', () => {
    const gpt = randomCheckpoint(tinyConfigs['openai-gpt']);
    expect(() => exportForTransformers(gpt, { dir: folder.path, logits: 'last places' })).toThrow(/gpt2/);
  });
});
