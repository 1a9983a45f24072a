import type { Db } from '#db/client.ts';
import { listAnsweringSystems } from '#db/queries/answering-systems.ts';
import { isWorkbenchError } from '#lib/errors.ts';
import {
  checkpointFolder,
  checkpointStamp,
  isModelDefinition,
  type MeasuringCheckpoint,
  measuringCheckpoint,
  parseSystemDefinition,
  shippedCheckpoints,
} from '#models/client.ts';

/** A checkpoint that measures something. */
export interface CheckpointAtHand extends MeasuringCheckpoint {
  /** As it ships, or of the system that answers with it. */
  readonly name: string;
  readonly dir: string;
}

/** Those that came with the program, then those of registered systems; one that is not in order is passed over. */
export function checkpointsAtHand(db: Db): CheckpointAtHand[] {
  return [...checkpointFolders(db)].flatMap(([dir, name]) => {
    const found = orNothing(() => remembered(dir));
    return found ? [{ name, dir, ...found }] : [];
  });
}

/** Names of the checkpoints that the program knows of, by their folders. */
export function checkpointFolders(db: Db): ReadonlyMap<string, string> {
  const folders = new Map(shippedCheckpoints().map((name) => [checkpointFolder(name), name]));
  for (const { name, definition } of listAnsweringSystems(db)) {
    const system = orNothing(() => definition && parseSystemDefinition(definition, name));
    if (!system || !isModelDefinition(system)) continue;
    const dir = checkpointFolder(system.checkpoint);
    // A system may bear the name of a checkpoint that ships and have another.
    const isTaken = [...folders.values()].includes(name);
    if (!folders.has(dir)) folders.set(dir, isTaken ? `${name} as registered` : name);
  }
  return folders;
}

const known = new Map<string, { readonly stamp: string; readonly found: MeasuringCheckpoint | null }>();

/** To read a tokenizer takes tens of milliseconds: what was read holds until a file of the folder is replaced. */
function remembered(dir: string): MeasuringCheckpoint | null {
  const stamp = checkpointStamp(dir);
  const held = known.get(dir);
  if (held?.stamp === stamp) return held.found;
  const found = orNothing(() => measuringCheckpoint(dir)) ?? null;
  known.set(dir, { stamp, found });
  return found;
}

function orNothing<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (isWorkbenchError(error)) return undefined;
    throw error;
  }
}
