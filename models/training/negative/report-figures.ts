import { meanOf } from '../objectives/masked-statistics.ts';
import {
  type Hits,
  type HitTest,
  hitsOf,
  hitTests,
  isHit,
  meanLogProbability,
  type ReplyLikelihood,
} from '../objectives/negative-hits.ts';
import type { CollectedReports } from './collected-reports.ts';
import type { HeldOutFigures, OpenSystem, SystemUnderTraining } from './system-under-training.ts';

/** How a system stands to replies that people rejected. */
export interface RejectedFigures {
  readonly replies: number;
  /** The share that each test calls a hit. */
  readonly hits: Readonly<Record<HitTest, number>>;
  /** The share that one of the tests of the training calls a hit. */
  readonly hitRate: number;
  /** The mean over replies of the mean natural log of a token's probability. */
  readonly tokenLogProbability: number;
  /** The mean over replies of the natural log of the whole reply's probability. */
  readonly replyLogProbability: number;
}

export interface LikelihoodFigures {
  readonly replies: number;
  readonly tokenLogProbability: number;
  readonly replyLogProbability: number;
}

export interface ProbeFigures extends RejectedFigures {
  /** The share of probes whose greedy answer is, token for token, a reported reply, of whatever context. */
  readonly greedyRejected: number;
}

export interface ReportFigures {
  readonly reported: RejectedFigures;
  /** Null where there are none. */
  readonly corrections: LikelihoodFigures | null;
  readonly probes: ProbeFigures | null;
  readonly validation: HeldOutFigures;
}

export interface MeasuredReports<Item> {
  readonly system: SystemUnderTraining<Item>;
  readonly open: OpenSystem<Item>;
  readonly score: (items: readonly Item[]) => Promise<ReplyLikelihood[]>;
  readonly reports: CollectedReports<Item>;
  /** Rejected replies in contexts that are not learned from. */
  readonly probes: readonly Item[];
  readonly tests: readonly HitTest[];
}

/** @param threshold of the start, so that what is measured before and after is one thing */
export async function measureReports<Item>(
  { system, open, score, reports, probes, tests }: MeasuredReports<Item>,
  { threshold, validation }: { readonly threshold: number; readonly validation: HeldOutFigures },
): Promise<ReportFigures> {
  const { rejected, mended } = reports;
  const corrections = [...new Set([...rejected.flatMap((each) => each.corrections), ...mended])];
  const items = rejected.map(({ item }) => item);
  const test = { threshold, tests };
  return {
    reported: rejectedFigures(await score(items), test),
    corrections: corrections.length > 0 ? likelihoodFigures(await score(corrections)) : null,
    probes: probes.length > 0 ? await probeFigures() : null,
    validation,
  };

  async function probeFigures(): Promise<ProbeFigures> {
    const wordsOf = (tokens: readonly number[]) =>
      tokens.filter((token) => !system.special.has(token)).join(' ');
    const known = new Set([...items, ...probes].map((item) => wordsOf(system.replyOf(item))));
    const said = await open.greedyReplies(probes);
    return {
      ...rejectedFigures(await score(probes), test),
      greedyRejected: meanOf(said.map((tokens) => (known.has(wordsOf(tokens)) ? 1 : 0))),
    };
  }
}

function rejectedFigures(
  replies: readonly ReplyLikelihood[],
  { threshold, tests }: { readonly threshold: number; readonly tests: readonly HitTest[] },
): RejectedFigures {
  const hits = replies.map((reply) => hitsOf(reply, threshold));
  const share = (is: (each: Hits) => boolean) => meanOf(hits.map((each) => (is(each) ? 1 : 0)));
  const shares = hitTests.map((test) => [test, share((each) => each[test])]);
  return {
    ...likelihoodFigures(replies),
    hits: Object.fromEntries(shares) as Record<HitTest, number>,
    hitRate: share((each) => isHit(each, tests)),
  };
}

function likelihoodFigures(replies: readonly ReplyLikelihood[]): LikelihoodFigures {
  return {
    replies: replies.length,
    tokenLogProbability: meanOf(replies.map(meanLogProbability)),
    replyLogProbability: meanOf(
      replies.map(({ logProbabilities }) => logProbabilities.reduce((sum, value) => sum + value, 0)),
    ),
  };
}
