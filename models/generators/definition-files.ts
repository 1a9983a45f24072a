import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { folderHash } from '../exemplars/folder-hash.ts';
import { encoderFolders } from '../weights/load-encoder-pair.ts';
import { checkpointFolder, checkpointHash, checkpointStamp } from './checkpoint-folder.ts';
import { exemplarPlaces } from './lempex-form.ts';
import type { ModelDefinition } from './system-definition.ts';

/** SHA-256 of what a system's replies depend on besides its settings, by the names under which a run stores them. */
export type DefinitionHashes = { readonly checkpointSha256: string } & Readonly<Record<string, string>>;

/**
 * The hashes of a system's checkpoint and of what else it reads: the same files have the same hashes wherever they lie.
 * @throws WorkbenchError `bad-input` where one is not there
 */
export async function definitionHashes(definition: ModelDefinition): Promise<DefinitionHashes> {
  const checkpointSha256 = await checkpointHash(checkpointFolder(definition.checkpoint));
  const places = definition.generator === 'lempex' ? exemplarPlaces(definition) : null;
  if (!places) return { checkpointSha256 };
  const { dialogues, retriever, emotionFrom } = places;
  return {
    checkpointSha256,
    exemplarsSha256: createHash('sha256').update(readFileSync(dialogues)).digest('hex'),
    ...(retriever !== 'bm25' && { retrieverSha256: await folderHash(foldersOf(retriever)) }),
    ...(emotionFrom !== null && { emotionFromSha256: await checkpointHash(emotionFrom) }),
  };
}

/** Changes when a file that a system reads is replaced; costs no reading of weights. */
export function definitionStamp(definition: ModelDefinition): string {
  const stamp = checkpointStamp(checkpointFolder(definition.checkpoint));
  const places = definition.generator === 'lempex' ? exemplarPlaces(definition) : null;
  if (!places) return stamp;
  const { dialogues, retriever, emotionFrom } = places;
  const folders = [
    ...(retriever === 'bm25' ? [] : foldersOf(retriever)),
    ...(emotionFrom === null ? [] : [emotionFrom]),
  ];
  return [stamp, ...folders.map(checkpointStamp), fileStamp(dialogues)].join('\n');
}

function foldersOf(retriever: string): string[] {
  return encoderFolders(retriever).flatMap((folder) => folder ?? []);
}

/** Empty for a file that is not there: whoever opens it says so. */
function fileStamp(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${path} ${found.size} ${found.mtimeMs}` : '';
}
