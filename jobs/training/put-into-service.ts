import { resolve } from 'node:path';
import type { Db } from '#db/client.ts';
import { findGenerator } from '#db/queries/generator-systems.ts';
import { listVersions, putTrainingIntoService, putVersionBack } from '#db/queries/system-versions.ts';
import { findTraining, type Training } from '#db/queries/trainings.ts';
import { WorkbenchError } from '#lib/errors.ts';
import {
  checkpointFolder,
  checkpointHash,
  checkSystem,
  parseSystemDefinition,
  type SystemDefinition,
} from '#models/client.ts';

interface Deciding {
  readonly dataDir: string;
  readonly by: string | null;
  readonly note: string;
  readonly now: string;
}

/**
 * The definition of a training's system with what the training made.
 * @throws WorkbenchError `conflict` where it made nothing
 */
export function trainedDefinition(
  db: Db,
  { system, folder }: Pick<Training, 'system' | 'folder'>,
  dataDir: string,
): SystemDefinition {
  if (folder === null) throw new WorkbenchError('conflict', 'This training has made no checkpoint.');
  const { definition } = findGenerator(db, system);
  const checkpoint = resolve(dataDir, folder);
  return parseSystemDefinition({ ...definition, checkpoint }, `The system ${system}`);
}

/**
 * Has a system answer with what a training made, from the next request on.
 * @throws WorkbenchError `not-found`; `conflict` where the training made nothing, or its files have changed since;
 *   `bad-input` where they have gone
 */
export async function putIntoService(
  db: Db,
  { id, ...deciding }: Deciding & { readonly id: string },
): Promise<void> {
  const training = findTraining(db, id);
  const definition = trainedDefinition(db, training, deciding.dataDir);
  const { checkpoint } = definition as { readonly checkpoint: string };
  if ((await checkpointHash(checkpointFolder(checkpoint))) !== training.checkpoint)
    throw new WorkbenchError(
      'conflict',
      'The files of this checkpoint have changed since it was made, so what was measured is not what would be served. Train again.',
    );
  putTrainingIntoService(db, { ...deciding, id, definition });
}

/**
 * Has a system answer with an earlier version again.
 * @throws WorkbenchError `not-found`; `bad-input` where its checkpoint has gone
 */
export function putBack(
  db: Db,
  { system, ...deciding }: Deciding & { readonly system: string; readonly version: number },
): void {
  const { id: systemId } = findGenerator(db, system);
  const found = listVersions(db, systemId).find(({ version }) => version === deciding.version);
  if (found) checkSystem(parseSystemDefinition(found.definition, `Version ${found.version} of ${system}`));
  putVersionBack(db, { ...deciding, systemId });
}
