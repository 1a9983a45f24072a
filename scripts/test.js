// npm test: install what is missing, then type check, lint and every test. Ends with what failed by name, and a line
// that counts the tests.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
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
// The type check takes as long as the others together: it has a core to itself, and they have another.
const typeCheck = silentStep('type check', 'node_modules/typescript/bin/tsc', ['--noEmit']);
await step('lint', 'node_modules/@biomejs/biome/bin/biome', ['check', '.']);
await step('import rules', 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs', [
  '--config',
  '.dependency-cruiser.cjs',
  ...parts.filter((part) => existsSync(part)),
]);
await buildIfStale();
await typeCheck;

const folder = mkdtempSync(join(tmpdir(), 'workbench-tests-'));
const report = join(folder, 'report.json');
await step('tests', 'node_modules/vitest/vitest.mjs', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
]);
const { failures, ...counts } = readReport(report);
rmSync(folder, { recursive: true, force: true });

if (failed.length > 0) {
  process.stdout.write(`\nFailed: ${failed.join(', ')}\n${failures.map((name) => `  ${name}\n`).join('')}`);
  if (failed.includes('tests') && failures.length === 0)
    process.stdout.write('  an error outside of every test: see above\n');
}
process.stdout.write(
  `\n${counts.passed} passed, ${counts.failed + (failed.length > 0 && counts.failed === 0 ? failed.length : 0)} failed, ${counts.skipped} skipped\n`,
);
process.exitCode = failed.length > 0 ? 1 : 0;

async function step(name, script, args) {
  process.stdout.write(`\n== ${name}\n`);
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
  const status = await new Promise((resolve) => child.once('close', resolve));
  if (status !== 0) failed.push(name);
}

/** The same beside other steps: what it writes is shown when it has ended. */
async function silentStep(name, script, args) {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let written = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      written += chunk;
    });
  const status = await new Promise((resolve) => child.once('close', resolve));
  process.stdout.write(`\n== ${name}\n${written}`);
  if (status !== 0) failed.push(name);
}

/** How many tests there were, and which failed: by file and title, or by file alone where it could not be loaded. */
function readReport(path) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
      readFileSync(path, 'utf8'),
    );
    return {
      passed: numPassedTests,
      failed: numFailedTests,
      skipped: numPendingTests + numTodoTests,
      failures: testResults.filter(({ status }) => status === 'failed').flatMap(namesOf),
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0, failures: [] };
  }
}

function namesOf({ name, assertionResults }) {
  const file = relative(root, name);
  const titles = assertionResults.filter(({ status }) => status === 'failed');
  return titles.length > 0 ? titles.map(({ fullName }) => `${file}: ${fullName}`) : [file];
}
