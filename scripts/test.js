// npm test: install what is missing, then type check, lint and every test. Ends with a line that counts them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from './build-if-stale.js';
import { installMissing, root } from './install-missing.js';

const parts = [
  'app',
  'eval',
  'annotations',
  'models',
  'db',
  'jobs',
  'cli',
  'lib',
  'server',
  'bench',
  'tests',
];

process.chdir(root);
installMissing();

const failed = [];
step('type check', 'node_modules/typescript/bin/tsc', ['--noEmit']);
step('lint', 'node_modules/@biomejs/biome/bin/biome', ['check', '.']);
step('import rules', 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs', [
  '--config',
  '.dependency-cruiser.cjs',
  ...parts.filter((part) => existsSync(part)),
]);
buildIfStale();

const folder = mkdtempSync(join(tmpdir(), 'workbench-tests-'));
const report = join(folder, 'report.json');
step('tests', 'node_modules/vitest/vitest.mjs', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
]);
const counts = readCounts(report);
rmSync(folder, { recursive: true, force: true });

if (failed.length > 0) process.stdout.write(`\nFailed: ${failed.join(', ')}\n`);
process.stdout.write(
  `\n${counts.passed} passed, ${counts.failed + (failed.length > 0 && counts.failed === 0 ? failed.length : 0)} failed, ${counts.skipped} skipped\n`,
);
process.exitCode = failed.length > 0 ? 1 : 0;

function step(name, script, args) {
  process.stdout.write(`\n== ${name}\n`);
  const { status } = spawnSync(process.execPath, [script, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) failed.push(name);
}

function readCounts(path) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
      readFileSync(path, 'utf8'),
    );
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
