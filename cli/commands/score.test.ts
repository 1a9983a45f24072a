import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { runCli, temporaryDataDir } from '../testing.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const published = join(root, '../shared/data/system_outputs/ed_test_responses.jsonl.gz');

function files(hypotheses: string | Uint8Array, references = 'so am i\nthat is fine\n') {
  const folder = temporaryDataDir();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'h.txt'), hypotheses);
  writeFileSync(join(folder, 'r.txt'), references);
  const words = ['score', '--hypotheses', join(folder, 'h.txt'), '--references', join(folder, 'r.txt')];
  return (...more: string[]) => runCli(folder, ...words, ...more);
}

const parsed = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('two files are scored line by line, with one JSON line a metric', async () => {
  const run = files('so are you\r\nthat is fine');
  const { status, stdout, stderr } = await run('--metrics', 'sacrebleu.corpus_ter, length', '--json');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const lines = parsed(stdout);
  expect(lines).toMatchObject([
    { dataset: null, system: null, metric: 'sacrebleu.corpus_ter', n: 2, ci: [0, expect.any(Number)] },
    { dataset: null, system: null, metric: 'length', score: 3, ci: [3, 3], n: 2 },
  ]);
  // Two of six words are to be changed.
  expect(lines[0].score).toBeCloseTo(100 / 3, 10);
  expect((await run('--metrics', 'length')).stdout).toMatch(/length +3\.00 +3\.00 to 3\.00/);
});

test.each([
  ['a\nb\nc\n', [], /3 lines and the references 2/],
  ['', [], /is empty/],
  ['a\nb\n', ['--metrics', 'rouge_score.rogue1'], /Did you mean rouge_score.rouge1/],
  ['a\nb\n', ['--metrics', ','], /--metrics is empty/],
  ['a\nb\n', ['--dataset', 'demo'], /goes without --dataset/],
  [new Uint8Array([0xff, 0xfe, 0x0a]), [], /not text in UTF-8/],
])('hypotheses %j with %j are refused with a sentence', async (hypotheses, more, message) => {
  const { status, stderr } = await files(hypotheses)(...more);
  expect(status).toBe(2);
  expect(stderr).toMatch(message);
});

test('what is missing is named: a file, the references, the dataset', async () => {
  const folder = temporaryDataDir();
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'h.txt');
  writeFileSync(file, 'a\n');
  const run = (...words: string[]) => runCli(folder, 'score', ...words);
  expect(await run()).toMatchObject({ status: 2, stderr: expect.stringMatching(/--dataset/) });
  expect(await run('--hypotheses', file)).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/needs --references/),
  });
  expect(await run('--hypotheses', join(folder, 'no.txt'))).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/There is no file/),
  });
  expect(await run('--hypotheses', file, '--metrics', 'length')).toMatchObject({ status: 0 });
  expect(await run('--dataset', 'none')).toMatchObject({ status: 2 });
});

test('a dataset is scored here, or left to the running program', async () => {
  const folder = temporaryDataDir();
  const answers = join(root, 'fixtures/dialogues/responses.jsonl');
  await runCli(folder, 'import', 'responses', answers, '--dataset', 'demo');
  const words = ['score', '--dataset', 'demo', '--system', 'demo-brief', '--metrics', 'length', '--json'];
  const { status, stdout } = await runCli(folder, ...words);
  expect(status).toBe(0);
  expect(parsed(stdout)).toMatchObject([{ dataset: 'demo', system: 'demo-brief', metric: 'length' }]);
  const { job } = JSON.parse((await runCli(folder, ...words, '--background')).stdout);
  expect((await runCli(folder, 'jobs', 'list', '--json')).stdout).toContain(job);
});

test('systems are compared in pairs, with p adjusted by the correction that is named', async () => {
  const folder = temporaryDataDir();
  const answers = join(root, 'fixtures/dialogues/responses.jsonl');
  await runCli(folder, 'import', 'responses', answers, '--dataset', 'demo');
  const words = ['score', '--dataset', 'demo', '--metrics', 'length', '--compare'];
  const [plain, none] = await Promise.all([
    runCli(folder, ...words, '--json'),
    runCli(folder, ...words, '--correction', 'none', '--json'),
  ]);
  expect(plain.status).toBe(0);
  const pairs = parsed(plain.stdout);
  // Four systems, the person among them.
  expect(pairs).toHaveLength(6);
  for (const pair of pairs) {
    expect(pair).toMatchObject({
      dataset: 'demo',
      metric: 'length',
      signature: expect.stringMatching(/^length/),
      n: 192,
      dialogues: 128,
      contexts: 'same',
      resamples: 1000,
      seed: 1,
      correction: 'holm',
    });
    expect(pair.difference).toBeCloseTo(pair.scores[0] - pair.scores[1], 12);
    expect(pair.ci[0]).toBeLessThanOrEqual(pair.difference);
    expect(pair.p_adjusted).toBeGreaterThanOrEqual(pair.p);
  }
  const unadjusted = parsed(none.stdout);
  expect(unadjusted.map(({ p }) => p)).toEqual(pairs.map(({ p }) => p));
  for (const { p, p_adjusted } of unadjusted) expect(p_adjusted).toBe(p);
  const { stdout } = await runCli(folder, ...words, '--system', 'demo-brief', 'demo-attuned');
  expect(stdout).toMatch(/length +demo-attuned +demo-brief +-?\d+\.\d\d .*192\n/);
  expect(stdout).toMatch(/1,000 resamples, seed 1/);
});

test.each([
  [['--dataset', 'demo', '--correction', 'holm'], /--correction belongs to --compare/],
  [['--dataset', 'demo', '--compare', '--background'], /without --hypotheses, --against and --background/],
  [['--hypotheses', 'h.txt', '--compare'], /--compare goes with --dataset/],
  [['--dataset', 'demo', '--compare', '--correction', 'fisher'], /Allowed choices/],
  [['--dataset', 'demo', '--compare', '--system', 'demo-brief', '--metrics', 'length'], /needs two systems/],
])('%j is refused with a sentence', async (words, message) => {
  const folder = temporaryDataDir();
  await runCli(
    folder,
    'import',
    'responses',
    join(root, 'fixtures/dialogues/responses.jsonl'),
    '--dataset',
    'demo',
  );
  const { status, stderr } = await runCli(folder, 'score', ...words);
  expect(status).toBe(2);
  expect(stderr).toMatch(message);
});

test.skipIf(!existsSync(published))(
  'the published file of MIME gives the BLEU that its authors print: greedy 2.76, top-k 1.76',
  async () => {
    const rows = parsed(gunzipSync(readFileSync(published)).toString());
    const references = rows.map((row) => row.reference_tokenized).join('\n');
    const scores = async (system: string) => {
      const run = files(rows.map((row) => row.responses[system]).join('\n'), references);
      const { stdout } = await run('--metrics', 'moses.multi_bleu,nlg_eval.bleu_4', '--json');
      return parsed(stdout).map(({ score, n }) => [n, score]);
    };
    expect(await scores('mime_greedy')).toEqual([
      [5255, 2.76],
      [5255, expect.closeTo(0.0276, 4)],
    ]);
    expect(await scores('mime_topk')).toEqual([
      [5255, 1.76],
      [5255, expect.closeTo(0.0176, 4)],
    ]);
  },
  60_000,
);
