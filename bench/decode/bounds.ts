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
  /** of a batch of one, by the weights that each step reads */
  readonly tokensPerSecondAlone: number;
  readonly conversation: ReplyBound;
  readonly fresh: ReplyBound;
}

export interface ReplyBound {
  /** GFLOP with weights and with keys and values */
  readonly weightWork: number;
  readonly attentionWork: number;
  readonly repliesPerSecond: number;
}

export function boundsOf(
  config: Gpt2Config,
  { peaks, streams }: { readonly peaks: Peaks; readonly streams: Streams },
): Bounds[] {
  return (['float32', 'int8'] as const).map((weights) => {
    const [peak, stream] = [peaks[weights], streams[weights]];
    const gigabytesPerStep = (weightsPerStep(config) * (weights === 'int8' ? 1 : 4)) / 1e9;
    const bound = (lengths: ReplyLengths): ReplyBound => {
      const { layers, head, attention } = replyWork(config, lengths);
      const [weightWork, attentionWork] = [(layers + head) / 1e9, attention / 1e9];
      const seconds = weightWork / peak + attentionWork / peaks.float32;
      return { weightWork, attentionWork, repliesPerSecond: 1 / seconds };
    };
    return {
      weights,
      threads: peaks.threads,
      peak,
      attentionPeak: peaks.float32,
      stream,
      gigabytesPerStep,
      tokensPerSecondAlone: stream / gigabytesPerStep,
      conversation: bound({
        known: conversationShape.prefix,
        words: conversationShape.words,
        reply: conversationShape.reply,
      }),
      fresh: bound({ known: 0, words: freshShape.prompt, reply: freshShape.reply }),
    };
  });
}
