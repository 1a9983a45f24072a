import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { randomCheckpoint, tinyConfigs } from '#models/architectures/testing.ts';
import { openModel } from '#models/runtime/loaded-model.ts';
import { writeCheckpoint } from '#models/weights/write-checkpoint.ts';
import type { VerificationLine } from './report.ts';
import { verifyDirectory } from './verify-directory.ts';

const goldens = fileURLToPath(new URL('../../../shared/goldens/models', import.meta.url));
const batch = { input_ids: [[3, 9, 14, 2]] };

async function linesOf(dir: string): Promise<VerificationLine[]> {
  const lines: VerificationLine[] = [];
  for await (const line of verifyDirectory(dir)) lines.push(line);
  return lines;
}

/** A folder with one checkpoint and a reference of our own, which `change` may spoil. */
async function ownReference(change: (logits: number[]) => void): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'workbench-verify-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const checkpoint = randomCheckpoint(tinyConfigs.gpt2);
  const model = await openModel(checkpoint, { threads: 1 });
  const { data } = await model.logits(batch);
  await model.dispose();
  const logits = [...data];
  change(logits);
  const rows = Array.from({ length: 4 }, (_, place) => logits.slice(place * 23, (place + 1) * 23));
  mkdirSync(join(dir, 'models'));
  writeCheckpoint(join(dir, 'models', 'tiny'), { config: tinyConfigs.gpt2, tensors: checkpoint.tensors });
  const golden = { train_batches: [batch], forward: { logits: [rows], novelty: 1 } };
  writeFileSync(join(dir, 'models', 'tiny.json'), JSON.stringify(golden));
  return dir;
}

describe('verifyDirectory', () => {
  it.skipIf(!existsSync(goldens))(
    'fails nothing of the reference numbers, and passes each kind',
    async () => {
      const lines = await linesOf(goldens);
      expect(lines.filter((line) => 'pass' in line && !line.pass)).toEqual([]);
      const passed = lines.flatMap((line) => ('pass' in line ? [line.quantity] : []));
      for (const kind of [
        /^forward\.logits/,
        /^loss$/,
        /greedy/,
        /^grads\./,
        /^adamw_A/,
        /^adamw_B/,
        /^logits$/,
      ])
        expect(passed.filter((quantity) => kind.test(quantity)).length).toBeGreaterThan(2);
    },
  );

  it('passes what agrees and skips, never passes, what it does not know', async () => {
    expect(await linesOf(await ownReference(() => {}))).toEqual([
      {
        case: 'models/tiny',
        quantity: 'forward.logits',
        max_error: expect.any(Number),
        tolerance: 1e-5,
        pass: true,
      },
      { case: 'models/tiny', quantity: 'forward.novelty', skipped: 'this quantity is not known' },
    ]);
  });

  it('fails one number that is off by a little more than the tolerance', async () => {
    const dir = await ownReference((logits) => {
      logits[40] = logits[40]! + 5e-5 * Math.max(...logits.map(Math.abs));
    });
    expect(await linesOf(dir)).toContainEqual(
      expect.objectContaining({ quantity: 'forward.logits', pass: false }),
    );
  });

  it('fails a reference of another size', async () => {
    const dir = await ownReference((logits) => void logits.pop());
    expect((await linesOf(dir))[0]).toMatchObject({ pass: false, max_error: Number.MAX_VALUE });
  });

  it('fails a checkpoint that cannot be read, with the reason', async () => {
    const dir = await ownReference(() => {});
    rmSync(join(dir, 'models', 'tiny', 'model.safetensors'));
    expect(await linesOf(dir)).toEqual([
      expect.objectContaining({
        pass: false,
        quantity: expect.stringMatching(/^load: .*model\.safetensors/),
      }),
    ]);
  });

  it('refuses a folder without references', async () => {
    await expect(linesOf(fileURLToPath(new URL('.', import.meta.url)))).rejects.toThrow(
      /no reference numbers/,
    );
    await expect(linesOf(fileURLToPath(import.meta.url))).rejects.toThrow(/is a file/);
  });

  it('runs a folder of parts as it runs one of them', async () => {
    const dir = await ownReference(() => undefined);
    const lines = await linesOf(dir);
    expect(lines.length).toBeGreaterThan(0);
    expect(await linesOf(join(dir, 'models'))).toEqual(lines);
  });
});
