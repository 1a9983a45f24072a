import { z } from 'zod';
import { isWorkbenchError } from '#lib/errors.ts';
import { type Criterion, criterionSchema, oneLine, unsettledMaximum } from './criterion.ts';
import { checkShape } from './design/check-shape.ts';
import {
  chatTaskSchema,
  type RatedUnit,
  reportImpossibleDialogues,
  showsDialogues,
  unitOf,
  unitSchema,
} from './dialogue-study.ts';
import { displaySchema } from './display.ts';
import { crowdSchema } from './flow/crowd.ts';
import { exitSurveySchema } from './flow/exit-survey.ts';
import { qualificationProblems, qualificationSchema } from './flow/qualification.ts';
import { welfareSchema } from './flow/welfare.ts';
import { qualitySchema, reportImpossibleChecks } from './quality/quality-settings.ts';
import { readyCriterion, readyNames } from './ready-criteria.ts';

export { type Criterion, type CriterionKind, criterionKinds, criterionSchema } from './criterion.ts';
export { readyCriteria } from './ready-criteria.ts';

export const sampleSchema = z.strictObject({
  /** How many contexts are rated. */
  items: z.int().min(1, 'a study needs at least 1 item').max(100_000),
  /** `emotion` draws every emotion in proportion to its share of the dataset; `none` draws from all alike. */
  stratify: z.enum(['emotion', 'none']).default('emotion'),
  /** Only contexts of this split; all splits where it is left out. */
  split: z.string().min(1).optional(),
  /** Only these emotions; all where it is left out. */
  emotions: z.array(z.string().min(1)).min(1).optional(),
});

/**
 * A solved assignment: who rates what, with which systems, in which order, planned as a whole. Without it items are
 * dealt as annotators come, which balances positions within each annotator and nothing else.
 */
export const assignmentSchema = z.strictObject({
  /** How many annotators are planned for; who comes beyond them gets a fair part of what is left. */
  annotators: z.int().min(1, 'a study needs at least 1 annotator').max(2000),
  /** The most items one annotator may be given; as many as there are where it is left out. */
  itemsPerAnnotator: z.int().min(1).max(100_000).optional(),
  /** How many responses stand side by side; those of all systems where it is left out. */
  shown: z.int().min(1).max(26).optional(),
  /** After so many hours without a sign of life, what an annotator has not begun is given to others who ask for more. */
  absentAfterHours: z.number().min(0.25).max(2000).default(48),
});

/** More ratings for items about which raters disagree. */
export const extraRatingsSchema = z.strictObject({
  /** Highest less lowest value that any response has on any criterion, in points, from which an item gets one more. */
  spread: z.number().min(1).max(100),
  /** The most ratings an item gets in all. */
  atMost: z.int().min(2).max(50),
});

/** Looks at the results before the study ends, planned so that all of them together err as often as one would. */
export const looksSchema = z.strictObject({
  /** At which shares of the ratings wanted; the last is 1, the end. */
  at: z
    .array(z.number().min(0.05, 'a look needs at least 0.05 of the ratings').max(1))
    .min(2, 'looks are planned at two points at least; without them the study is looked at once, at its end')
    .max(10)
    .refine(
      (shares) => shares.every((share, index) => share > (shares[index - 1] ?? 0)),
      'the shares must rise',
    )
    .refine((shares) => shares.at(-1) === 1, 'the last look is at 1, the end of the study'),
  spending: z.enum(['obrien-fleming', 'pocock']).default('obrien-fleming'),
  alpha: z.number().gt(0).max(0.5).default(0.05),
});

/** A study as a file or a form says it. See docs/guides/studies.md. */
export const studyDefinitionSchema = z
  .strictObject({
    name: z
      .string()
      .trim()
      .min(1, 'a study needs a name')
      .max(120)
      .regex(oneLine, 'a study’s name is one line without control characters'),
    dataset: z.string().trim().min(1, 'name the dataset'),
    systems: z.array(z.string().trim().min(1)).min(1, 'name at least one system').max(26),
    /** What is rated: single responses where it is left out. See docs/guides/conversation-studies.md. */
    unit: unitSchema.optional(),
    /** Before rating, annotators talk with a system themselves. */
    task: chatTaskSchema.optional(),
    sample: sampleSchema,
    /** Leave out for the ready criteria empathy, relevance and fluency; the name of a ready one stands for it. */
    criteria: z
      .array(z.union([z.enum(readyNames), criterionSchema]))
      .min(1, 'a study needs at least one criterion')
      .max(12)
      .default(['empathy', 'relevance', 'fluency'])
      .transform((list) => list.map((entry) => (typeof entry === 'string' ? readyCriterion(entry) : entry))),
    ratingsPerItem: z.int().min(1).max(50).default(2),
    assignment: assignmentSchema.optional(),
    extraRatings: extraRatingsSchema.optional(),
    looks: looksSchema.optional(),
    /** What is put between items to see how people rate. See docs/guides/quality.md. */
    quality: qualitySchema.optional(),
    seed: z
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .default(1),
    /** What annotators see as the study's title: the name is the researcher's and may tell what is compared. */
    publicTitle: z.string().trim().min(1).max(120).default('Rating responses'),
    instructions: z.string().trim().max(20_000).default(''),
    consent: z.string().trim().max(20_000).default(''),
    /** Minutes without a sign of life after which an unfinished item goes back to the pool. */
    leaseMinutes: z.int().min(1).max(1440).default(30),
    /** What annotators see of the dialogue besides its turns. */
    show: z
      .strictObject({ emotion: z.boolean().default(false), situation: z.boolean().default(false) })
      .prefault({}),
    /**
     * Typing betrays systems that print lower-case or spaced-out text, so all responses are shown in one typography
     * unless a study asks for them as they are. Studies older than this choice have no value; see `displayOf`.
     */
    display: displaySchema.default('normalised'),
    /** Items with known answers before the task; whoever falls short is thanked and their share goes to others. */
    qualification: qualificationSchema.optional(),
    /** Questions after the last item. */
    exitSurvey: exitSurveySchema.optional(),
    /** The crowd platform that annotators come from; a plain link where it is left out. See docs/guides/crowd.md. */
    crowd: crowdSchema.optional(),
    welfare: welfareSchema.optional(),
  })
  .superRefine((study, context) => {
    reportRepeated(study.systems, 'systems', context);
    reportRepeated(
      study.criteria.map((criterion) => criterion.name),
      'criteria',
      context,
    );
    reportImpossibleAssignment(study, context);
    reportImpossibleComparisons(study, context);
    reportImpossibleDialogues(study, context);
    reportImpossibleChecks(study, { tasks: usualTasks(study), shown: shownAtOnce(study) }, context);
    if (study.qualification)
      for (const { path, message } of qualificationProblems(study.qualification, study.criteria))
        context.addIssue({ code: 'custom', message, path: [...path] });
  })
  .overwrite((study) => ({
    ...study,
    ...(showsDialogues(study) ? { unit: unitOf(study) } : {}),
    criteria: study.criteria.map((one) => settled(one, { shown: shownAtOnce(study), unit: unitOf(study) })),
  }));

export type StudyDefinition = z.infer<typeof studyDefinitionSchema>;
/** The same before defaults are filled in: what a file may leave out. */
export type StudyDefinitionInput = z.input<typeof studyDefinitionSchema>;

interface AssignedStudy {
  readonly systems: readonly string[];
  readonly sample: { readonly items: number };
  readonly ratingsPerItem: number;
  readonly assignment?: z.output<typeof assignmentSchema> | undefined;
  readonly extraRatings?: z.output<typeof extraRatingsSchema> | undefined;
  readonly unit?: RatedUnit | undefined;
  readonly task?: z.output<typeof chatTaskSchema> | undefined;
}

function reportImpossibleAssignment(study: AssignedStudy, context: z.RefinementCtx): void {
  const { systems, sample, ratingsPerItem, assignment, extraRatings } = study;
  if (extraRatings && extraRatings.atMost <= ratingsPerItem)
    context.addIssue({
      code: 'custom',
      message: `an item gets ${ratingsPerItem} ratings anyway; name more than that, or leave extraRatings out`,
      path: ['extraRatings', 'atMost'],
    });
  if (!assignment) return;
  try {
    checkShape({
      systems,
      items: sample.items,
      annotators: assignment.annotators,
      ratingsPerItem,
      quota: assignment.itemsPerAnnotator ?? sample.items,
      shown: shownAtOnce(study),
    });
  } catch (error) {
    if (!isWorkbenchError(error)) throw error;
    const field = fieldsOfShape[String(error.details.field)];
    context.addIssue({ code: 'custom', message: error.message, path: field ?? ['assignment'] });
  }
}

const fieldsOfShape: Readonly<Record<string, string[]>> = {
  shown: ['assignment', 'shown'],
  ratingsPerItem: ['ratingsPerItem'],
  quota: ['assignment', 'itemsPerAnnotator'],
};

/** About how many items an annotator rates: all where nobody can know. */
function usualTasks({ sample, ratingsPerItem, assignment }: AssignedStudy): number {
  if (!assignment) return sample.items;
  const share = Math.ceil((sample.items * ratingsPerItem) / assignment.annotators);
  return Math.min(sample.items, assignment.itemsPerAnnotator ?? share, share);
}

/** How many responses of an item stand side by side. */
export function shownAtOnce(study: Pick<AssignedStudy, 'systems' | 'assignment' | 'unit' | 'task'>): number {
  return showsDialogues(study) ? 1 : (study.assignment?.shown ?? study.systems.length);
}

/** Rankings and choices need something to compare, and run over exactly what is shown. */
function reportImpossibleComparisons(
  study: AssignedStudy & { readonly criteria: readonly Criterion[] },
  context: z.RefinementCtx,
): void {
  const shown = shownAtOnce(study);
  for (const [index, { kind, maximum, anchors }] of study.criteria.entries()) {
    if (kind !== 'ranking' && kind !== 'choice') continue;
    const report = (field: string, message: string) =>
      context.addIssue({ code: 'custom', message, path: ['criteria', index, field] });
    if (shown < 2)
      report('kind', `a ${kind} compares responses, and this study shows one at a time: show at least 2`);
    else if (maximum !== unsettledMaximum && maximum !== shown)
      report('maximum', `this study shows ${shown} responses side by side: leave maximum out`);
    else if (kind === 'ranking')
      for (const rank of Object.keys(anchors))
        if (Number(rank) > shown) report('anchors', `there is no rank ${rank} of ${shown} responses`);
  }
}

function settled(
  criterion: Criterion,
  { shown, unit }: { readonly shown: number; readonly unit: RatedUnit },
): Criterion {
  const { kind, maximum } = criterion;
  if (unit === 'dialogue') return { ...criterion, about: 'dialogue' };
  const isByItem = kind === 'ranking' || kind === 'choice';
  return isByItem && maximum === unsettledMaximum ? { ...criterion, maximum: shown } : criterion;
}

function reportRepeated(names: readonly string[], path: string, context: z.RefinementCtx): void {
  for (const [index, name] of names.entries())
    if (names.indexOf(name) !== index)
      context.addIssue({ code: 'custom', message: `“${name}” stands twice in ${path}`, path: [path, index] });
}
