import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test } from 'vitest';
import { jsonLines, smallTalk, temporaryFolder, writeText } from '#models/training/testing.ts';
import { runCli, temporaryDataDir } from '../testing.ts';

const bin = fileURLToPath(new URL('../bin.js', import.meta.url));
const data = [{ path: 'talk.jsonl.gz', form: 'plain' }];
const config = {
  stage: 'pretraining',
  tokenizer: 'tokenizer',
  model: { layers: 1, width: 16, heads: 2, positions: 64 },
  maxLength: 64,
  batchTokens: 256,
  epochs: 16,
  learningRate: 0.02,
  warmupSteps: 4,
  validateEvery: 50,
  // After every step.
  checkpointMinutes: 0,
  data,
  validation: { talk: data[0] },
};

let folder: string;
const words = (out: string) => [
  'train',
  'caire',
  '--config',
  join(folder, 'config.json'),
  '--data',
  folder,
  '--out',
  join(folder, out),
  '--threads',
  '1',
];

beforeEach(async () => {
  folder = temporaryFolder();
  writeText(folder, 'talk.jsonl.gz', jsonLines(smallTalk(40)));
  writeText(folder, 'config.json', JSON.stringify(config));
  const tokenizer = writeText(folder, 'tokenizer.json', JSON.stringify({ vocabSize: 320, data }));
  const out = join(folder, 'tokenizer');
  await runCli(
    temporaryDataDir(),
    'train',
    'tokenizer',
    '--config',
    tokenizer,
    '--data',
    folder,
    '--out',
    out,
  );
});

/** Starts a training in a process of its own and waits for a checkpoint in its midst. */
async function startedTraining(out: string): Promise<ChildProcess> {
  const env = { ...process.env, WORKBENCH_DATA_DIR: folder };
  const child = spawn(process.execPath, [bin, ...words(out)], { env, stdio: 'ignore' });
  while (child.exitCode === null && savedStep(out) < 5) await pause(5);
  return child;
}

function savedStep(out: string): number {
  const path = join(folder, out, 'state', 'state.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).loop.step : 0;
}

const ended = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => child.once('exit', (status) => resolve(status)));
const weightsOf = (out: string) => readFileSync(join(folder, out, 'model.safetensors'));

test('a training that is killed goes on with the same command, to the very weights of one that was not', async () => {
  const whole = await runCli(temporaryDataDir(), ...words('whole'), '--json');
  expect(whole.status).toBe(0);
  const { totalSteps } = JSON.parse(whole.stdout);

  const child = await startedTraining('killed');
  child.kill('SIGKILL');
  await ended(child);
  expect(savedStep('killed')).toBeLessThan(totalSteps);

  const rest = await runCli(temporaryDataDir(), ...words('killed'), '--json');
  expect(rest.stderr).toMatch(/^Going on from step \d+ of/);
  expect(JSON.parse(rest.stdout)).toMatchObject({
    step: totalSteps,
    tokens: JSON.parse(whole.stdout).tokens,
  });
  expect(weightsOf('killed').equals(weightsOf('whole'))).toBe(true);
});

test('Ctrl-C writes a checkpoint and ends with 130', async () => {
  const child = await startedTraining('stopped');
  child.kill('SIGINT');
  expect(await ended(child)).toBe(130);
  expect(savedStep('stopped')).toBeGreaterThanOrEqual(5);
});

test('what can be mended is one line on standard error, and the exit status is 2', async () => {
  const run = await runCli(temporaryDataDir(), ...words('out').with(1, 'cair'));
  expect(run).toMatchObject({ status: 2, stdout: '' });
  expect(run.stderr).toMatch(/^There is no recipe "cair"; there are tokenizer, caire[a-z0-9, -]*\.\n$/);
});

test('--continue is for systems that answer, and starts from what the system of the name answers with', async () => {
  const dataDir = temporaryDataDir();
  const other = await runCli(dataDir, 'train', 'dpr', '--continue');
  expect(other).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/goes on with a system that answers/),
  });
  const bare = await runCli(dataDir, 'train', 'caire');
  expect(bare).toMatchObject({ status: 2, stderr: expect.stringMatching(/--config/) });
  // With the config that comes with the program, and no data where its paths start.
  const empty = await runCli(dataDir, 'train', 'caire', '--continue', '--data', folder);
  expect(empty).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/There is no .*reports\/caire\.jsonl/),
  });
});
