import type { Latency, PoolCounts, PoolStatus } from './pool-status.ts';

const minute = 60_000;
const recent = 5 * minute;
const mostSamples = 4096;

interface Sample {
  readonly at: number;
  readonly seconds: number;
}

/** One reply that came. */
export interface ReplyFigures {
  readonly tokens: number;
  /** From its asking; null where nobody asked for tokens as they come. */
  readonly firstTokenSeconds: number | null;
  readonly seconds: number;
}

/** What a pool has done, and how fast of late. Times are milliseconds of one clock. */
export class PoolFigures {
  readonly #counts = { done: 0, failed: 0, cancelled: 0, refused: 0, retried: 0, tokens: 0 };
  readonly #firstTokens = new Latencies();
  readonly #replies = new Latencies();
  /** Of the last minute, by its seconds. */
  readonly #perSecond = new Map<number, { tokens: number; replies: number }>();

  constructor(private readonly clock: () => number) {}

  get counts(): PoolCounts {
    return { ...this.#counts };
  }

  count(what: Exclude<keyof PoolCounts, 'tokens' | 'done'>): void {
    this.#counts[what]++;
  }

  done(reply: ReplyFigures | null): void {
    this.#counts.done++;
    if (reply === null) return;
    const at = this.clock();
    this.#counts.tokens += reply.tokens;
    this.#replies.add({ at, seconds: reply.seconds });
    if (reply.firstTokenSeconds !== null) this.#firstTokens.add({ at, seconds: reply.firstTokenSeconds });
    const second = Math.floor(at / 1000);
    const sums = this.#perSecond.get(second) ?? { tokens: 0, replies: 0 };
    this.#perSecond.set(second, {
      tokens: sums.tokens + reply.tokens,
      replies: sums.replies + 1,
    });
    for (const old of this.#perSecond.keys()) {
      if (old > second - 60) break;
      this.#perSecond.delete(old);
    }
  }

  /** Means of the last minute, and what its seconds were. */
  rates(): Pick<PoolStatus, 'tokensPerSecond' | 'repliesPerSecond' | 'lastMinute'> {
    const now = Math.floor(this.clock() / 1000);
    const lastMinute = Array.from({ length: 60 }, (_, index) => {
      return this.#perSecond.get(now - 59 + index) ?? { tokens: 0, replies: 0 };
    });
    return {
      tokensPerSecond: lastMinute.reduce((sum, { tokens }) => sum + tokens, 0) / 60,
      repliesPerSecond: lastMinute.reduce((sum, { replies }) => sum + replies, 0) / 60,
      lastMinute,
    };
  }

  latencies(): { readonly firstToken: Latency | null; readonly reply: Latency | null } {
    const since = this.clock() - recent;
    return { firstToken: this.#firstTokens.summary(since), reply: this.#replies.summary(since) };
  }
}

class Latencies {
  #samples: Sample[] = [];
  #sum = 0;
  #count = 0;

  add(sample: Sample): void {
    this.#samples.push(sample);
    this.#sum += sample.seconds;
    this.#count++;
    // Half as many again before they are cut, so that it is not done for each.
    if (this.#samples.length > 1.5 * mostSamples) this.#samples = this.#samples.slice(-mostSamples);
  }

  summary(since: number): Latency | null {
    const seconds = this.#samples.flatMap((sample) => (sample.at >= since ? [sample.seconds] : []));
    if (seconds.length === 0) return null;
    seconds.sort((a, b) => a - b);
    const quantile = (share: number) => seconds[Math.ceil(share * seconds.length) - 1] ?? 0;
    return { p50: quantile(0.5), p95: quantile(0.95), sum: this.#sum, count: this.#count };
  }
}
