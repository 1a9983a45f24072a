import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LempexConfig } from '../../architectures/lempex.ts';
import { exemplarEncoderFolder, lempexConfigFile } from '../../lempex/lempex-folder.ts';
import { loadModelCheckpoint } from '../../weights/load-model-checkpoint.ts';
import { writeSafetensors } from '../../weights/write-safetensors.ts';
import { prepareTrainedFolder } from '../framework/trained-folder.ts';
import { writeAtomically, writeJsonAtomically } from '../framework/write-atomically.ts';
import type { StartingT5 } from '../t5/starting-t5.ts';
import type { ExemplarVectors } from './exemplar-vectors.ts';

export interface FolderParts {
  readonly config: LempexConfig;
  readonly start: StartingT5;
  readonly settings: {
    readonly maxSource: number;
    readonly exemplars?: { readonly prefix: string } | undefined;
  };
  readonly vectors: ExemplarVectors | null;
}

/** How many exemplars are asked for in serving: LEMPEx's number. */
const count = 10;

/** Configuration and tokenizer, and the encoder of exemplars in a folder of its own. */
export function prepareLempexFolder(out: string, { config, start, settings, vectors }: FolderParts): void {
  const { maxSource, exemplars } = settings;
  const own = vectors && {
    ...{ width: vectors.width, count, encoder: vectors.encoder },
    prefix: exemplars?.prefix ?? '',
  };
  prepareTrainedFolder(out, {
    config: lempexConfigFile(config, { maxSource, exemplars: own }),
    tokenizer: start.tokenizerDir,
  });
  if (vectors) copyEncoder(vectors.dir, join(out, exemplarEncoderFolder));
}

/** The encoder alone of a T5's folder. */
function copyEncoder(from: string, to: string): void {
  if (existsSync(join(to, 'model.safetensors'))) return;
  const { config, tensors } = loadModelCheckpoint(from, { head: 'T5EncoderModel' });
  mkdirSync(to, { recursive: true });
  for (const name of ['tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json'])
    if (existsSync(join(from, name)))
      writeAtomically(join(to, name), (partial) => copyFileSync(join(from, name), partial));
  writeJsonAtomically(join(to, 'config.json'), { ...config, architectures: ['T5EncoderModel'] });
  writeAtomically(join(to, 'model.safetensors'), (partial) => writeSafetensors(partial, tensors));
}
