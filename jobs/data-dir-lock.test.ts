import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { acquireDataDirLock, dataDirHolder } from './data-dir-lock.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'workbench-lock-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test('a data folder is held by one live process, until it lets go', () => {
  const dataDir = folder();
  expect(dataDirHolder(dataDir)).toBeUndefined();
  const lock = acquireDataDirLock(dataDir);
  expect(dataDirHolder(dataDir)).toBe(process.pid);
  expect(() => acquireDataDirLock(dataDir)).toThrow(/already served by process/);
  lock.release();
  expect(dataDirHolder(dataDir)).toBeUndefined();
  expect(existsSync(join(dataDir, 'server.lock'))).toBe(false);
  acquireDataDirLock(dataDir).release();
});

test('what a dead process or a broken write left is taken over', () => {
  const dataDir = folder();
  const ended = spawnSync(process.execPath, ['-e', '']);
  for (const content of [
    JSON.stringify({ pid: ended.pid, startedAt: new Date().toISOString() }),
    '{"pi',
    '',
  ]) {
    writeFileSync(join(dataDir, 'server.lock'), content);
    expect(dataDirHolder(dataDir)).toBeUndefined();
    const lock = acquireDataDirLock(dataDir);
    expect(dataDirHolder(dataDir)).toBeDefined();
    lock.release();
  }
});

test('letting go removes no lock of somebody else', () => {
  const dataDir = folder();
  const lock = acquireDataDirLock(dataDir);
  writeFileSync(
    join(dataDir, 'server.lock'),
    JSON.stringify({ pid: 1, startedAt: new Date().toISOString() }),
  );
  lock.release();
  expect(existsSync(join(dataDir, 'server.lock'))).toBe(true);
});
