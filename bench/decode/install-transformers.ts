import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { WorkbenchError } from '#lib/errors.ts';

/** transformers.js, as it is compared with; it brings its own onnxruntime-node. */
export const transformersPackage = { name: '@huggingface/transformers', version: '4.3.1' } as const;

const installLimit = 300_000;

/**
 * Installs transformers.js into a folder of its own under the data folder, where it is not there yet: it is for this
 * comparison only and no part of the workbench. The registry is npm's own setting.
 * @returns the folder, from which the package can be required
 * @throws WorkbenchError `unavailable` where npm cannot fetch it
 */
export async function installTransformers(dataDir: string): Promise<string> {
  const dir = join(dataDir, 'bench', 'transformers');
  if (installedVersion(dir, transformersPackage.name) === transformersPackage.version) return dir;
  mkdirSync(dir, { recursive: true });
  const { name, version } = transformersPackage;
  writeFileSync(
    join(dir, 'package.json'),
    `${JSON.stringify({ private: true, dependencies: { [name]: version } })}\n`,
  );
  const words = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  try {
    const isWindows = process.platform === 'win32';
    await promisify(execFile)(isWindows ? 'npm.cmd' : 'npm', words, {
      cwd: dir,
      timeout: installLimit,
      shell: isWindows,
    });
  } catch (error) {
    throw new WorkbenchError(
      'unavailable',
      `${name} ${version} could not be installed (${firstLine(error)}): see that npm reaches its registry, or leave the comparison out with --skip-transformers.`,
    );
  }
  return dir;
}

/** The version of a package in a folder's `node_modules`; undefined where it is not there. */
export function installedVersion(dir: string, name: string): string | undefined {
  const file = join(dir, 'node_modules', ...name.split('/'), 'package.json');
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, 'utf8')) as { version?: string }).version;
}

function firstLine(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message?: string };
  const line = (stderr || message || String(error)).split('\n').find((text) => text.trim() !== '');
  return (line ?? 'no reason given').trim();
}
