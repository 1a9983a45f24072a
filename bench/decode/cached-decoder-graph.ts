import { parametersOf } from '#models/architectures/forward-graph.ts';
import { buildGpt2, languageModelHead } from '#models/architectures/gpt2.ts';
import { hidden } from '#models/architectures/host-inputs.ts';
import { type KeyValue, under } from '#models/architectures/layers.ts';
import { Graph, type Tensor } from '#models/graph/graph.ts';
import { one, rawReshape, shapeTensor } from '#models/graph/ops/broadcasting.ts';
import {
  and,
  concat,
  greater,
  lessOrEqual,
  neg,
  positions,
  reshape,
  unsqueeze,
  where,
} from '#models/graph/ops/index.ts';
import type { Gpt2Config } from '#models/weights/configs.ts';

/** The size names are those that transformers.js fills in for an empty cache: `batch_size` rows, all others 0. */
const rows = 'batch_size';
const time = 'sequence_length';
const before = 'past_sequence_length';

/**
 * What gets logits: every place, as in the exports that most GPT-2 folders hold, or the last ones, as many as the
 * further input `num_logits_to_keep` says (0: all), which newer exports have.
 */
export type LogitsPlaces = 'every place' | 'last places';

/**
 * GPT-2 in the layout that transformers.js runs: `input_ids`, `attention_mask` over the past and the new tokens,
 * `position_ids` and `past_key_values.N.key|value` give `logits` and, as `present.N.key|value`, the whole cache.
 * Weights, layers and their order are those of `forwardGraph`.
 */
export function cachedDecoderGraph(config: Gpt2Config, places: LogitsPlaces): Graph {
  const graph = new Graph();
  const parameters = parametersOf(graph);
  const inputIds = graph.input('input_ids', 'int64', [rows, time]);
  const past = pastInputs(graph, config);
  // The name that the sum of the two lengths has.
  const total = `(${before}+${time})`;
  const mask = graph.input('attention_mask', 'int64', [rows, total]);
  const positionIds = graph.input('position_ids', 'int64', [rows, time]);
  const { hiddenStates } = buildGpt2(config, parameters, {
    inputIds,
    positionIds,
    attentionBias: causalBias(graph, { mask, total }),
    joined: (present, layer) => {
      const cache = {
        key: join(past[layer]?.key, present.key),
        value: join(past[layer]?.value, present.value),
      };
      graph.output(cache.key, `present.${layer}.key`);
      graph.output(cache.value, `present.${layer}.value`);
      return cache;
    },
  });
  const state = hiddenStates.at(-1);
  if (!state) throw new Error('the model gave no hidden state');
  const head = { parameters, body: under(parameters, 'transformer.') };
  const wanted = places === 'last places' ? lastPlaces(state) : state;
  graph.output(languageModelHead(config, head, wanted), 'logits');
  return graph;
}

function pastInputs(graph: Graph, { n_layer: layers, n_head: heads, n_embd: width }: Gpt2Config): KeyValue[] {
  const shape = [rows, heads, before, width / heads];
  return Array.from({ length: layers }, (_, layer) => ({
    key: graph.input(`past_key_values.${layer}.key`, 'float32', shape),
    value: graph.input(`past_key_values.${layer}.value`, 'float32', shape),
  }));
}

/** [batch, 1, new, all]: a token sees what the mask shows among the tokens up to itself. */
function causalBias(
  graph: Graph,
  { mask, total }: { readonly mask: Tensor; readonly total: string },
): Tensor {
  const scalar = (size: string) => rawReshape(shapeTensor(graph, [size]), []);
  const queries = one(graph, 'Range', {
    inputs: [scalar(before), scalar(total), graph.constant(1, [], 'int64')],
    outputs: [{ dtype: 'int64', shape: [time] }],
  });
  const notLater = lessOrEqual(unsqueeze(positions(mask, 1), [0, 1, 2]), unsqueeze(queries, [0, 1, 3]));
  return where(and(notLater, greater(unsqueeze(mask, [1, 2]), 0)), 0, hidden);
}

/** The last `num_logits_to_keep` places of [batch, time, width], all where it is 0. */
function lastPlaces(state: Tensor): Tensor {
  const { graph, shape } = state;
  const count = graph.input('num_logits_to_keep', 'int64', []);
  const vector = (value: number) => graph.constant([value], [1], 'int64');
  return one(graph, 'Slice', {
    inputs: [state, reshape(neg(count), [1]), vector(Number.MAX_SAFE_INTEGER), vector(1)],
    outputs: [{ dtype: 'float32', shape: shape.with(1, 'kept') }],
  });
}

function join(past: Tensor | undefined, present: Tensor): Tensor {
  if (!past) throw new Error('a layer has no past');
  return concat([past, present], 2);
}
