import {
  checkpointFolder,
  checkpointHash,
  checkpointStamp,
  isModelDefinition,
  type SystemDefinition,
} from '#models/client.ts';

/** By the stamp of the folder's files, so that weights are read anew only where they were replaced. */
const hashes = new Map<string, Promise<string>>();
/** More than a program serves at once; beyond it the oldest is forgotten. */
const mostHashes = 200;

/** SHA-256 of the checkpoint that a system answers with at this moment; null for one that has none, or cannot be read. */
export async function checkpointOf(system: SystemDefinition): Promise<string | null> {
  if (!isModelDefinition(system)) return null;
  try {
    const folder = checkpointFolder(system.checkpoint);
    const key = `${folder}\n${checkpointStamp(folder)}`;
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
