import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WorkbenchError } from '#lib/errors.ts';
import { type CheckpointManifest, checkManifest, manifestName } from './checkpoint-manifest.ts';

/** Where the checkpoints that come with the program lie, a folder each. */
export const shippedFolder = fileURLToPath(new URL('../checkpoints', import.meta.url));

export interface ShippedCheckpoint {
  /** The folder, for `loadModelCheckpoint`, `loadTokenizer` and the like. */
  readonly dir: string;
  readonly manifest: CheckpointManifest;
}

/** The names of the checkpoints in a folder of them, sorted. */
export function shippedNames(folder: string = shippedFolder): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, manifestName)))
    .sort();
}

/**
 * A checkpoint that comes with the program, every byte compared with its manifest.
 * @throws WorkbenchError `not-found` with the names there are; `bad-input` naming the file that is missing or changed
 */
export async function openShipped(name: string, folder: string = shippedFolder): Promise<ShippedCheckpoint> {
  const names = shippedNames(folder);
  if (!names.includes(name))
    throw new WorkbenchError(
      'not-found',
      names.length > 0
        ? `There is no checkpoint "${name}"; there are ${names.join(', ')}.`
        : `There is no checkpoint "${name}": none has come with this copy of the program.`,
    );
  const dir = join(folder, name);
  return { dir, manifest: await checkManifest(dir) };
}
