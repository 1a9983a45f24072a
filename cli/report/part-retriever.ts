import { bm25ReplyRanks, denseReplyRanks, type PairRank } from '#models/exemplars/measure-reply-recall.ts';
import { openTextEncoders } from '#models/exemplars/text-encoders.ts';
import { contextTexts } from '#models/generators/check-context.ts';
import { normaliseUtterance } from '#models/training/data/normalise-utterance.ts';
import { contextText } from '#models/training/t5/context-text.ts';
import { clusteringOf, signatureOf } from './clustering.ts';
import { difference, type Estimated, estimate, type Figure, figure } from './figure.ts';
import { keptRows } from './kept-rows.ts';
import {
  checkpointDir,
  hashOf,
  type Measured,
  measured,
  noCheckpoint,
  type ReportContext,
  rowsFile,
} from './report-context.ts';

/** Shares in [0, 1] of contexts whose own reply is ranked so among 100. */
export interface RecallFigures {
  readonly at1: Figure;
  readonly at10: Figure;
  readonly reciprocalRank: Figure;
}

export interface RetrieverPart {
  readonly bm25: RecallFigures;
  readonly dpr: Measured<RecallFigures>;
  /** dpr less BM25, recall among the first 10. */
  readonly difference: Figure | null;
}

export async function retrieverPart(context: ReportContext): Promise<RetrieverPart> {
  const pairs = context.tests.contexts.map((test) => ({
    question: contextText(contextTexts(test.context)),
    reply: normaliseUtterance(test.reference),
  }));
  const bm25 = recallEstimates(
    context,
    await ranksOf(context, { name: 'bm25', identity: 'lucene', rank: async () => bm25ReplyRanks(pairs) }),
  );
  const dir = checkpointDir(context, 'dpr');
  if (dir === null) return { bm25: recallFigures(context, bm25), dpr: noCheckpoint('dpr'), difference: null };
  const rank = async () => {
    const encoders = await openTextEncoders(dir, context.session);
    try {
      return await denseReplyRanks(encoders, pairs);
    } finally {
      await encoders.dispose();
    }
  };
  const ranks = await ranksOf(context, { name: 'dpr', identity: await hashOf(dir), rank });
  const dpr = recallEstimates(context, ranks);
  return {
    bm25: recallFigures(context, bm25),
    dpr: measured(recallFigures(context, dpr)),
    difference: figure(difference(dpr.at10, bm25.at10), {
      n: bm25.questions,
      signature: signatureOf(context, 'recall@10|true reply among 100|paired difference'),
    }),
  };
}

interface Ranking {
  readonly name: string;
  readonly identity: string;
  readonly rank: () => Promise<readonly PairRank[]>;
}

/** Ranks by pair, kept; pairs that no block asks for have none. */
async function ranksOf(context: ReportContext, { name, identity, rank }: Ranking): Promise<PairRank[]> {
  const pairs = [...context.tests.contexts.keys()];
  const rows = await keptRows<number | null>({
    path: rowsFile(context, `ranks-${name}`, { identity, pairs: pairs.length }),
    items: pairs,
    compute: async (_, keep) => {
      context.progress({ done: 0, total: null, message: `Ranking replies: ${name}` });
      const found = new Map((await rank()).map(({ pair, rank: at }) => [pair, at]));
      keep(pairs.map((pair) => [pair, found.get(pair) ?? null] as const));
      context.note(`${name}: ranks of ${found.size.toLocaleString('en-US')} replies`);
    },
  });
  return [...rows].flatMap(([pair, at]) => (at === null ? [] : [{ pair, rank: at }]));
}

interface RecallEstimates {
  readonly questions: number;
  readonly at1: Estimated;
  readonly at10: Estimated;
  readonly reciprocalRank: Estimated;
}

function recallEstimates(context: ReportContext, ranks: readonly PairRank[]): RecallEstimates {
  const { draws, clusterOf } = clusteringOf(context);
  const clustering = { draws, clusterOf: ranks.map(({ pair }) => clusterOf[pair] ?? 0) };
  const rows = ranks.map(({ rank }) => [Number(rank <= 1), Number(rank <= 10), 1 / rank, 1]);
  const mean = (column: number) => (all: ArrayLike<number>) => (all[column] ?? 0) / (all[3] ?? 0);
  return {
    questions: ranks.length,
    at1: estimate(rows, mean(0), clustering),
    at10: estimate(rows, mean(1), clustering),
    reciprocalRank: estimate(rows, mean(2), clustering),
  };
}

function recallFigures(
  context: ReportContext,
  { questions: n, at1, at10, reciprocalRank }: RecallEstimates,
): RecallFigures {
  const of = (estimated: Estimated, name: string) =>
    figure(estimated, { n, signature: signatureOf(context, `${name}|true reply among 100`) });
  return {
    at1: of(at1, 'recall@1'),
    at10: of(at10, 'recall@10'),
    reciprocalRank: of(reciprocalRank, 'mean reciprocal rank'),
  };
}
