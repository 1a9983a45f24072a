import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WorkbenchError } from '#lib/errors.ts';
import { readLempexSettings } from '../lempex/lempex-folder.ts';
import { retrieverFolder } from '../weights/retriever-folder.ts';
import { checkpointFolder } from './checkpoint-folder.ts';
import type { DecodingOptions } from './reply-settings.ts';
import type { LempexDefinition } from './system-definition.ts';

/** LEMPEx's sampling (`topk`, the published default); its length of 20 counts the start token, as transformers does. */
export const lempexDecoding: DecodingOptions = {
  doSample: true,
  topK: 20,
  temperature: 0.9,
  maxNewTokens: 19,
  minNewTokens: 1,
};

/** The dialogues that come with the program. */
const ownDialogues = fileURLToPath(new URL('../../fixtures/dialogues/dialogues.jsonl', import.meta.url));

/** Where a system's exemplars come from. */
export interface ExemplarPlaces {
  /** The file of dialogues. */
  readonly dialogues: string;
  /** `bm25`, or a folder of encoders. */
  readonly retriever: string;
  readonly emotionFilter: 'predicted' | 'gold' | 'none';
  /** The folder of CAiRE that predicts the emotion; null where the dialogues vote. */
  readonly emotionFrom: string | null;
}

/**
 * Where the exemplars of a system come from; null where it is shown none.
 * @throws WorkbenchError `bad-input` where the checkpoint is none of LEMPEx, holds no retriever and none is named, or
 *   where a field could have no effect
 */
export function exemplarPlaces(definition: LempexDefinition): ExemplarPlaces | null {
  const { exemplars, retriever, emotionFilter, emotionFrom } = definition;
  const dir = checkpointFolder(definition.checkpoint);
  const isTrainedSo = readLempexSettings(dir).exemplars !== null;
  if (!isTrainedSo || exemplars === 'none') {
    const named = Object.entries({
      ...(isTrainedSo || exemplars === 'none' ? {} : { exemplars }),
      ...{ retriever, emotionFilter, emotionFrom },
    }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    if (named.length === 0) return null;
    const why = isTrainedSo ? '"exemplars" is "none"' : `${dir} was trained without exemplars`;
    throw new WorkbenchError('bad-input', `Leave out ${named.join(', ')}: ${why}.`);
  }
  if (emotionFrom !== undefined && (emotionFilter ?? 'predicted') !== 'predicted')
    throw new WorkbenchError('bad-input', `Leave out emotionFrom: emotionFilter is "${emotionFilter}".`);
  return {
    dialogues: exemplars ?? ownDialogues,
    retriever: retrieverOf(retriever, dir),
    emotionFilter: emotionFilter ?? 'predicted',
    emotionFrom: emotionFrom === undefined ? null : checkpointFolder(emotionFrom),
  };
}

function retrieverOf(named: string | undefined, dir: string): string {
  if (named === 'bm25') return named;
  if (named !== undefined) {
    const folder = checkpointFolder(named);
    if (existsSync(folder)) return folder;
    throw new WorkbenchError(
      'bad-input',
      `There is no folder ${folder}: "retriever" is a folder of encoders, or "bm25".`,
    );
  }
  const own = join(dir, retrieverFolder);
  if (existsSync(own)) return own;
  throw new WorkbenchError(
    'bad-input',
    `${dir} holds no retriever. Name one as "retriever": a folder of the recipe dpr, another encoder, or "bm25". \`checkpoint pack --retriever DIR\` puts one into a checkpoint.`,
  );
}
