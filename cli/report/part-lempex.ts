import { forMechanisms, type Mechanism } from '#models/training/identifiers/mechanisms.ts';
import { clusteringOf, signatureOf } from './clustering.ts';
import { difference, type Estimated, estimate, type Figure, figure, ratio } from './figure.ts';
import { levelsOf } from './measure-levels.ts';
import { repliesOf } from './measure-replies.ts';
import { type PerplexityEstimates, perplexityMetrics, perplexityOf } from './part-perplexity.ts';
import { ownTokens, type ReplyEstimates, replyEstimates, replyMetrics, tableSeed } from './part-replies.ts';
import { type Measured, measured, noCheckpoint, type ReportContext } from './report-context.ts';
import { lempexSystems, type ReportSystem } from './report-systems.ts';

/** A row of the ablation table. */
export interface LempexRow {
  readonly perplexity: Figure;
  /** Greedy. */
  readonly bleu4: Figure;
  /** Sampled. */
  readonly sampledBleu4: Figure;
  readonly distinct1: Figure;
  readonly distinct2: Figure;
  readonly length: Figure;
  /** Mean levels (0 to 2) of sampled replies by the judging set; null without it. */
  readonly levels: Readonly<Record<Mechanism, Figure>> | null;
}

/** LEMPEx against the same without a part of it; positive where LEMPEx has more. */
export interface LempexContrast {
  readonly without: string;
  /** LEMPEx's ÷ the other's. */
  readonly perplexityRatio: Figure;
  readonly bleu4: Figure;
  readonly sampledBleu4: Figure;
  readonly distinct2: Figure;
  readonly levels: Readonly<Record<Mechanism, Figure>> | null;
}

export interface LempexPart {
  readonly rows: Readonly<Record<string, Measured<LempexRow>>>;
  readonly contrasts: readonly LempexContrast[];
}

interface Estimates {
  readonly perplexity: PerplexityEstimates;
  readonly greedy: ReplyEstimates;
  readonly sampled: ReplyEstimates;
  readonly levels: Readonly<Record<Mechanism, Estimated>> | null;
}

export async function lempexPart(context: ReportContext): Promise<LempexPart> {
  const rows: Record<string, Measured<LempexRow>> = {};
  const found = new Map<string, Estimates>();
  for (const system of lempexSystems) {
    const estimates = await estimatesOf(context, system);
    if (estimates) found.set(system.name, estimates);
    rows[system.name] = estimates ? measured(rowOf(context, estimates)) : noCheckpoint(system.checkpoint);
  }
  const [first, ...others] = lempexSystems;
  const whole = first && found.get(first.name);
  const contrasts = others.flatMap(({ name }) => {
    const other = found.get(name);
    return whole && other ? [contrast(context, { whole, other, without: name })] : [];
  });
  return { rows, contrasts };
}

async function estimatesOf(context: ReportContext, system: ReportSystem): Promise<Estimates | null> {
  const greedy = await repliesOf(context, system, { decoding: 'greedy', seed: tableSeed });
  const sampled = await repliesOf(context, system, { decoding: 'sampled', seed: tableSeed });
  const perplexity = await perplexityOf(context, system);
  if (!greedy || !sampled || !perplexity) return null;
  const replies = new Map([...sampled].map(([item, { raw }]) => [item, raw]));
  const levels = await levelsOf(context, 'judge', { name: system.name, replies });
  const meanLevel = (mechanism: Mechanism) =>
    estimate(
      context.tests.contexts.map(({ item }) => {
        const [, weak = 0, strong = 0] = levels?.get(item)?.[mechanism] ?? [];
        return [weak + 2 * strong, 1];
      }),
      (all) => (all[0] ?? 0) / (all[1] ?? 0),
      clusteringOf(context),
    );
  return {
    perplexity,
    greedy: replyEstimates(context, ownTokens(context, greedy)),
    sampled: replyEstimates(context, ownTokens(context, sampled)),
    levels: levels && forMechanisms(meanLevel),
  };
}

function rowOf(context: ReportContext, { perplexity, greedy, sampled, levels }: Estimates): LempexRow {
  const of = figuresIn(context);
  return {
    perplexity: of(perplexity.byWord, perplexityMetrics.byWord),
    bleu4: of(bleu4(greedy), replyMetrics.bleu(4)),
    sampledBleu4: of(bleu4(sampled), replyMetrics.bleu(4)),
    distinct1: of(sampled.distinct1, replyMetrics.distinct(1), 'centred'),
    distinct2: of(sampled.distinct2, replyMetrics.distinct(2), 'centred'),
    length: of(sampled.length, replyMetrics.length),
    levels:
      levels &&
      forMechanisms((mechanism) => of(levels[mechanism], `mean level, ${mechanism}|identifiers-judge`)),
  };
}

function contrast(
  context: ReportContext,
  {
    whole,
    other,
    without,
  }: { readonly whole: Estimates; readonly other: Estimates; readonly without: string },
): LempexContrast {
  const of = figuresIn(context);
  const [one, two] = [whole.levels, other.levels];
  return {
    without,
    perplexityRatio: of(
      ratio(whole.perplexity.byWord, other.perplexity.byWord),
      `${perplexityMetrics.byWord}|paired ratio`,
    ),
    bleu4: of(
      difference(bleu4(whole.greedy), bleu4(other.greedy)),
      `${replyMetrics.bleu(4)}|paired difference`,
    ),
    sampledBleu4: of(
      difference(bleu4(whole.sampled), bleu4(other.sampled)),
      `${replyMetrics.bleu(4)}|paired difference`,
    ),
    distinct2: of(
      difference(whole.sampled.distinct2, other.sampled.distinct2),
      `${replyMetrics.distinct(2)}|paired difference`,
      'centred',
    ),
    levels:
      one &&
      two &&
      forMechanisms((mechanism) =>
        of(
          difference(one[mechanism], two[mechanism]),
          `mean level, ${mechanism}|identifiers-judge|paired difference`,
        ),
      ),
  };
}

function figuresIn(context: ReportContext) {
  const n = context.tests.contexts.length;
  return (estimated: Estimated, name: string, kind: 'percentile' | 'centred' = 'percentile'): Figure =>
    figure(estimated, { n, kind, signature: signatureOf(context, name, kind) });
}

function bleu4({ bleu }: ReplyEstimates): Estimated {
  const [, , , four] = bleu;
  if (!four) throw new Error('BLEU has four orders');
  return four;
}
