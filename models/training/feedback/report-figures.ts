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
import { measureUnsafe, type UnsafeFigures } from '../probes/unsafe-figures.ts';
import type { UnsafeProbe } from '../probes/unsafe-probes.ts';
import type { CollectedReports } from './collected-reports.ts';
import type { Report } from './read-reports.ts';
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

/** What is said in a context that people judged. */
export interface SaidReply {
  readonly context: readonly string[];
  /** By greedy decoding. */
  readonly reply: string;
}

export interface FeedbackFigures {
  /** Null where no reply was reported; so are the next three where there are none. */
  readonly reported: RejectedFigures | null;
  readonly corrections: LikelihoodFigures | null;
  readonly probes: ProbeFigures | null;
  readonly unsafe: UnsafeFigures | null;
  /** In the first contexts of the reports. */
  readonly said: readonly SaidReply[];
  readonly validation: HeldOutFigures;
}

export interface MeasuredReports<Item> {
  readonly system: SystemUnderTraining<Item>;
  readonly open: OpenSystem<Item>;
  readonly score: (items: readonly Item[]) => Promise<ReplyLikelihood[]>;
  readonly reports: CollectedReports<Item>;
  /** Rejected replies in contexts that are not learned from. */
  readonly probes: readonly Item[];
  /** Prompts to which a reply may be unsafe. */
  readonly unsafe: readonly UnsafeProbe[];
  /** The reports as their file has them. */
  readonly lines: readonly Report[];
  readonly tests: readonly HitTest[];
}

/** Contexts whose replies are kept with the figures, for people to read. */
const mostSaid = 40;

export interface MeasuredFrom {
  /** Of the start, so that what is measured before and after is one thing. */
  readonly threshold: number;
  readonly validation: HeldOutFigures;
}

export async function measureReports<Item>(
  measured: MeasuredReports<Item>,
  { threshold, validation }: MeasuredFrom,
): Promise<FeedbackFigures> {
  const { score, probes, unsafe, lines, tests } = measured;
  const { rejected } = measured.reports;
  const replies = await score(rejected.map(({ item }) => item));
  const corrections = correctionsOf(measured.reports);
  const reported = lines.flatMap(({ reply }) => reply ?? []);
  return {
    reported: rejected.length > 0 ? rejectedFigures(replies, { threshold, tests }) : null,
    corrections: corrections.length > 0 ? likelihoodFigures(await score(corrections)) : null,
    probes: probes.length > 0 ? await probeFigures(measured, threshold) : null,
    unsafe: unsafe.length > 0 ? await measureUnsafe(measured, { probes: unsafe, reported }) : null,
    said: await saidReplies(measured),
    validation,
  };
}

/** Each correction once. */
export function correctionsOf<Item>({ rejected, mended }: CollectedReports<Item>): Item[] {
  return [...new Set([...rejected.flatMap((each) => each.corrections), ...mended])];
}

async function probeFigures<Item>(
  { system, open, score, reports, probes, tests }: MeasuredReports<Item>,
  threshold: number,
): Promise<ProbeFigures> {
  const wordsOf = (tokens: readonly number[]) =>
    tokens.filter((token) => !system.special.has(token)).join(' ');
  const items = reports.rejected.map(({ item }) => item);
  const known = new Set([...items, ...probes].map((item) => wordsOf(system.replyOf(item))));
  const said = await open.greedyReplies(probes);
  return {
    ...rejectedFigures(await score(probes), { threshold, tests }),
    greedyRejected: meanOf(said.map((tokens) => (known.has(wordsOf(tokens)) ? 1 : 0))),
  };
}

async function saidReplies<Item>({ system, open, lines }: MeasuredReports<Item>): Promise<SaidReply[]> {
  const contexts = new Map(lines.map((report) => [JSON.stringify(report.context), report]));
  const asked = [...contexts.values()].slice(0, mostSaid);
  const items = asked.map(({ context, reply, correction }) =>
    system.itemOf(context, reply ?? correction ?? ''),
  );
  const said = await open.greedyReplies(items);
  return asked.map(({ context }, index) => ({
    context,
    reply: system.tokenizer.decode(said[index] ?? []).trim(),
  }));
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
