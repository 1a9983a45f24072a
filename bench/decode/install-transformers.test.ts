import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '#models/weights/testing.ts';
import { installedVersion, installTransformers, transformersPackage } from './install-transformers.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

function pretendInstalled(version: string): string {
  const dir = join(folder.path, 'bench', 'transformers');
  const place = join(dir, 'node_modules', ...transformersPackage.name.split('/'));
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), JSON.stringify({ version }));
  return dir;
}

describe('installing transformers.js', () => {
  it('takes what is there in the version that is compared with', async () => {
    const dir = pretendInstalled(transformersPackage.version);
    expect(installedVersion(dir, transformersPackage.name)).toBe(transformersPackage.version);
    expect(await installTransformers(folder.path)).toBe(dir);
  });

  it('says how to go on where npm cannot be run', async () => {
    pretendInstalled('0.0.1');
    const path = process.env.PATH;
    process.env.PATH = join(folder.path, 'nothing-here');
    try {
      await expect(installTransformers(folder.path)).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining('--skip-transformers'),
      });
    } finally {
      process.env.PATH = path;
    }
  });

  it('knows no version of a package that is not there', () => {
    expect(installedVersion(folder.path, '@huggingface/transformers')).toBeUndefined();
  });
});
