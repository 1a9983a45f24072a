import { parametersOf } from '../../architectures/forward-graph.ts';
import { buildGpt } from '../../architectures/gpt.ts';
import { buildGpt2 } from '../../architectures/gpt2.ts';
import { hidden } from '../../architectures/host-inputs.ts';
import { seededDropout } from '../../architectures/seeded-dropout.ts';
import { Graph, type Tensor } from '../../graph/graph.ts';
import { crossEntropy, ignoredLabel } from '../../graph/ops/loss.ts';
import type { Feeds } from '../../runtime/trainer.ts';
import type { Gpt2Config, OpenaiGptConfig } from '../../weights/configs.ts';
import type { DialogueTokens } from './dialogue-tokens.ts';
import { rowTargets } from './dialogue-windows.ts';

/** A GPT with token types and dropout, and the mean cross-entropy of the labelled tokens. */
export function dialogueModel(config: Gpt2Config | OpenaiGptConfig): {
  readonly graph: Graph;
  readonly loss: Tensor;
} {
  const graph = new Graph();
  const inputs = {
    inputIds: graph.input('input_ids', 'int64', ['batch', 'time']),
    positionIds: graph.input('position_ids', 'int64', [1, 'time']),
    tokenTypeIds: graph.input('token_type_ids', 'int64', ['batch', 'time']),
    attentionBias: graph.input('attention_bias', 'float32', [1, 1, 'time', 'time']),
    dropout: seededDropout(graph),
  };
  const parameters = parametersOf(graph);
  const { logits } =
    config.model_type === 'gpt2'
      ? buildGpt2(config, parameters, inputs)
      : buildGpt(config, parameters, inputs);
  return { graph, loss: crossEntropy(logits, graph.input('labels', 'int64', ['batch', 'time'])) };
}

/** What the model is fed for rows, filled on the right: no place sees what stands behind it, so no mask is needed. */
export function dialogueFeeds(rows: readonly (readonly number[])[], tokens: DialogueTokens): Feeds {
  const time = rows.reduce((longest, { length }) => Math.max(longest, length), 0);
  const shape = [rows.length, time];
  const ids = new Int32Array(rows.length * time).fill(tokens.pad);
  const types = ids.slice();
  const labels = new Int32Array(ids.length).fill(ignoredLabel);
  for (const [index, row] of rows.entries()) {
    const targets = rowTargets(row, tokens, ignoredLabel);
    ids.set(row, index * time);
    types.set(targets.types, index * time);
    labels.set(targets.labels, index * time);
  }
  return {
    input_ids: { data: ids, shape },
    token_type_ids: { data: types, shape },
    labels: { data: labels, shape },
    position_ids: { data: Int32Array.from({ length: time }, (_, place) => place), shape: [1, time] },
    attention_bias: { data: causal(time), shape: [1, 1, time, time] },
  };
}

function causal(time: number): Float32Array {
  const bias = new Float32Array(time * time);
  for (let query = 0; query < time; query++) bias.fill(hidden, query * time + query + 1, (query + 1) * time);
  return bias;
}

/** How many places of a row predict something: all but `<bos>`. */
export function labelledPlaces(row: readonly number[]): number {
  return row.length - 1;
}
