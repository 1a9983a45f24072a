// Builds the web pages where their sources differ from those of the last build, told by a hash of their contents.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './install-missing.js';

const sources = [
  'app',
  'annotations',
  'db',
  'docs/metrics',
  'eval',
  'jobs',
  'lib',
  'models',
  'public',
  'package-lock.json',
  'tsconfig.json',
  'vite.config.ts',
];

export function buildIfStale() {
  const marker = join(root, 'build', '.sources');
  const state = hashOf(sources);
  if (existsSync(marker) && readFileSync(marker, 'utf8') === state) return;
  process.stderr.write('Building the pages…\n');
  run(
    process.execPath,
    ['node_modules/@remix-run/dev/dist/cli.js', 'vite:build', '--logLevel', 'error'],
    'The pages could not be built.',
  );
  writeFileSync(marker, state);
}

function hashOf(paths) {
  const hash = createHash('sha256');
  const add = (path) => {
    const full = join(root, path);
    if (!existsSync(full)) return;
    if (statSync(full).isDirectory()) {
      for (const entry of readdirSync(full).sort()) add(join(path, entry));
    } else if (!/\.test\.tsx?$/.test(path)) {
      hash.update(path).update('\0').update(readFileSync(full)).update('\0');
    }
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
}
