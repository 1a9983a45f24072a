import { resolve } from 'node:path';
import { z } from 'zod';
import type { Dialogue } from './dialogue.ts';
import { dialogueForms, readDialogues } from './read-dialogues.ts';
import { readEpitome } from './read-epitome.ts';

/** A file of dialogues. */
export const dialogueSource = z.strictObject({
  /** Where it lies, from the folder given with --data. */
  path: z.string().min(1),
  /** How its lines are written. */
  form: z.enum(dialogueForms),
  /** Take the first so many dialogues only. */
  limit: z.int().min(1).optional(),
});

/** A file of dialogues, or one of EPITOME's, of which any text is wanted. */
export const textSource = z.union([
  dialogueSource,
  z.strictObject({ path: z.string().min(1), form: z.literal('epitome') }),
]);

export type DialogueSource = z.infer<typeof dialogueSource>;
export type TextSource = z.infer<typeof textSource>;

/** The dialogues of one source. Throws as `readDialogues`. */
export async function* dialoguesOf(source: DialogueSource, dataDir: string): AsyncGenerator<Dialogue> {
  let left = source.limit ?? Number.POSITIVE_INFINITY;
  for await (const dialogue of readDialogues(resolve(dataDir, source.path), source.form)) {
    yield dialogue;
    if (--left <= 0) return;
  }
}

/** Everything that is text in a source: turns, personas and situations, posts and answers. */
export async function* textsOf(source: TextSource, dataDir: string): AsyncGenerator<string> {
  if (source.form === 'epitome') {
    for await (const row of readEpitome(resolve(dataDir, source.path)))
      yield* [row.seekerPost, row.responsePost];
    return;
  }
  for await (const { turns, personas, situation } of dialoguesOf(source, dataDir)) {
    yield* turns;
    yield* personas?.flat() ?? [];
    if (situation) yield situation;
  }
}
