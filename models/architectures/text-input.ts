import type { Graph, Tensor } from '../graph/graph.ts';
import { mul, sub } from '../graph/ops/elementwise.ts';
import { unsqueeze } from '../graph/ops/layout.ts';
import type { Dim } from '../graph/shapes.ts';
import type { T5Config } from '../weights/configs.ts';
import { type HostInputs, hidden, type Rows, rowsTensor } from './host-inputs.ts';
import { modelInputs, type TokenBatch } from './model-inputs.ts';
import { relativePositionBuckets } from './relative-position-buckets.ts';

/** One text of a graph that reads several, such as a context and an answer, for T5 encoders. */
export interface TextInput {
  /** int64 [batch, length] */
  readonly ids: Tensor;
  /** float32 [batch, length], 1 where a token is real */
  readonly mask: Tensor;
  /** int64 [length, length] */
  readonly buckets: Tensor;
}

/** Declares `NAME_ids`, `NAME_mask` and `NAME_buckets`, which `textFeeds` fills; the length is named `NAME`. */
export function textInput(graph: Graph, name: string): TextInput {
  return {
    ids: graph.input(`${name}_ids`, 'int64', ['batch', name]),
    mask: maskInput(graph, name),
    buckets: bucketsInput(graph, `${name}_buckets`, name),
  };
}

/** The input `NAME_mask`, float32 [batch, NAME]. */
export function maskInput(graph: Graph, name: string): Tensor {
  return graph.input(`${name}_mask`, 'float32', ['batch', name]);
}

/** Buckets of all pairs of places of a length, int64 [length, length]. */
export function bucketsInput(graph: Graph, name: string, length: Dim): Tensor {
  return graph.input(name, 'int64', [length, length]);
}

/** [batch, 1, 1, length] to add to attention scores: 0 for real tokens, very negative for the others. */
export function biasOf(mask: Tensor): Tensor {
  return mul(sub(1, unsqueeze(mask, [1, 2])), hidden);
}

/** What `textInput` takes for a batch; a mask left out shows everything. Throws for ids outside the model. */
export function textFeeds(
  config: T5Config,
  name: string,
  { input_ids, attention_mask }: Pick<TokenBatch, 'input_ids' | 'attention_mask'>,
): HostInputs {
  // Checks ids and mask as for every encoder.
  modelInputs({ ...config, architectures: ['T5EncoderModel'] }, { input_ids, attention_mask });
  const length = input_ids[0]?.length ?? 0;
  return {
    [`${name}_ids`]: rowsTensor(input_ids, name),
    ...maskFeed(name, attention_mask ?? input_ids.map((row) => row.map(() => 1))),
    ...bucketsFeed(config, `${name}_buckets`, length),
  };
}

/** What `maskInput` takes. */
export function maskFeed(name: string, mask: Rows): HostInputs {
  const data = Float32Array.from(mask.flat());
  return { [`${name}_mask`]: { dtype: 'float32', shape: [mask.length, mask[0]?.length ?? 0], data } };
}

/** What `bucketsInput` takes: an encoder's buckets, which look to both sides. */
export function bucketsFeed(config: T5Config, name: string, length: number): HostInputs {
  const data = relativePositionBuckets(
    { queries: length, keys: length, queryOffset: 0 },
    {
      bidirectional: true,
      buckets: config.relative_attention_num_buckets,
      maxDistance: config.relative_attention_max_distance,
    },
  );
  return { [name]: { dtype: 'int64', shape: [length, length], data } };
}
