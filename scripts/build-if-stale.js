// Builds the web pages, and what the processes load, where their sources differ from those of the last build, told by a
// hash of their contents.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildProgram, programAddress } from './build-program.js';
import { holdProgram, placeProgram, removeUnused, takeTurn } from './built-programs.js';
import { root, run } from './install-missing.js';

const sources = [
  'app',
  'annotations',
  'bench',
  'cli',
  'db',
  'docs/metrics',
  'eval',
  'jobs',
  'lib',
  'models',
  'public',
  'scripts/build-program.js',
  'server',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'vite.config.ts',
];

// Read where they are used, and large.
const never = 'models/checkpoints';

/** Holds the state that was built last. */
const marker = join(root, 'build', '.sources');
const programs = join(root, 'build', 'program');

/** Tells this process, and those that it starts, where the program is that was built (scripts/load.js). */
export async function buildIfStale() {
  const state = hashOf(sources);
  const program = join(programs, state.slice(0, 16));
  if (isStale(state, program)) {
    mkdirSync(programs, { recursive: true });
    const turn = await takeTurn(join(root, 'build', '.building'));
    // Whoever had its turn before may have built the same.
    if (isStale(state, program)) await build(state, program);
    turn.done();
  }
  holdProgram(program);
  process.env.WORKBENCH_BUILT = programAddress(program);
}

async function build(state, program) {
  process.stderr.write('Building the pages…\n');
  run(
    process.execPath,
    ['node_modules/@remix-run/dev/dist/cli.js', 'vite:build', '--logLevel', 'error'],
    'The pages could not be built.',
  );
  await placeProgram(program, buildProgram);
  // A process that outlives the one that started it may load more of the last one.
  removeUnused(programs, [basename(program), lastState().slice(0, 16)]);
  writeFileSync(marker, state);
}

function isStale(state, program) {
  return lastState() !== state || !existsSync(program);
}

function lastState() {
  return existsSync(marker) ? readFileSync(marker, 'utf8') : '';
}

function hashOf(paths) {
  const hash = createHash('sha256');
  const add = (path) => {
    const full = join(root, path);
    if (!existsSync(full) || path === never) return;
    if (statSync(full).isDirectory()) {
      for (const entry of readdirSync(full).sort()) add(join(path, entry));
    } else if (!/\.test\.tsx?$/.test(path)) {
      hash.update(path).update('\0').update(readFileSync(full)).update('\0');
    }
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
}
