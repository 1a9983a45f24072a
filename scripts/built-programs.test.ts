import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { holdProgram, removeUnused } from './built-programs.js';

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
