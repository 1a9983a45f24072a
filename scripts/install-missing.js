// Installs the packages of package-lock.json where they are missing or of another state of it. Plain JavaScript
// without packages: this runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const oldestNode = [20, 11];

export function installMissing() {
  requireNode();
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.version} ${process.platform} ${process.arch}`)
    .digest('hex');
  const marker = join(root, 'node_modules', '.installed');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return;
  if (isInstalledByHand()) {
    writeFileSync(marker, lock);
    return;
  }
  process.stderr.write('Installing packages (once; a minute or two)…\n');
  run('npm', ['ci', '--no-audit', '--no-fund', '--include=dev'], 'The packages could not be installed.');
  writeFileSync(marker, lock);
}

/** Whether somebody ran `npm ci` or `npm install` themselves, and it left every package in the locked version. */
function isInstalledByHand() {
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  const locked = packagesOf(join(root, 'package-lock.json'));
  return Object.entries(locked).every(
    ([path, { version, optional }]) =>
      path === '' || optional === true || installed[path]?.version === version,
  );
}

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

/** Runs a program to its end with this terminal; ends this process with its status where it fails. */
export function run(program, args, failure) {
  const result = spawnSync(program, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && program === 'npm',
  });
  if (result.status === 0) return;
  process.stderr.write(`${failure}\n`);
  process.exit(result.status ?? 1);
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  process.stderr.write(
    `This is Node ${process.versions.node}; the workbench needs ${oldestNode.join('.')} or newer.\n`,
  );
  process.exit(2);
}
