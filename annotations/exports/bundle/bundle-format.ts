import { z } from 'zod';
import { adjustments } from '#eval/statistics/adjust-p.ts';
import { criterionKinds } from '../../criterion.ts';
import { displaySchema } from '../../display.ts';

/** The files of a study's bundle that it is read back from; the others are for people and other programs. */
export const bundleFiles = {
  study: 'study.json',
  items: 'items.jsonl',
  assignments: 'assignments.jsonl',
  report: 'report.json',
  sums: 'SHA256SUMS',
} as const;

const name = z.string().min(1);

/** `study.json`: what the study is, and how its numbers were made. */
export const bundleStudySchema = z.object({
  format: z.literal('workbench study bundle'),
  version: z.literal(1),
  software: z.object({ workbench: z.string(), node: z.string() }),
  study: z.object({
    name,
    kind: z.enum(['live', 'imported']),
    dataset: name,
    seed: z.int(),
    ratingsPerItem: z.int(),
    /** How raters saw the responses, which stand in the bundle as they are stored; only of a study rated here. */
    display: displaySchema.optional(),
    systems: z.array(z.object({ name, kind: z.string(), run: z.string() })),
    criteria: z.array(
      z.object({
        name,
        kind: z.enum(criterionKinds),
        label: z.string(),
        question: z.string(),
        minimum: z.number(),
        maximum: z.number(),
        step: z.number().nullable(),
        anchors: z.record(z.string(), z.string()),
        about: z.enum(['turn', 'dialogue']).optional(),
      }),
    ),
  }),
  include: z.enum(['submitted', 'all']),
  /** Whose ratings do not count in `report.json`. */
  excluded: z.array(z.string()),
  settings: z.object({
    level: z.number(),
    resamples: z.int(),
    seed: z.int(),
    adjustment: z.enum(adjustments),
    itemsAnEmotion: z.int(),
  }),
});

export type BundleStudy = z.infer<typeof bundleStudySchema>;

/** A line of `items.jsonl`. */
export const bundleItemSchema = z.object({
  item: name,
  conv_id: z.string(),
  turn_index: z.int(),
  emotion: z.string().nullable(),
  /** In a study of dialogues: what the turn hangs together with. */
  dialogue: z.string().optional(),
  context: z.array(z.object({ speaker: z.string(), text: z.string() })),
  /** By system. */
  responses: z.record(z.string(), z.string()),
});

/** A line of `assignments.jsonl`: who answered what of an item; texts and labels are in `items.jsonl`. */
export const bundleAssignmentSchema = z.object({
  item: name,
  rater: name,
  /** The rater's n-th, from 0. */
  sequence: z.int(),
  status: z.enum(['active', 'submitted', 'skipped', 'expired']),
  /** In the order shown, as far as the study tells it. */
  shown: z.array(
    z.object({
      system: name,
      position: z.int().nullable(),
      /** By criterion, as stored: a choice stands at the first response, as the position chosen, 0 for a tie. */
      values: z.record(z.string(), z.number()),
    }),
  ),
  /** Only where comments were asked for. */
  comment: z.string().optional(),
});

export type BundleAssignment = z.infer<typeof bundleAssignmentSchema>;
