import type { Gpt2Config } from '#models/weights/configs.ts';
import type { Peaks, Streams } from './measure-peaks.ts';
import { type ReplyLengths, replyWork, weightsPerStep } from './reply-work.ts';
import { conversationShape, freshShape } from './workloads.ts';

/** What no program can exceed that reaches the measured peaks all the time and does nothing else. */
export interface Bounds {
  readonly weights: 'float32' | 'int8';
  readonly threads: number;
  /** the peak that the products with weights are held against, in GFLOP/s */
  readonly peak: number;
  /** the peak of the products with keys and values, which are float32 always */
  readonly attentionPeak: number;
  /** GB/s */
  readonly stream: number;
  readonly gigabytesPerStep: number;
  /** of a batch, which share the reading of the weights */
  readonly rows: number;
  /** of a batch of one, by the weights that each step reads */
  readonly tokensPerSecondAlone: number;
  readonly conversation: ReplyBound;
  readonly fresh: ReplyBound;
}

/** The parts of a reply, in GFLOP and in ms at best. */
export interface ReplyBound {
  /** the prompt's new tokens, up to the first token of the reply */
  readonly promptWork: number;
  readonly promptTime: number;
  /** the other tokens: the larger of the two times counts */
  readonly replyWork: number;
  readonly replyTime: number;
  readonly steps: number;
  readonly streamTime: number;
  /** products with keys and values */
  readonly attentionWork: number;
  readonly attentionTime: number;
  readonly time: number;
  readonly repliesPerSecond: number;
}

export interface Machine {
  readonly peaks: Peaks;
  readonly streams: Streams;
  readonly rows: number;
}

export function boundsOf(config: Gpt2Config, { peaks, streams, rows }: Machine): Bounds[] {
  return (['float32', 'int8'] as const).map((weights) => {
    const [peak, stream] = [peaks[weights], streams[weights]];
    const gigabytesPerStep = (weightsPerStep(config) * (weights === 'int8' ? 1 : 4)) / 1e9;
    const rates = { peak, attentionPeak: peaks.float32, stream, gigabytesPerStep, rows };
    return {
      weights,
      threads: peaks.threads,
      ...rates,
      tokensPerSecondAlone: stream / gigabytesPerStep,
      conversation: replyBound(config, {
        known: conversationShape.prefix,
        words: conversationShape.words,
        reply: conversationShape.reply,
        ...rates,
      }),
      fresh: replyBound(config, { known: 0, words: freshShape.prompt, reply: freshShape.reply, ...rates }),
    };
  });
}

type Rates = Pick<Bounds, 'peak' | 'attentionPeak' | 'stream' | 'gigabytesPerStep' | 'rows'>;

function replyBound(config: Gpt2Config, { known, words, reply, ...rates }: ReplyLengths & Rates): ReplyBound {
  const whole = replyWork(config, { known, words, reply });
  const first = replyWork(config, { known, words, reply: 1 });
  const promptWork = (first.layers + first.head) / 1e9;
  const replyRest = (whole.layers + whole.head) / 1e9 - promptWork;
  const attentionWork = whole.attention / 1e9;
  const steps = reply - 1;
  const promptTime = (1000 * promptWork) / rates.peak;
  const replyTime = (1000 * replyRest) / rates.peak;
  const streamTime = (1000 * steps * rates.gigabytesPerStep) / rates.stream / rates.rows;
  const attentionTime = (1000 * attentionWork) / rates.attentionPeak;
  const time = promptTime + Math.max(replyTime, streamTime) + attentionTime;
  return {
    promptWork,
    promptTime,
    replyWork: replyRest,
    replyTime,
    steps,
    streamTime,
    attentionWork,
    attentionTime,
    time,
    repliesPerSecond: 1000 / time,
  };
}
