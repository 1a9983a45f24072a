import { resolve } from 'node:path';
import { type Db, write } from '#db/client.ts';
import { findGenerator } from '#db/queries/generator-systems.ts';
import { listVersions, putTrainingIntoService, putVersionBack } from '#db/queries/system-versions.ts';
import { findTraining, type Training } from '#db/queries/trainings.ts';
import { WorkbenchError } from '#lib/errors.ts';
import {
  checkpointFolder,
  checkpointHash,
  checkSystem,
  isModelDefinition,
  parseSystemDefinition,
  type SystemDefinition,
} from '#models/client.ts';
import { type Confirmation, settleConcerns } from './service-concerns.ts';

interface Deciding extends Confirmation {
  readonly dataDir: string;
  readonly by: string | null;
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
 * @throws WorkbenchError `not-found`; `conflict` where the training made nothing, its files have changed since, or
 *   something speaks against it that is not confirmed; `bad-input` where they have gone
 */
export async function putIntoService(
  db: Db,
  { id, ...deciding }: Deciding & { readonly id: string },
): Promise<void> {
  const training = findTraining(db, id);
  const definition = trainedDefinition(db, training, deciding.dataDir);
  if (training.status === 'in-service') return;
  await refuseChanged(definition, training.checkpoint);
  const { systemId, system, startedFrom } = training;
  write(db, () => {
    settleConcerns(db, { ...deciding, systemId, system, startedFrom });
    putTrainingIntoService(db, { ...deciding, id, definition });
  });
}

/**
 * Has a system answer with an earlier version again.
 * @throws WorkbenchError `not-found`; `conflict` where its files have changed since, or something speaks against it that
 *   is not confirmed; `bad-input` where its checkpoint has gone
 */
export async function putBack(
  db: Db,
  { system, ...deciding }: Deciding & { readonly system: string; readonly version: number },
): Promise<void> {
  const { id: systemId } = findGenerator(db, system);
  const versions = listVersions(db, systemId);
  const found = versions.find(({ version }) => version === deciding.version);
  if (found && found === versions[0]) return;
  if (found) {
    const definition = parseSystemDefinition(found.definition, `Version ${found.version} of ${system}`);
    checkSystem(definition);
    await refuseChanged(definition, found.checkpoint);
  }
  write(db, () => {
    if (found) settleConcerns(db, { ...deciding, systemId, system, startedFrom: null });
    putVersionBack(db, { ...deciding, systemId });
  });
}

/** @throws WorkbenchError `conflict` where the files are not those of the checkpoint */
async function refuseChanged(definition: SystemDefinition, checkpoint: string | null): Promise<void> {
  if (checkpoint === null || !isModelDefinition(definition)) return;
  if ((await checkpointHash(checkpointFolder(definition.checkpoint))) === checkpoint) return;
  throw new WorkbenchError(
    'conflict',
    'The files of this checkpoint have changed since it was made, so what was measured is not what would be served. Train again.',
  );
}
