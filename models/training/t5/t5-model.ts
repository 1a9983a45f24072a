import { parametersOf } from '../../architectures/forward-graph.ts';
import { hidden } from '../../architectures/host-inputs.ts';
import { relativePositionBuckets } from '../../architectures/relative-position-buckets.ts';
import { seededDropout } from '../../architectures/seeded-dropout.ts';
import { buildT5Decoder, buildT5Encoder } from '../../architectures/t5.ts';
import { Graph, type Tensor } from '../../graph/graph.ts';
import { crossEntropy, ignoredLabel } from '../../graph/ops/loss.ts';
import type { Feed } from '../../runtime/session.ts';
import type { Feeds } from '../../runtime/trainer.ts';
import type { T5Config } from '../../weights/configs.ts';
import type { ReplyPair } from './reply-pairs.ts';

/** T5 with dropout, and the mean cross-entropy of the tokens of the replies. */
export function replyModel(config: T5Config): { readonly graph: Graph; readonly loss: Tensor } {
  const graph = new Graph();
  const parameters = parametersOf(graph);
  const dropout = seededDropout(graph);
  const crossBias = graph.input('encoder_bias', 'float32', ['batch', 1, 1, 'source']);
  const encoder = buildT5Encoder(config, parameters, {
    inputIds: graph.input('input_ids', 'int64', ['batch', 'source']),
    attentionBias: crossBias,
    buckets: graph.input('encoder_buckets', 'int64', ['source', 'source']),
    dropout,
  });
  const { logits } = buildT5Decoder(config, parameters, {
    inputIds: graph.input('decoder_input_ids', 'int64', ['batch', 'time']),
    // Filling stands on the right, where no place looks: one mask serves all rows.
    attentionBias: graph.input('decoder_bias', 'float32', [1, 1, 'time', 'time']),
    buckets: graph.input('decoder_buckets', 'int64', ['time', 'time']),
    crossBias,
    encoded: encoder.state,
    dropout,
  });
  return { graph, loss: crossEntropy(logits, graph.input('labels', 'int64', ['batch', 'time'])) };
}

/** What a T5 needs to know of its tokens. */
export interface T5Tokens {
  readonly pad: number;
  readonly end: number;
  /** What the decoder starts with. */
  readonly start: number;
}

/** Makes what `replyModel` is fed for pairs; what hangs on lengths alone is made once. */
export function replyFeeds(config: T5Config, tokens: T5Tokens): (pairs: readonly ReplyPair[]) => Feeds {
  const sides = { encoder: new Map<number, Feed>(), decoder: new Map<number, Feed>() };
  const masks = new Map<number, Feed>();
  const buckets = (side: 'encoder' | 'decoder', length: number) =>
    once(sides[side], length, () => ({
      data: relativePositionBuckets(
        { queries: length, keys: length, queryOffset: 0 },
        {
          bidirectional: side === 'encoder',
          buckets: config.relative_attention_num_buckets,
          maxDistance: config.relative_attention_max_distance,
        },
      ),
      shape: [length, length],
    }));
  return (pairs) => {
    const source = pairs.reduce((longest, pair) => Math.max(longest, pair.source.length), 0);
    const time = pairs.reduce((longest, pair) => Math.max(longest, pair.target.length), 0);
    return {
      ...sourceFeeds(pairs, source, tokens),
      encoder_buckets: buckets('encoder', source),
      ...targetFeeds(pairs, time, tokens),
      decoder_buckets: buckets('decoder', time),
      decoder_bias: once(masks, time, () => ({ data: causal(time), shape: [1, 1, time, time] })),
    };
  };
}

function once(made: Map<number, Feed>, length: number, make: () => Feed): Feed {
  const found = made.get(length) ?? make();
  made.set(length, found);
  return found;
}

function sourceFeeds(pairs: readonly ReplyPair[], source: number, { pad }: T5Tokens): Feeds {
  const ids = new Int32Array(pairs.length * source).fill(pad);
  const bias = new Float32Array(ids.length).fill(hidden);
  for (const [row, pair] of pairs.entries()) {
    ids.set(pair.source, row * source);
    bias.fill(0, row * source, row * source + pair.source.length);
  }
  return {
    input_ids: { data: ids, shape: [pairs.length, source] },
    encoder_bias: { data: bias, shape: [pairs.length, 1, 1, source] },
  };
}

function targetFeeds(pairs: readonly ReplyPair[], time: number, { pad, start }: T5Tokens): Feeds {
  const shape = [pairs.length, time];
  const labels = new Int32Array(pairs.length * time).fill(ignoredLabel);
  const ids = new Int32Array(labels.length).fill(pad);
  for (const [row, { target }] of pairs.entries()) {
    labels.set(target, row * time);
    ids[row * time] = start;
    ids.set(target.subarray(0, -1), row * time + 1);
  }
  return { decoder_input_ids: { data: ids, shape }, labels: { data: labels, shape } };
}

function causal(time: number): Float32Array {
  const bias = new Float32Array(time * time);
  for (let query = 0; query < time; query++) bias.fill(hidden, query * time + query + 1, (query + 1) * time);
  return bias;
}
