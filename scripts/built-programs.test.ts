import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { holdProgram, placeProgram, removeUnused, takeTurn } from './built-programs.js';

function folders(names: readonly string[]): string {
  const programs = mkdtempSync(join(tmpdir(), 'workbench-programs-'));
  onTestFinished(() => rmSync(programs, { recursive: true, force: true }));
  for (const name of names) mkdirSync(join(programs, name));
  return programs;
}

const gone = spawnSync(process.execPath, ['--version']).pid;

test('a program is there for as long as a process that uses it lives', () => {
  const programs = folders(['held', 'left', 'never', 'newest']);
  holdProgram(join(programs, 'held'));
  writeFileSync(join(programs, 'left', `used-by-${gone}`), '');
  removeUnused(programs, ['newest']);
  expect(readdirSync(programs)).toEqual(['held', 'newest']);
});

test('who uses a program forgets those that are gone', () => {
  const programs = folders(['held']);
  writeFileSync(join(programs, 'held', `used-by-${gone}`), '');
  holdProgram(join(programs, 'held'));
  expect(readdirSync(join(programs, 'held'))).toEqual([`used-by-${process.pid}`]);
});

test('a program is put into its place whole, and not built again', async () => {
  const programs = folders([]);
  const program = join(programs, 'new');
  await placeProgram(program, async (folder: string) => {
    mkdirSync(folder);
    expect(existsSync(program)).toBe(false);
    writeFileSync(join(folder, 'main.js'), '');
  });
  expect(readdirSync(programs)).toEqual(['new']);
  expect(readdirSync(program)).toEqual(['main.js']);
  await placeProgram(program, () => expect.unreachable());
});

test('one process builds at a time, and one that died in the middle holds up nobody', async () => {
  const lock = join(folders([]), '.building');
  writeFileSync(lock, `${gone}`);
  const first = await takeTurn(lock);
  expect(readFileSync(lock, 'utf8')).toBe(`${process.pid}`);
  first.done();
  const other = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
  onTestFinished(() => void other.kill('SIGKILL'));
  writeFileSync(lock, `${other.pid}`);
  let isOurs = false;
  const second = takeTurn(lock).then(() => {
    isOurs = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(isOurs).toBe(false);
  other.kill('SIGKILL');
  await second;
  expect(readFileSync(lock, 'utf8')).toBe(`${process.pid}`);
});
