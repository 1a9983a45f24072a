import { distinct, distinctOfGroups } from '#eval/metrics/distinct.ts';
import { bleuSums, nlgEvalBleu } from '#eval/metrics/nlg-eval-bleu.ts';
import { replicates } from '#eval/statistics/cluster-bootstrap.ts';
import { moelTokens } from '#eval/text/moel-tokens.ts';
import { clusteringOf, signatureOf } from './clustering.ts';
import { difference, type Estimated, estimate, type Figure, figure } from './figure.ts';
import type { Rows } from './kept-rows.ts';
import { type Decoding, type KeptReply, repliesOf } from './measure-replies.ts';
import { type Measured, measured, noCheckpoint, type ReportContext } from './report-context.ts';
import { mainSystems } from './report-systems.ts';

/** What can be counted in replies. Shares and BLEU in percent. */
export interface ReplyEstimates {
  /** BLEU-1 to 4. */
  readonly bleu: readonly Estimated[];
  readonly distinct1: Estimated;
  readonly distinct2: Estimated;
  /** Tokens of a reply. */
  readonly length: Estimated;
  /** How many replies are no other's word for word. */
  readonly different: Estimated;
}

export interface ReplyFigures {
  readonly bleu: readonly Figure[];
  readonly distinct1: Figure;
  readonly distinct2: Figure;
  readonly length: Figure;
  readonly different: Figure;
}

export interface RepliesPart {
  /** Our own replies by the way they were drawn. */
  readonly own: Readonly<Record<Decoding, Readonly<Record<string, Measured<ReplyFigures>>>>>;
  /** Our figures less those of MIME in the like decoding, on the same contexts. */
  readonly lessMime: Readonly<Record<Decoding, Readonly<Record<string, LessMime>>>>;
  /** As their authors printed them; each in the decoding they chose. */
  readonly published: Readonly<Record<string, ReplyFigures>>;
  /** What people answered; without BLEU, which would be of a text against itself. */
  readonly references: Omit<ReplyFigures, 'bleu'>;
}

export interface LessMime {
  readonly bleu4: Figure;
  readonly distinct1: Figure;
  readonly distinct2: Figure;
}

/** The published answers that are drawn as ours are. */
export const mimeAnswers: Readonly<Record<Decoding, string>> = {
  greedy: 'mime_greedy',
  sampled: 'mime_topk',
};

/** The seed of the sampled replies in the tables. */
export const tableSeed = 1;

export async function repliesPart(context: ReportContext): Promise<RepliesPart> {
  const estimatesOf = (texts: readonly (readonly string[])[]) => replyEstimates(context, texts);
  const { contexts } = context.tests;
  const names = Object.keys(contexts[0]?.published ?? {});
  const printed = new Map(
    names.map((name) => [name, estimatesOf(contexts.map(({ published }) => published[name] ?? []))]),
  );
  const own = { greedy: {}, sampled: {} } as Record<Decoding, Record<string, Measured<ReplyFigures>>>;
  const lessMime = { greedy: {}, sampled: {} } as Record<Decoding, Record<string, LessMime>>;
  for (const decoding of ['greedy', 'sampled'] as const)
    for (const system of mainSystems) {
      const replies = await repliesOf(context, system, { decoding, seed: tableSeed });
      const found = replies && estimatesOf(ownTokens(context, replies));
      own[decoding][system.name] = found
        ? measured(replyFigures(context, found))
        : noCheckpoint(system.checkpoint);
      const mime = printed.get(mimeAnswers[decoding]);
      if (found && mime) lessMime[decoding][system.name] = less(context, found, mime);
    }
  const published = Object.fromEntries(
    [...printed].map(([name, found]) => [name, replyFigures(context, found)]),
  );
  const { bleu: _, ...references } = replyFigures(
    context,
    estimatesOf(contexts.map(({ referenceTokens }) => referenceTokens)),
  );
  return { own, lessMime, published, references };
}

function less(context: Pick<ReportContext, 'tests'>, one: ReplyEstimates, other: ReplyEstimates): LessMime {
  const n = context.tests.contexts.length;
  const of = (name: string, values: readonly (Estimated | undefined)[], kind: 'percentile' | 'centred') => {
    const [a, b] = values;
    if (!a || !b) throw new Error('there is nothing to subtract');
    const signature = signatureOf(context, `${name}|paired difference`, kind);
    return figure(difference(a, b), { n, kind, signature });
  };
  return {
    bleu4: of(replyMetrics.bleu(4), [one.bleu[3], other.bleu[3]], 'percentile'),
    distinct1: of(replyMetrics.distinct(1), [one.distinct1, other.distinct1], 'centred'),
    distinct2: of(replyMetrics.distinct(2), [one.distinct2, other.distinct2], 'centred'),
  };
}

/** Replies lower-cased and tokenised as the references are, in the order of the contexts. */
export function ownTokens({ tests }: Pick<ReportContext, 'tests'>, replies: Rows<KeptReply>): string[][] {
  return tests.contexts.map(({ item }) => moelTokens(replies.get(item)?.raw ?? ''));
}

export function replyEstimates(
  context: Pick<ReportContext, 'tests' | 'draws'>,
  texts: readonly (readonly string[])[],
): ReplyEstimates {
  const clustering = clusteringOf(context);
  const rows = texts.map((tokens, at) => {
    const { matches, totals, length, referenceLength } = bleuSums(tokens, [
      context.tests.contexts[at]?.referenceTokens ?? [],
    ]);
    return [...matches, ...totals, length, referenceLength, 1];
  });
  const bleu = (n: number) => (all: ArrayLike<number>) => {
    const values = Array.from(all);
    const [matches, totals] = [values.slice(0, 4), values.slice(4, 8)];
    const [length = 0, referenceLength = 0] = values.slice(8);
    return 100 * (nlgEvalBleu({ matches, totals, length, referenceLength })[n - 1] ?? Number.NaN);
  };
  const groups = clustering.clusterOf;
  const share = (n: number): Estimated => {
    const of = distinctOfGroups(texts, n, { groups });
    return {
      value: 100 * distinct(texts, n).share,
      replicates: replicates(clustering.draws, (weights) => 100 * of(weights)),
    };
  };
  const whole = texts.map((tokens) => [tokens.join(' ')]);
  const different = distinctOfGroups(whole, 1, { groups });
  return {
    bleu: [1, 2, 3, 4].map((n) => estimate(rows, bleu(n), clustering)),
    distinct1: share(1),
    distinct2: share(2),
    length: estimate(rows, (all) => (all[8] ?? 0) / (all[10] ?? 1), clustering),
    different: {
      value: 100 * distinct(whole, 1).share,
      replicates: replicates(clustering.draws, (weights) => 100 * different(weights)),
    },
  };
}

const tokens = 'tok:lower, moel contractions, nltk 3.4 words';

/** What the figures of replies are, the same wherever they are compared. */
export const replyMetrics = {
  bleu: (order: number) => `nlg_eval.bleu|order:${order}|smooth:none|refs:1|${tokens}|percent`,
  distinct: (n: number) => `distinct_n|n:${n}|scope:corpus|${tokens}|percent`,
  length: `mean length|${tokens}`,
  different: `different replies|${tokens}|percent`,
} as const;

export function replyFigures(
  context: Pick<ReportContext, 'tests'>,
  { bleu, distinct1, distinct2, length, different }: ReplyEstimates,
): ReplyFigures {
  const n = context.tests.contexts.length;
  const centred = (metric: string, value: Estimated) =>
    figure(value, { n, kind: 'centred', signature: signatureOf(context, metric, 'centred') });
  return {
    bleu: bleu.map((value, order) =>
      figure(value, { n, signature: signatureOf(context, replyMetrics.bleu(order + 1)) }),
    ),
    distinct1: centred(replyMetrics.distinct(1), distinct1),
    distinct2: centred(replyMetrics.distinct(2), distinct2),
    length: figure(length, { n, signature: signatureOf(context, replyMetrics.length) }),
    different: centred(replyMetrics.different, different),
  };
}
