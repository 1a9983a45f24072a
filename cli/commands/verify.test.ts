import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { randomCheckpoint, tinyConfigs } from '#models/architectures/testing.ts';
import { openModel } from '#models/runtime/loaded-model.ts';
import { writeCheckpoint } from '#models/weights/write-checkpoint.ts';
import { runCli, temporaryDataDir } from '../testing.ts';

const bin = fileURLToPath(new URL('../bin.js', import.meta.url));
const checkpoint = randomCheckpoint(tinyConfigs['bert classifier']);
const ids = [[1, 2, 3]];

/** A folder with one tiny checkpoint and a reference for its logits. */
function referenceFolder(logits: readonly number[]): string {
  const dir = join(temporaryDataDir(), 'models');
  mkdirSync(dir);
  writeCheckpoint(join(dir, 'tiny'), {
    config: tinyConfigs['bert classifier'],
    tensors: checkpoint.tensors,
  });
  const golden = { train_batches: [{ input_ids: ids }], forward: { logits: [logits] } };
  writeFileSync(join(dir, 'tiny.json'), JSON.stringify(golden));
  return dir;
}

async function ownLogits(): Promise<number[]> {
  const model = await openModel(checkpoint, { threads: 1 });
  const { data } = await model.logits({ input_ids: ids });
  await model.dispose();
  return [...data];
}

describe('verify', () => {
  it('prints a line for each quantity, the counts last, and ends with 0 where all is well', async () => {
    const run = await runCli(temporaryDataDir(), 'verify', referenceFolder(await ownLogits()), '--json');
    const lines = run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(run.status).toBe(0);
    expect(lines).toEqual([
      expect.objectContaining({ case: 'models/tiny', quantity: 'forward.logits', pass: true }),
      { passed: 1, failed: 0, skipped: 0 },
    ]);
  });

  it('ends with 1 and one sentence where a quantity fails', async () => {
    const [first = 0, ...others] = await ownLogits();
    const run = await runCli(temporaryDataDir(), 'verify', referenceFolder([first + 0.01, ...others]));
    expect(run.status).toBe(1);
    expect(run.stdout.trim().split('\n').at(-1)).toBe('{"passed":0,"failed":1,"skipped":0}');
    expect(run.stderr).toMatch(/^1 quantity lies outside the tolerance.*\n$/);
  });
});

describe('the device of a run', () => {
  it('is refused with a sentence where its name has no meaning, before anything is read', async () => {
    const run = await runCli(temporaryDataDir(), 'verify', 'nowhere', '--device', 'tpu');
    expect(run).toEqual({
      status: 2,
      stdout: '',
      stderr: '"tpu" is no device: name cpu, webgpu or cuda:N (cuda:0 is the first GPU).\n',
    });
    const threads = await runCli(temporaryDataDir(), 'verify', 'nowhere', '--threads', '0');
    expect(threads).toMatchObject({ status: 2, stderr: expect.stringContaining('whole number') });
  });

  it('is the first of WORKBENCH_DEVICES, and never another one in its place', () => {
    const model = join(referenceFolder([]), 'tiny');
    const logits = (devices: string, ...flags: readonly string[]) =>
      spawnSync(process.execPath, [bin, 'logits', '--model', model, ...flags], {
        encoding: 'utf8',
        input: `${JSON.stringify({ id: 1, input_ids: ids })}\n`,
        env: { ...process.env, WORKBENCH_DATA_DIR: temporaryDataDir(), WORKBENCH_DEVICES: devices },
      });
    const missing = logits('cuda:999,cpu');
    expect(missing).toMatchObject({ status: 2, stdout: '' });
    expect(missing.stderr).toMatch(/^cuda:999 cannot be used: [^\n]+docs\/guides\/devices\.md[^\n]+\n$/);
    expect(logits('cpu,cpu')).toMatchObject({
      status: 2,
      stderr: 'WORKBENCH_DEVICES names cpu twice: name each device once.\n',
    });
    const chosen = logits('cuda:999', '--device', 'cpu', '--threads', '1');
    expect(chosen).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(chosen.stdout)).toMatchObject({
      id: 1,
      logits: [[expect.any(Number), expect.any(Number), expect.any(Number)]],
    });
  });
});

function refused(id: unknown, message: string) {
  return { id, error: { code: 'bad-input', message } };
}

describe('logits', () => {
  it('answers each line in order, and a line it cannot answer with the reason', async () => {
    const model = join(referenceFolder([]), 'tiny');
    const lines = [
      { id: 'a', input_ids: ids },
      { id: 2, input_ids: [[99]] },
      { id: 3, input_ids: ids, ids },
      { input_ids: ids },
      { id: '', input_ids: ids },
      { id: 4, input_ids: [[1, 2], [3]] },
      { id: 5, input_ids: [] },
      { id: 6, input_ids: [['1']] },
      { id: 7, input_ids: ids, attention_mask: [[1, 2, 1]] },
      { id: 8, input_ids: ids, decoder_input_ids: [[0]] },
      { id: 9, input_ids: ids, attention_mask: null },
      [],
    ];
    const run = spawnSync(process.execPath, [bin, 'logits', '--model', model], {
      encoding: 'utf8',
      input: `${lines.map((line) => JSON.stringify(line)).join('\n')}\n\nnonsense\n`,
      env: { ...process.env, WORKBENCH_DATA_DIR: temporaryDataDir() },
    });
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
    expect(
      run.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { id: 'a', logits: [await ownLogits()] },
      { id: 2, error: { code: 'bad-input', message: expect.stringContaining('input_ids holds 99') } },
      refused(3, 'The line has a field that is not known: ids.'),
      refused(null, 'Each line needs an id, which its answer repeats.'),
      refused('', 'Each line needs an id, which its answer repeats.'),
      refused(4, 'The rows of input_ids differ in length: fill them to the longest and give a mask.'),
      refused(5, 'input_ids must hold at least one row with one id.'),
      refused(6, 'input_ids must be rows of whole numbers, such as [[4, 8, 15]].'),
      refused(7, 'attention_mask must be rows of 1, where a token is real, and 0.'),
      refused(8, 'decoder_input_ids is not read by a model of type bert: leave it out.'),
      { id: 9, logits: [await ownLogits()] },
      refused(null, 'The line must be an object such as {"id": 1, "input_ids": [[4, 8, 15]]}.'),
      refused(null, 'This line is empty.'),
      refused(null, 'This line is not JSON.'),
    ]);
  });
});
