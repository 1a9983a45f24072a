import { copyFileSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Db } from '#db/client.ts';
import { iterateDialogueLines } from '#db/queries/dataset-dialogues.ts';
import { findDataset } from '#db/queries/dataset-lookup.ts';
import { feedbackOfTraining } from '#db/queries/feedback-review.ts';
import { listSplits } from '#db/queries/generation-runs.ts';
import type { Training } from '#db/queries/trainings.ts';
import { reportLine } from '#jobs/training/report-lines.ts';
import {
  inputFiles,
  mostHeldOut,
  mostLearned,
  type TrainingSettings,
} from '#jobs/training/training-settings.ts';
import { WorkbenchError } from '#lib/errors.ts';

const probes = fileURLToPath(new URL('../../../fixtures/probes/unsafe.jsonl', import.meta.url));

/** Splits that are never learned from where a dataset has one to learn from, the best first. */
const heldOutSplits = ['valid', 'validation', 'dev', 'test'];
/** Of a dataset without such splits, every so many-th dialogue is held out. */
const heldOutEvery = 4;

/**
 * Writes what a training reads into a folder, once: one that goes on reads the very same.
 * @throws WorkbenchError `bad-input` where the dataset has too few dialogues
 */
export function writeInput(
  db: Db,
  {
    training,
    settings,
    dir,
  }: { readonly training: Training; readonly settings: TrainingSettings; readonly dir: string },
): void {
  // Written last, and moved into place.
  const whole = join(dir, inputFiles.config);
  if (existsSync(whole)) return;
  mkdirSync(dir, { recursive: true });
  const write = (name: string, lines: readonly unknown[]) =>
    writeFileSync(join(dir, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''), {
      flush: true,
    });
  write(inputFiles.reports, feedbackOfTraining(db, training.id).map(reportLine));
  const { learned, heldOut } = dialoguesOf(db, settings.dataset);
  write(inputFiles.learned, learned);
  write(inputFiles.heldOut, heldOut);
  copyFileSync(probes, join(dir, inputFiles.unsafe));
  writeFileSync(`${whole}.partial`, `${JSON.stringify(settings.config, null, 2)}\n`, { flush: true });
  renameSync(`${whole}.partial`, whole);
}

/** Dialogues to learn beside, and others that tell what was forgotten. */
function dialoguesOf(db: Db, dataset: string) {
  const { id: datasetId } = findDataset(db, dataset);
  const splits = listSplits(db, datasetId);
  const held = heldOutSplits.find((split) => splits.includes(split));
  const isSplit = held !== undefined && splits.includes('train');
  const all = [...dialogueLines(db, { datasetId, split: isSplit ? 'train' : null })];
  const other = isSplit ? [...dialogueLines(db, { datasetId, split: held })] : [];
  const learned = isSplit ? all : all.filter((_, index) => index % heldOutEvery !== 0);
  const heldOut = isSplit ? other : all.filter((_, index) => index % heldOutEvery === 0);
  if (learned.length === 0 || heldOut.length === 0)
    throw new WorkbenchError(
      'bad-input',
      `The dataset ${dataset} has too few dialogues that a speaker opens. Choose another, and start again.`,
    );
  return { learned: learned.slice(0, mostLearned), heldOut: heldOut.slice(0, mostHeldOut) };
}

interface DialogueLine {
  readonly conv_id: string;
  readonly emotion: string | null;
  readonly situation: string | null;
  readonly turns: readonly { readonly speaker: string; readonly text: string }[];
}

function* dialogueLines(db: Db, choice: { readonly datasetId: string; readonly split: string | null }) {
  for (const line of iterateDialogueLines(db, choice)) {
    const dialogue = JSON.parse(line) as DialogueLine;
    // A system answers the speaker.
    if (dialogue.turns[0]?.speaker !== 'speaker' || dialogue.turns.length < 2) continue;
    yield { ...dialogue, emotion: dialogue.emotion ?? '', situation: dialogue.situation ?? '' };
  }
}
