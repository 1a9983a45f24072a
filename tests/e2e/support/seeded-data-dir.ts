import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { databasePath } from '#db/location.ts';
import { temporaryDataDir } from './temporary-data-dir.ts';

/**
 * A data folder for one test as a first start leaves it once its worker is done: the demonstration, its open study,
 * and the answers and scores of all systems that come with the program, whose models are compiled. Nobody has signed
 * in. A test that needs more adds it to its copy, before or after the program is started on it.
 */
export function seededDataDir(): string {
  const seeded = inject('seeded');
  if ('problem' in seeded) throw new Error(`The first start failed: ${seeded.problem}`);
  const dataDir = temporaryDataDir();
  copyFileSync(databasePath(seeded.dataDir), databasePath(dataDir));
  linkAll(join(seeded.dataDir, 'compiled'), join(dataDir, 'compiled'));
  return dataDir;
}

/** Compiled models come into being by a rename and are never changed, so that copies may share their files. */
function linkAll(from: string, to: string): void {
  if (!existsSync(from)) return;
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkAll(source, target);
    else linkSync(source, target);
  }
}
