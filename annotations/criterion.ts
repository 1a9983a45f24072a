import { z } from 'zod';
import { refuseFaults } from './criterion-faults.ts';

/**
 * How a criterion is answered:
 * - `scale`: a Likert scale of whole numbers, with words at any of its points;
 * - `slider`: a number from `minimum` to `maximum` in steps of `step`;
 * - `yes-no`: 0 or 1;
 * - `levels`: 0 none, 1 weak, 2 strong, as the empathy mechanisms are judged (Sharma et al. 2020);
 * - `ranking`: every response shown gets a rank, 1 the best, all different;
 * - `choice`: one answer for the whole item, the position of a response, or 0 where none stands out.
 */
export const criterionKinds = ['scale', 'slider', 'yes-no', 'levels', 'ranking', 'choice'] as const;

export type CriterionKind = (typeof criterionKinds)[number];

export interface Criterion {
  readonly kind: CriterionKind;
  readonly name: string;
  readonly label: string;
  readonly question: string;
  /** Lowest value. Of a choice: 0 where a tie can be answered, else 1. */
  readonly minimum: number;
  /** Highest value. Of a ranking or a choice: how many responses are shown. */
  readonly maximum: number;
  /** Of a slider only: the distance of two values. */
  readonly step?: number | undefined;
  /** Words at values: `{"1": "not at all"}`. Of a choice only at 0: the words for a tie. */
  readonly anchors: Readonly<Record<string, string>>;
  /** In a study of dialogues: asked once of the whole, not of every turn. */
  readonly about?: 'dialogue' | undefined;
}

/** A criterion as a file writes it: what follows from its kind may be left out. */
export interface WrittenCriterion {
  readonly kind: CriterionKind;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly step?: number | undefined;
  readonly ties?: boolean | undefined;
  readonly anchors: Readonly<Record<string, string>>;
}

/** Names stand in tables, messages and files: `import ratings` takes none with a control character. */
export const oneLine = /^[^\p{Cc}\u2028\u2029]*$/u;

const criterionName = z
  .string()
  .trim()
  .min(1, 'a criterion needs a name')
  .max(60, 'a criterion’s name has at most 60 characters')
  .regex(oneLine, 'a criterion’s name is one line without control characters');

const anchorKey = z
  .string()
  .refine(
    (key) => Number.isFinite(Number(key)) && String(Number(key)) === key,
    'an anchor’s key is a point of the scale',
  );

/** The number of responses that a ranking or choice is about is the study's to say; until then its maximum is 0. */
export const unsettledMaximum = 0;

export const criterionSchema = z
  .strictObject({
    kind: z.enum(criterionKinds).default('scale'),
    name: criterionName,
    label: z.string().trim().min(1).max(80),
    question: z.string().trim().min(1).max(500),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    /** Of a slider; 1 where it is left out. */
    step: z.number().optional(),
    /** Of a choice: whether one may answer that none stands out. */
    ties: z.boolean().optional(),
    anchors: z.record(anchorKey, z.string().trim().min(1).max(80)).default({}),
    /** In a study of dialogues: asked of every turn, or once of the whole. */
    about: z.enum(['response', 'dialogue']).optional(),
  })
  .superRefine(refuseFaults)
  .transform(({ ties, minimum, maximum, step, anchors, about, ...words }): Criterion => {
    const usual = usualValues[words.kind];
    const lowest = minimum ?? usual.minimum;
    return {
      ...words,
      minimum: ties === true ? 0 : lowest,
      maximum: maximum ?? usual.maximum,
      ...(words.kind === 'slider' ? { step: step ?? 1 } : {}),
      anchors: { ...usual.anchors, ...anchors },
      ...(about === 'dialogue' ? { about } : {}),
    };
  });

type UsualValues = Pick<Criterion, 'minimum' | 'maximum' | 'anchors'>;

const usualValues: Readonly<Record<CriterionKind, UsualValues>> = {
  // A scale names its ends itself, see `refuseFaults`.
  scale: { minimum: 1, maximum: 5, anchors: {} },
  slider: { minimum: 0, maximum: 100, anchors: {} },
  'yes-no': { minimum: 0, maximum: 1, anchors: { '0': 'no', '1': 'yes' } },
  levels: { minimum: 0, maximum: 2, anchors: { '0': 'none', '1': 'weak', '2': 'strong' } },
  ranking: { minimum: 1, maximum: unsettledMaximum, anchors: {} },
  choice: { minimum: 1, maximum: unsettledMaximum, anchors: {} },
};
