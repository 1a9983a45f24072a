import { classificationScores } from '#eval/metrics/classification-scores.ts';
import {
  forMechanisms,
  levelCount,
  likeliestLevel,
  type Mechanism,
  type MechanismProbabilities,
  mechanisms,
} from '#models/training/identifiers/mechanisms.ts';
import { empathyReward } from '#models/training/objectives/empathy-reward.ts';
import { clusteringOf } from './clustering.ts';
import { type Estimated, estimate } from './figure.ts';
import type { Rows } from './kept-rows.ts';
import { type IdentifierSet, levelsOf } from './measure-levels.ts';
import type { KeptReply } from './measure-replies.ts';
import type { ReportContext } from './report-context.ts';

export interface EmpathyEstimates {
  readonly probability: Estimated;
  readonly mechanisms: Readonly<Record<Mechanism, Estimated>>;
  readonly product: Estimated;
  readonly empathyF1: Estimated;
}

const cells = levelCount ** 2;
/** Columns: three probabilities, their product, the number of replies, three confusion matrices. */
const column = { product: 3, count: 4, confusion: 5 } as const;

/** @param replies a list for each seed; the estimates are over all of them together */
export async function empathyEstimates(
  context: ReportContext,
  {
    set,
    references,
    name,
    replies,
  }: {
    readonly set: IdentifierSet;
    readonly references: Rows<MechanismProbabilities>;
    readonly name: string;
    readonly replies: readonly Rows<KeptReply>[];
  },
): Promise<EmpathyEstimates> {
  const found: Rows<MechanismProbabilities>[] = [];
  for (const [at, rows] of replies.entries()) {
    const texts = new Map([...rows].map(([item, { raw }]) => [item, raw]));
    const levels = await levelsOf(context, set, {
      name: `${name}, run ${at + 1}`,
      replies: texts,
    });
    if (levels) found.push(levels);
  }
  const rows = context.tests.contexts.map(({ item }) =>
    summed(
      found.flatMap((levels) => levels.get(item) ?? []),
      references.get(item),
    ),
  );
  const clustering = clusteringOf(context);
  const mean = (at: number) => (all: ArrayLike<number>) => (100 * (all[at] ?? 0)) / (all[column.count] ?? 0);
  return {
    probability: estimate(
      rows,
      (all) => (mean(0)(all) + mean(1)(all) + mean(2)(all)) / mechanisms.length,
      clustering,
    ),
    mechanisms: forMechanisms((mechanism) => estimate(rows, mean(mechanisms.indexOf(mechanism)), clustering)),
    product: estimate(rows, mean(column.product), clustering),
    empathyF1: estimate(rows, empathyF1, clustering),
  };
}

/** A context's features over the seeds. */
function summed(
  replies: readonly MechanismProbabilities[],
  reference: MechanismProbabilities | undefined,
): number[] {
  const row = new Array<number>(column.confusion + mechanisms.length * cells).fill(0);
  if (!reference) return row;
  const add = (at: number, value: number) => {
    row[at] = (row[at] ?? 0) + value;
  };
  const targets = forMechanisms((mechanism) => likeliestLevel(reference[mechanism]));
  for (const levels of replies) {
    for (const [at, mechanism] of mechanisms.entries()) {
      const target = targets[mechanism];
      add(at, levels[mechanism][target]);
      add(column.confusion + at * cells + target * levelCount + likeliestLevel(levels[mechanism]), 1);
    }
    add(column.product, empathyReward(levels, targets));
    add(column.count, 1);
  }
  return row;
}

/** Weighted F1 of each mechanism, the mean of the three (EmpRL's run_dialogue.py). */
function empathyF1(all: ArrayLike<number>): number {
  const values = Array.from(all);
  const f1 = mechanisms.map((_, at) => {
    const start = column.confusion + at * cells;
    return classificationScores(values.slice(start, start + cells), levelCount).weightedF1;
  });
  return (100 * f1.reduce((sum, value) => sum + value, 0)) / mechanisms.length;
}
