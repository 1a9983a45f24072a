import {
  checkpointFolder,
  checkpointHash,
  checkpointStamp,
  isModelDefinition,
  type SystemDefinition,
} from '#models/client.ts';

/** By the stamp of the folder's files, so that weights are read anew only where they were replaced. */
const hashes = new Map<string, Promise<string>>();
const stamps = new Map<string, { readonly stamp: string; readonly lookedAt: number }>();
/** Milliseconds for which a look at the files holds: under load it is one for many replies, each of which waits longer. */
const lookHolds = 200;
/** More than a program serves at once; beyond it the oldest is forgotten. */
const mostHashes = 200;

/** SHA-256 of the checkpoint that a system answers with at this moment; null for one that has none, or cannot be read. */
export async function checkpointOf(system: SystemDefinition): Promise<string | null> {
  if (!isModelDefinition(system)) return null;
  try {
    const folder = checkpointFolder(system.checkpoint);
    const key = `${folder}\n${stampOf(folder)}`;
    const known = hashes.get(key) ?? checkpointHash(folder);
    hashes.set(key, known);
    if (hashes.size > mostHashes) hashes.delete(hashes.keys().next().value ?? key);
    known.catch(() => hashes.delete(key));
    return await known;
  } catch {
    // Whoever asks the system hears why.
    return null;
  }
}

function stampOf(folder: string): string {
  const known = stamps.get(folder);
  const now = performance.now();
  if (known && now - known.lookedAt < lookHolds) return known.stamp;
  const stamp = checkpointStamp(folder);
  stamps.set(folder, { stamp, lookedAt: now });
  if (stamps.size > mostHashes) stamps.delete(stamps.keys().next().value ?? folder);
  return stamp;
}
