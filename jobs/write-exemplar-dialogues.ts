import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Db } from '#db/client.ts';
import { iterateDialogueLines } from '#db/queries/dataset-dialogues.ts';
import { findDataset } from '#db/queries/dataset-lookup.ts';
import { listSplits } from '#db/queries/generation-runs.ts';
import { WorkbenchError } from '#lib/errors.ts';

/** Exemplars from a dataset of the workbench, in a definition that is to be registered. */
const chosen = z.strictObject({ dataset: z.string().min(1), split: z.string().min(1).optional() });

/**
 * A definition with the path of a file of dialogues in the place of `"exemplars": {"dataset", "split"}`, since models
 * read files and no database. The file is named after what is in it, so that it is written once.
 * @param dir where it is written
 * @throws WorkbenchError `not-found` for an unknown dataset, `bad-input` for a split without dialogues or another form
 */
export function withExemplarFile(db: Db, definition: unknown, dir: string): unknown {
  if (typeof definition !== 'object' || definition === null || !('exemplars' in definition))
    return definition;
  const { exemplars } = definition;
  if (typeof exemplars !== 'object' || exemplars === null) return definition;
  const choice = chosen.safeParse(exemplars);
  if (choice.success) return { ...definition, exemplars: writeExemplarDialogues(db, choice.data, dir) };
  throw new WorkbenchError(
    'bad-input',
    '"exemplars" must be the path of a file of dialogues, "none", or {"dataset": NAME, "split": NAME}.',
  );
}

function writeExemplarDialogues(
  db: Db,
  { dataset, split = null }: { readonly dataset: string; readonly split?: string | null | undefined },
  dir: string,
): string {
  const { id: datasetId } = findDataset(db, dataset);
  const lines = [...iterateDialogueLines(db, { datasetId, split })];
  if (lines.length === 0)
    throw new WorkbenchError(
      'bad-input',
      `The dataset ${dataset} has no dialogues${split === null ? '' : ` of the split ${split}; there are: ${listSplits(db, datasetId).join(', ')}`}.`,
    );
  const text = `${lines.join('\n')}\n`;
  const name = createHash('sha256').update(text).digest('hex').slice(0, 32);
  const file = join(dir, `${name}.jsonl`);
  if (existsSync(file)) return file;
  mkdirSync(dir, { recursive: true });
  const partial = `${file}.${process.pid}.partial`;
  writeFileSync(partial, text, { flush: true });
  renameSync(partial, file);
  return file;
}
