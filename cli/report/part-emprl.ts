import { classificationScores } from '#eval/metrics/classification-scores.ts';
import {
  levelCount,
  likeliestLevel,
  type Mechanism,
  type MechanismProbabilities,
  mechanisms,
} from '#models/training/identifiers/mechanisms.ts';
import { empathyReward } from '#models/training/objectives/empathy-reward.ts';
import { clusteringOf, signatureOf } from './clustering.ts';
import { difference, type Estimated, estimate, type Figure, figure, meanOf, ratio } from './figure.ts';
import type { Rows } from './kept-rows.ts';
import { type IdentifierSet, levelsOf } from './measure-levels.ts';
import { type KeptReply, repliesOf } from './measure-replies.ts';
import { perplexityMetrics, perplexityOf } from './part-perplexity.ts';
import { ownTokens, replyEstimates, replyMetrics } from './part-replies.ts';
import {
  checkpointDir,
  type Measured,
  measured,
  noCheckpoint,
  type ReportContext,
} from './report-context.ts';
import type { ReportSystem } from './report-systems.ts';

/** One figure of both systems, and of EmpRL less t5-sft on the same contexts. */
export interface Compared {
  readonly before: Figure;
  readonly after: Figure;
  readonly difference: Figure;
}

/** What a set of identifiers finds of both. Probabilities and F1 in percent. */
export interface EmpathyCompared {
  /** The mean probability of the target levels over the three mechanisms, and of each. */
  readonly probability: Compared;
  readonly mechanisms: Readonly<Record<Mechanism, Compared>>;
  /** The mean of their product, which is EmpRL's reward. */
  readonly product: Compared;
  readonly empathyF1: Compared;
  /** How many references have each level, by mechanism: what the targets are. */
  readonly targetCounts: Readonly<Record<Mechanism, readonly number[]>>;
}

export interface EmpRlFigures {
  readonly seeds: readonly number[];
  readonly judge: Measured<EmpathyCompared>;
  readonly reward: Measured<EmpathyCompared>;
  /** EmpRL's perplexity by word ÷ that of t5-sft. */
  readonly perplexityRatio: Figure;
  readonly distinct1: Compared;
  readonly distinct2: Compared;
  readonly bleu4: Compared;
  readonly length: Compared;
}

const systems = {
  before: { name: 't5-sft', generator: 't5-sft', checkpoint: 't5-sft' },
  after: { name: 'emprl', generator: 'emprl', checkpoint: 'emprl' },
} as const satisfies Record<string, ReportSystem>;

/** Seeds of the sampled replies, over which each context's figures are averaged. */
export const samplingSeeds = [1, 2, 3] as const;

type Side = 'before' | 'after';
type OfSides<T> = Readonly<Record<Side, T>>;

export async function empRlPart(context: ReportContext): Promise<Measured<EmpRlFigures>> {
  for (const { checkpoint } of [systems.before, systems.after])
    if (checkpointDir(context, checkpoint) === null) return noCheckpoint(checkpoint);
  const replies = { before: await drawn(context, 'before'), after: await drawn(context, 'after') };
  const counted = {
    before: replies.before.map((rows) => replyEstimates(context, ownTokens(context, rows))),
    after: replies.after.map((rows) => replyEstimates(context, ownTokens(context, rows))),
  };
  const over = (
    of: (estimates: (typeof counted)['before'][number]) => Estimated | undefined,
    name: string,
  ) => {
    const side = (list: (typeof counted)['before']) => meanOf(list.flatMap((each) => of(each) ?? []));
    const kind = name.startsWith('distinct') ? 'centred' : 'percentile';
    return compared(
      context,
      { before: side(counted.before), after: side(counted.after) },
      { name: `${name}|mean of seeds ${samplingSeeds.join(',')}`, kind },
    );
  };
  const perplexities = {
    before: await perplexityOf(context, systems.before),
    after: await perplexityOf(context, systems.after),
  };
  if (!perplexities.before || !perplexities.after) return noCheckpoint(systems.after.checkpoint);
  return measured({
    seeds: samplingSeeds,
    judge: await empathyOf(context, 'judge', replies),
    reward: await empathyOf(context, 'reward', replies),
    perplexityRatio: figure(ratio(perplexities.after.byWord, perplexities.before.byWord), {
      n: context.tests.contexts.length,
      signature: signatureOf(context, `${perplexityMetrics.byWord}|paired ratio`),
    }),
    distinct1: over(({ distinct1 }) => distinct1, replyMetrics.distinct(1)),
    distinct2: over(({ distinct2 }) => distinct2, replyMetrics.distinct(2)),
    bleu4: over(({ bleu }) => bleu[3], replyMetrics.bleu(4)),
    length: over(({ length }) => length, replyMetrics.length),
  });
}

async function drawn(context: ReportContext, side: Side): Promise<Rows<KeptReply>[]> {
  const found: Rows<KeptReply>[] = [];
  for (const seed of samplingSeeds) {
    const rows = await repliesOf(context, systems[side], { decoding: 'sampled', seed });
    if (rows) found.push(rows);
  }
  return found;
}

async function empathyOf(
  context: ReportContext,
  set: IdentifierSet,
  replies: OfSides<readonly Rows<KeptReply>[]>,
): Promise<Measured<EmpathyCompared>> {
  const references = await referenceLevels(context, set);
  if (!references) return noCheckpoint(`identifiers-${set}`);
  const sides = {
    before: await sideEstimates(context, { set, references, name: 't5-sft', replies: replies.before }),
    after: await sideEstimates(context, { set, references, name: 'emprl', replies: replies.after }),
  };
  const of = (name: string, pick: (side: SideEstimates) => Estimated) =>
    compared(
      context,
      { before: pick(sides.before), after: pick(sides.after) },
      { name: `${name}|identifiers-${set}|percent|seeds:${samplingSeeds.join(',')}`, kind: 'percentile' },
    );
  const counts = (mechanism: Mechanism) =>
    [0, 1, 2].map(
      (level) =>
        [...references.values()].filter((found) => likeliestLevel(found[mechanism]) === level).length,
    );
  return measured({
    probability: of('mean probability of target levels', ({ probability }) => probability),
    mechanisms: byMechanism((mechanism) =>
      of(`probability of the target level, ${mechanism}`, (side) => side.mechanisms[mechanism]),
    ),
    product: of('product of the target levels’ probabilities', ({ product }) => product),
    empathyF1: of('Emp-F1', ({ empathyF1 }) => empathyF1),
    targetCounts: byMechanism(counts),
  });
}

/** What a set finds of the references: targets are the likeliest levels. Null without the set. */
export function referenceLevels(
  context: ReportContext,
  set: IdentifierSet,
): Promise<Rows<MechanismProbabilities> | null> {
  const replies = new Map(context.tests.contexts.map(({ item, reference }) => [item, reference]));
  return levelsOf(context, set, { name: 'references', replies });
}

interface SideEstimates {
  readonly probability: Estimated;
  readonly mechanisms: Readonly<Record<Mechanism, Estimated>>;
  readonly product: Estimated;
  readonly empathyF1: Estimated;
}

const cells = levelCount ** 2;
/** Columns: three probabilities, their product, the number of replies, three confusion matrices. */
const column = { product: 3, count: 4, confusion: 5 } as const;

async function sideEstimates(
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
): Promise<SideEstimates> {
  const found: Rows<MechanismProbabilities>[] = [];
  for (const [at, rows] of replies.entries()) {
    const texts = new Map([...rows].map(([item, { raw }]) => [item, raw]));
    const levels = await levelsOf(context, set, {
      name: `${name}, seed ${samplingSeeds[at]}`,
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
    mechanisms: byMechanism((mechanism) => estimate(rows, mean(mechanisms.indexOf(mechanism)), clustering)),
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
  const targets = byMechanism((mechanism) => likeliestLevel(reference[mechanism]));
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

function byMechanism<T>(make: (mechanism: Mechanism) => T): Readonly<Record<Mechanism, T>> {
  return Object.fromEntries(mechanisms.map((mechanism) => [mechanism, make(mechanism)])) as Record<
    Mechanism,
    T
  >;
}

export function compared(
  context: Pick<ReportContext, 'tests'>,
  { before, after }: OfSides<Estimated>,
  { name, kind }: { readonly name: string; readonly kind: 'percentile' | 'centred' },
): Compared {
  const n = context.tests.contexts.length;
  const of = (estimated: Estimated, what: string) =>
    figure(estimated, { n, kind, signature: signatureOf(context, what, kind) });
  return {
    before: of(before, name),
    after: of(after, name),
    difference: of(difference(after, before), `${name}|paired difference`),
  };
}
