import { z } from 'zod';
import type { Criterion } from './criterion.ts';

/**
 * What is rated: single responses, those of all systems to one context side by side; every listener turn of a dialogue,
 * shown as a whole and with one system's answers; or such a dialogue as a whole.
 */
export const unitSchema = z.enum(['response', 'turn', 'dialogue']);

export type RatedUnit = z.infer<typeof unitSchema>;

/** Before rating, an annotator talks with a system themselves. */
export const chatTaskSchema = z.strictObject({
  kind: z.literal('chat'),
  /** How many times the annotator says something; from the minimum on they may end the talk, at the maximum it ends. */
  turns: z
    .strictObject({ minimum: z.int().min(1).max(30), maximum: z.int().min(1).max(30) })
    .refine(({ minimum, maximum }) => minimum <= maximum, {
      message: 'the maximum must not be below the minimum',
      path: ['maximum'],
    })
    .default({ minimum: 3, maximum: 6 }),
  /** What they are asked to talk about: a situation of the dataset, its emotion alone, or whatever they like. */
  scene: z.enum(['situation', 'emotion', 'free']).default('situation'),
});

export type ChatTask = z.infer<typeof chatTaskSchema>;

interface DialogueStudy {
  readonly unit?: RatedUnit | undefined;
  readonly task?: ChatTask | undefined;
}

/** A talk is rated as a whole unless the study says otherwise. */
export function unitOf({ unit, task }: DialogueStudy): RatedUnit {
  return unit ?? (task ? 'dialogue' : 'response');
}

/** Whether an item is a dialogue with the answers of one system, and not one context with those of all. */
export function showsDialogues(study: DialogueStudy): boolean {
  return unitOf(study) !== 'response';
}

type CheckedStudy = DialogueStudy & {
  readonly systems: readonly string[];
  readonly criteria: readonly Criterion[];
  readonly assignment?: { readonly shown?: number | undefined } | undefined;
  readonly extraRatings?: object | undefined;
  readonly quality?:
    | { readonly repeats: number; readonly attention: number; readonly gold: readonly unknown[] }
    | undefined;
};

/** Says what a study of dialogues cannot have, and what only such a study can. */
export function reportImpossibleDialogues(study: CheckedStudy, context: z.RefinementCtx): void {
  const report = (path: (string | number)[], message: string) =>
    context.addIssue({ code: 'custom', message, path });
  if (!showsDialogues(study)) {
    if (study.task)
      report(['unit'], 'a talk is rated turn by turn or as a whole: set unit to turn or dialogue');
    for (const [index, { about }] of study.criteria.entries())
      if (about === 'dialogue')
        report(
          ['criteria', index, 'about'],
          'this study rates single responses: set unit to turn to ask about dialogues',
        );
    return;
  }
  const { assignment, quality, extraRatings, task } = study;
  if (assignment?.shown !== undefined && assignment.shown !== 1)
    report(['assignment', 'shown'], 'a dialogue shows one system: leave this out');
  if (quality && quality.attention > 0)
    report(
      ['quality', 'attention'],
      'an instruction amid a dialogue would break it; repeats can be used instead',
    );
  if (quality && quality.gold.length > 0)
    report(['quality', 'gold'], 'gold items are single contexts, and this study shows dialogues');
  if (!task) return;
  if (quality && quality.repeats > 0)
    report(['quality', 'repeats'], 'nobody can have the same talk twice: leave this out');
  if (extraRatings)
    report(['extraRatings'], 'every talk is another and is rated once by who had it: leave this out');
  const human = study.systems.indexOf('human');
  if (human >= 0)
    report(['systems', human], 'nobody can talk with the dataset’s own answers: leave human out');
}
