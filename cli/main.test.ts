import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { commands } from './command-table.ts';
import { runCli, temporaryDataDir } from './testing.ts';

const bin = fileURLToPath(new URL('./bin.js', import.meta.url));

function runProcess(dataDir: string, ...argv: readonly string[]) {
  return spawnSync(process.execPath, [bin, ...argv], {
    encoding: 'utf8',
    env: { ...process.env, WORKBENCH_DATA_DIR: dataDir },
  });
}

describe('exit statuses', () => {
  test('0: done', async () => {
    expect(await runCli(temporaryDataDir(), 'datasets', 'list')).toEqual({
      status: 0,
      stdout: 'No datasets yet. `import dataset` brings one in.\n',
      stderr: '',
    });
  });

  test('2: what a person can mend is one line on standard error, without a stack', async () => {
    const run = await runCli(temporaryDataDir(), 'import', 'responses', 'nowhere.jsonl', '--dataset', 'd');
    expect(run).toEqual({
      status: 2,
      stdout: '',
      stderr: 'There is no file nowhere.jsonl at the place named.\n',
    });
  });

  test.each([
    [['nonsense']],
    [['nonsense', '--help']],
    [['datasets', 'nonsense']],
    [['datasets', 'list', '--nonsense']],
    [['import', 'dataset', 'x.csv']],
    [['import', 'dataset', 'x.csv', '--name', 'n', '--format', 'xml']],
    [['import', 'dataset', '--name', 'n', '--format', 'jsonl']],
  ])('2: words that are no command (%j) are one line that points to the help', async (argv) => {
    const run = await runCli(temporaryDataDir(), ...argv);
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr).toMatch(/^error: .*--help.*\n$/);
  });

  test('1: a defect shows its stack', async () => {
    const dataDir = temporaryDataDir();
    await runCli(dataDir, 'datasets', 'list');
    const load = commands.datasets!;
    const broken: Record<string, unknown> = commands as Record<string, unknown>;
    broken.datasets = async () => (program: Command) => {
      program.command('datasets').action(() => {
        throw new TypeError('a defect');
      });
    };
    const run = await runCli(dataDir, 'datasets').finally(() => {
      broken.datasets = load;
    });
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/^TypeError: a defect\n +at /);
  });

  test('2: a damaged database is told as such', async () => {
    const dataDir = temporaryDataDir();
    writeFileSync(join(dataDir, 'workbench.sqlite'), 'this is not a database, whatever its name says');
    const run = await runCli(dataDir, 'check');
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(/^The database in the data folder .* `restore FILE`\.\n$/);
  });
});

test('with --json nothing but JSON is on standard output', async () => {
  const dataDir = temporaryDataDir();
  const file = 'fixtures/dialogues/dialogues.jsonl';
  const run = await runCli(dataDir, 'import', 'dataset', file, '--name', 'n', '--format', 'jsonl', '--json');
  expect(run.status).toBe(0);
  expect(JSON.parse(run.stdout)).toMatchObject({ dataset: 'n', dialogues: 128, already_there: 0 });
  const list = await runCli(dataDir, 'datasets', 'list', '--json');
  expect(
    list.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).name),
  ).toEqual(['n']);
});

test('bad rows are all told of, and the last line says how to mend', async () => {
  const dataDir = temporaryDataDir();
  const file = join(dataDir, 'bad.jsonl');
  writeFileSync(file, '{}\n{"conv_id":"a","turns":[{"speaker":"speaker","text":"x"}]}\nnonsense\n');
  const run = await runCli(dataDir, 'import', 'dataset', file, '--name', 'n', '--format', 'jsonl');
  expect(run.status).toBe(2);
  expect(run.stderr).toMatch(
    /^line 3: not a JSON object, .*\nbad\.jsonl, line 1: .* \(1 more: line 3\.\) .*\n$/,
  );
});

async function helpOf(...words: readonly string[]): Promise<string> {
  const { status, stdout } = await runCli(temporaryDataDir(), ...words, '--help');
  expect(status).toBe(0);
  return stdout;
}

/** The commands that a help names, without `help` itself. */
function subcommands(help: string): string[] {
  const listed = /\nCommands:\n([\s\S]*?)\n\n/.exec(`${help}\n\n`)?.[1] ?? '';
  return [...listed.matchAll(/^ {2}([a-z]\S*)/gm)]
    .map((match) => match[1]!)
    .filter((name) => name !== 'help');
}

test('every command has help with an example, and takes --json', async () => {
  const top = subcommands(await helpOf());
  expect(top).toEqual(Object.keys(commands));
  for (const name of top) {
    const help = await helpOf(name);
    const leaves = subcommands(help);
    for (const words of leaves.length > 0 ? leaves.map((leaf) => [name, leaf]) : [[name]]) {
      const text = await helpOf(...words);
      expect(text, words.join(' ')).toContain('--json');
      expect(text, words.join(' ')).toMatch(/\nExample:\n {2}\$ npm run --silent workbench -- /);
    }
  }
});

test('the examples of the help work, one after the other', async () => {
  const dataDir = temporaryDataDir();
  const texts: string[] = [];
  for (const words of [
    ['import', 'dataset'],
    ['import', 'responses'],
    ['import', 'ratings'],
    ['datasets', 'list'],
    ['systems', 'list'],
    ['systems', 'show'],
    ['jobs', 'list'],
    ['check'],
  ])
    texts.push(await helpOf(...words));
  for (const text of texts) {
    const [, line = ''] = /workbench -- (.*)/.exec(text) ?? [];
    expect(await runCli(dataDir, ...line.trim().split(' ')), line).toMatchObject({ status: 0, stderr: '' });
  }
});

test('a backup holds everything, and restoring it keeps what was there beside it', async () => {
  const dataDir = temporaryDataDir();
  const file = 'fixtures/dialogues/dialogues.jsonl';
  await runCli(dataDir, 'import', 'dataset', file, '--name', 'first', '--format', 'jsonl');
  const backup = join(dataDir, 'backup.sqlite');
  expect(await runCli(dataDir, 'backup', backup)).toMatchObject({ status: 0 });
  await runCli(dataDir, 'import', 'dataset', file, '--name', 'second', '--format', 'jsonl');
  const { stdout, status } = await runCli(dataDir, 'restore', backup, '--json');
  expect(status).toBe(0);
  const names = async () =>
    (await runCli(dataDir, 'datasets', 'list', '--json')).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).name);
  expect(await names()).toEqual(['first']);
  const { kept } = JSON.parse(stdout) as { kept: string };
  expect(await runCli(dataDir, 'restore', kept)).toMatchObject({ status: 0 });
  expect(await names()).toEqual(['first', 'second']);
});

test('the database itself, and a folder, are no places for a backup', async () => {
  const dataDir = temporaryDataDir();
  const link = join(temporaryDataDir(), 'link');
  symlinkSync(dataDir, link);
  for (const place of [join(dataDir, 'workbench.sqlite'), join(link, 'workbench.sqlite')])
    for (const suffix of ['', '-wal', '-shm'])
      expect(await runCli(dataDir, 'backup', `${place}${suffix}`), `${place}${suffix}`).toMatchObject({
        status: 2,
        stderr: 'That is the database itself. Name another file.\n',
      });
  mkdirSync(join(dataDir, 'folder'));
  expect(await runCli(dataDir, 'backup', join(dataDir, 'folder'))).toMatchObject({ status: 2 });
  expect(existsSync(join(dataDir, 'folder.partial'))).toBe(false);
});

test('the process ends quietly when its reader has gone', async () => {
  const dataDir = temporaryDataDir();
  const child = spawn(process.execPath, [bin, '--help'], {
    env: { ...process.env, WORKBENCH_DATA_DIR: dataDir },
  });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (bytes) => {
    stderr += bytes;
  });
  const status = await new Promise((resolve) => child.on('close', resolve));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('the data folder is the one that WORKBENCH_DATA_DIR names', () => {
  const dataDir = join(temporaryDataDir(), 'deep', 'folder');
  expect(runProcess(dataDir, 'datasets', 'list')).toMatchObject({ status: 0, stderr: '' });
  expect(readFileSync(join(dataDir, 'workbench.sqlite')).subarray(0, 6).toString()).toBe('SQLite');
});

test('Ctrl-C in an import undoes it and ends with 130', async () => {
  const dataDir = temporaryDataDir();
  const file = join(dataDir, 'big.jsonl');
  const turns = Array.from({ length: 20 }, (_, index) => ({
    speaker: index % 2 === 0 ? 'speaker' : 'listener',
    text: `turn ${index} of a dialogue that takes some time`,
  }));
  const lines = Array.from({ length: 6000 }, (_, n) => JSON.stringify({ conv_id: `c${n}`, turns }));
  writeFileSync(file, lines.join('\n'));
  const child = spawn(
    process.execPath,
    [bin, 'import', 'dataset', file, '--name', 'n', '--format', 'jsonl'],
    {
      env: { ...process.env, WORKBENCH_DATA_DIR: dataDir },
    },
  );
  let stderr = '';
  child.stderr.on('data', (bytes) => {
    stderr += bytes;
  });
  const status = new Promise((resolve) => child.on('close', resolve));
  // The write-ahead log grows past the migrations once chunks are written.
  const log = join(dataDir, 'workbench.sqlite-wal');
  while (!existsSync(log) || statSync(log).size < 1_500_000) await new Promise((wake) => setTimeout(wake, 5));
  child.kill('SIGINT');
  expect(await status).toBe(130);
  expect(stderr).toBe('Interrupted; nothing was imported.\n');
  expect(await runCli(dataDir, 'datasets', 'list', '--json')).toMatchObject({ stdout: '' });
  expect(await runCli(dataDir, 'check')).toMatchObject({ status: 0 });
});
