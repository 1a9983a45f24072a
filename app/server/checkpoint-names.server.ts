import type { Db } from '#db/client.ts';
import { checkpointHash, checkpointStamp } from '#models/client.ts';
import { checkpointFolders } from './checkpoints-at-hand.server.ts';

const known = new Map<string, { readonly stamp: string; readonly hash: Promise<string> }>();

/**
 * Names of checkpoints by how their hashes begin, of those that are here. Files are read only as long as a hash is
 * wanted that is not found yet, and once.
 */
export async function checkpointNames(
  db: Db,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Set(hashes);
  const names = new Map<string, string>();
  if (wanted.size === 0) return names;
  for (const [dir, name] of checkpointFolders(db)) {
    const hash = await hashOf(dir);
    const found = [...wanted].find((each) => hash?.startsWith(each));
    if (found === undefined) continue;
    names.set(found, name);
    wanted.delete(found);
    if (wanted.size === 0) break;
  }
  return names;
}

/** Undefined for a folder that is not there, cannot be read, or is replaced while it is. */
async function hashOf(dir: string): Promise<string | undefined> {
  try {
    const stamp = checkpointStamp(dir);
    const held = known.get(dir);
    const hash = held?.stamp === stamp ? held.hash : checkpointHash(dir);
    known.set(dir, { stamp, hash });
    return await hash;
  } catch (error) {
    known.delete(dir);
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
