import {
  forMechanisms,
  likeliestLevel,
  type Mechanism,
  type MechanismProbabilities,
} from '#models/training/identifiers/mechanisms.ts';
import { signatureOf } from './clustering.ts';
import { type EmpathyEstimates, empathyEstimates } from './empathy-estimates.ts';
import { difference, type Estimated, type Figure, figure, meanOf, ratio } from './figure.ts';
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
    before: await empathyEstimates(context, { set, references, name: 't5-sft', replies: replies.before }),
    after: await empathyEstimates(context, { set, references, name: 'emprl', replies: replies.after }),
  };
  const of = (name: string, pick: (side: EmpathyEstimates) => Estimated) =>
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
    mechanisms: forMechanisms((mechanism) =>
      of(`probability of the target level, ${mechanism}`, (side) => side.mechanisms[mechanism]),
    ),
    product: of('product of the target levels’ probabilities', ({ product }) => product),
    empathyF1: of('Emp-F1', ({ empathyF1 }) => empathyF1),
    targetCounts: forMechanisms(counts),
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
