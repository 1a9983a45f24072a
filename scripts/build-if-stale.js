// Builds the web pages, and what the processes load, where their sources differ from those of the last build, told by a
// hash of their contents.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildProgram, programAddress } from './build-program.js';
import { holdProgram, removeUnused } from './built-programs.js';
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
  'package-lock.json',
  'tsconfig.json',
  'vite.config.ts',
];

// Read where they are used, and large.
const never = 'models/checkpoints';

/** Tells this process, and those that it starts, where the program is that was built (scripts/load.js). */
export async function buildIfStale() {
  const marker = join(root, 'build', '.sources');
  const state = hashOf(sources);
  const programs = join(root, 'build', 'program');
  const program = join(programs, state.slice(0, 16));
  const last = existsSync(marker) ? readFileSync(marker, 'utf8') : '';
  if (last !== state) {
    process.stderr.write('Building the pages…\n');
    run(
      process.execPath,
      ['node_modules/@remix-run/dev/dist/cli.js', 'vite:build', '--logLevel', 'error'],
      'The pages could not be built.',
    );
    await buildProgram(program);
    writeFileSync(marker, state);
    // A process that outlives the one that started it may load more of the last one.
    removeUnused(programs, [basename(program), last.slice(0, 16)]);
  }
  holdProgram(program);
  process.env.WORKBENCH_BUILT = programAddress(program);
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
