import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseSystemDefinition, type SystemDefinition } from '#models/client.ts';
import { readLempexSettings } from '#models/lempex/lempex-folder.ts';
import type { ScoredGenerator } from '#models/scoring/open-reply-scorer.ts';
import { retrieverFolder } from '#models/weights/retriever-folder.ts';
import { checkpointDir, hashOf, type ReportContext } from './report-context.ts';

/** Which emotion chooses LEMPEx's exemplars: what is told from the context, as in serving, or the label of the data. */
export type EmotionFilter = 'predicted' | 'gold';

/** A system of the report: a checkpoint and how it is used. */
export interface ReportSystem {
  readonly name: string;
  readonly generator: ScoredGenerator;
  /** The name of its folder. */
  readonly checkpoint: string;
  /** Of a LEMPEx with exemplars; `predicted` where left out. */
  readonly emotionFilter?: EmotionFilter;
}

export const mainSystems: readonly ReportSystem[] = [
  { name: 'caire', generator: 'caire', checkpoint: 'caire' },
  { name: 't5-sft', generator: 't5-sft', checkpoint: 't5-sft' },
  { name: 'emprl', generator: 'emprl', checkpoint: 'emprl' },
  { name: 'lempex', generator: 'lempex', checkpoint: 'lempex' },
];

/** LEMPEx and what of it is left out, as the paper's table has it. */
export const lempexSystems: readonly ReportSystem[] = [
  { name: 'lempex', generator: 'lempex', checkpoint: 'lempex' },
  { name: 'lempex, gold emotion', generator: 'lempex', checkpoint: 'lempex', emotionFilter: 'gold' },
  { name: 'lempex-no-losses', generator: 'lempex', checkpoint: 'lempex-no-losses' },
  { name: 'lempex-no-exemplars', generator: 'lempex', checkpoint: 'lempex-no-exemplars' },
  { name: 'lempex-plain', generator: 'lempex', checkpoint: 'lempex-plain' },
];

type Folders = Pick<ReportContext, 'checkpoints' | 'dataDir'>;

export interface SystemForm {
  readonly definition: SystemDefinition;
  readonly dir: string;
  /** What replies depend on besides their settings; no paths, so that it holds wherever the folders lie. */
  readonly identity: Readonly<Record<string, unknown>>;
}

/** The system as the models are asked for it; null without its checkpoint. */
export async function formOf(
  folders: Folders,
  { name, generator, checkpoint, emotionFilter = 'predicted' }: ReportSystem,
): Promise<SystemForm | null> {
  const dir = checkpointDir(folders, checkpoint);
  if (dir === null) return null;
  const lempex = generator === 'lempex' ? lempexParts(folders, { dir, emotionFilter }) : null;
  const definition = {
    name: name.replace(/[^\w -]/g, ''),
    ...{ generator, checkpoint: dir },
    ...lempex?.definition,
  };
  const hashes = await Promise.all([dir, ...(lempex?.folders ?? [])].map(hashOf));
  return {
    definition: parseSystemDefinition(definition, `The report's system ${name}`),
    dir,
    identity: { generator, hashes, ...(lempex && { emotionFilter, exemplars: lempex.words }) },
  };
}

/**
 * Exemplars are what listeners said in the training split. The retriever is the checkpoint's own, else the recipe's
 * `dpr`, else BM25; CAiRE predicts the emotion where it is there, else a vote of similar dialogues.
 */
function lempexParts(
  folders: Folders,
  { dir, emotionFilter }: { readonly dir: string; readonly emotionFilter: EmotionFilter },
) {
  if (readLempexSettings(dir).exemplars === null) return null;
  const dpr = checkpointDir(folders, 'dpr');
  const own = existsSync(join(dir, retrieverFolder)) ? join(dir, retrieverFolder) : null;
  const caire = emotionFilter === 'predicted' ? checkpointDir(folders, 'caire') : null;
  return {
    definition: {
      exemplars: join(folders.dataDir, 'empatheticdialogues/train.jsonl.gz'),
      ...(own ? {} : { retriever: dpr ?? 'bm25' }),
      emotionFilter,
      ...(caire && { emotionFrom: caire }),
    },
    folders: [own ?? dpr, caire].filter((folder) => folder !== null),
    words: `training split, ${own || dpr ? 'dpr' : 'bm25'}, ${emotionFilter} emotion`,
  };
}
