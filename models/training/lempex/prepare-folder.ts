import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LempexConfig } from '../../architectures/lempex.ts';
import { exemplarFiles, type LempexExemplars, lempexConfigFile } from '../../lempex/lempex-folder.ts';
import { loadModelCheckpoint } from '../../weights/load-model-checkpoint.ts';
import { writeSafetensors } from '../../weights/write-safetensors.ts';
import { prepareTrainedFolder } from '../framework/trained-folder.ts';
import { writeAtomically } from '../framework/write-atomically.ts';
import type { StartingT5 } from '../t5/starting-t5.ts';
import type { ExemplarVectors } from './exemplar-vectors.ts';

export interface FolderParts {
  readonly config: LempexConfig;
  readonly start: StartingT5;
  readonly settings: {
    readonly maxSource: number;
    readonly exemplars?: { readonly prefix: string; readonly maxLength: number } | undefined;
  };
  readonly vectors: ExemplarVectors | null;
}

/** How many exemplars are asked for in serving: LEMPEx's number. */
const count = 10;

/** Configuration and tokenizer, and the encoder of exemplars beside them. */
export function prepareLempexFolder(out: string, { config, start, settings, vectors }: FolderParts): void {
  const { maxSource, exemplars } = settings;
  const encoder = vectors && loadModelCheckpoint(vectors.dir, { head: 'T5EncoderModel' });
  const own: LempexExemplars | null = vectors && {
    ...{ width: vectors.width, count, encoder: vectors.encoder },
    ...{ prefix: exemplars?.prefix ?? '', maxLength: exemplars?.maxLength ?? 256 },
    config: { ...encoder?.config, architectures: ['T5EncoderModel'] },
  };
  prepareTrainedFolder(out, {
    config: lempexConfigFile(config, { maxSource, exemplars: own }),
    tokenizer: start.tokenizerDir,
  });
  const weights = join(out, exemplarFiles.weights);
  if (!vectors || !encoder || existsSync(weights)) return;
  const tokenizer = join(vectors.dir, 'tokenizer.json');
  if (!readFileSync(tokenizer).equals(readFileSync(join(start.tokenizerDir, 'tokenizer.json'))))
    writeAtomically(join(out, exemplarFiles.tokenizer), (partial) => copyFileSync(tokenizer, partial));
  writeAtomically(weights, (partial) => writeSafetensors(partial, encoder.tensors));
}
