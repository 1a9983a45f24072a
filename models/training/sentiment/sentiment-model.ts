import { parametersOf } from '../../architectures/forward-graph.ts';
import { buildSentimentRegressor, firstPositionHeadTensors } from '../../architectures/lempex-identifiers.ts';
import { seededDropout } from '../../architectures/seeded-dropout.ts';
import { textFeeds, textInput } from '../../architectures/text-input.ts';
import { Graph, type Tensor } from '../../graph/graph.ts';
import { meanSquaredError } from '../../graph/ops/squared-error.ts';
import type { Feeds } from '../../runtime/trainer.ts';
import type { T5Config } from '../../weights/configs.ts';
import { expectedTensors } from '../../weights/expected-tensors.ts';
import { paddedRows } from '../identifiers/predict-levels.ts';
import type { SentimentRow } from './sentiment-rows.ts';

/** LEMPEx's regressor with dropout, its scores and the mean squared error. */
export function sentimentModel(config: T5Config): {
  readonly graph: Graph;
  readonly loss: Tensor;
  /** [batch], each in (-1, 1) */
  readonly scores: Tensor;
} {
  const graph = new Graph();
  const scores = buildSentimentRegressor(config, parametersOf(graph), {
    text: textInput(graph, 'text'),
    dropout: seededDropout(graph),
  });
  const target = graph.input('sentiment', 'float32', ['batch']);
  return { graph, scores, loss: meanSquaredError(scores, target) };
}

/** What the model is fed with for some turns. */
export function sentimentFeeds(config: T5Config, rows: readonly SentimentRow[]): Feeds {
  return {
    ...textFeeds(config, 'text', paddedRows(rows.map(({ text }) => text))),
    sentiment: Float32Array.from(rows, ({ sentiment }) => sentiment),
  };
}

/** The tensors of a regressor's `model.safetensors`, named as in the published code. */
export function sentimentTensors(config: T5Config): ReadonlyMap<string, readonly number[]> {
  const encoder = [...expectedTensors(config, 'T5EncoderModel')];
  return new Map([
    ...encoder.map(([name, shape]) => [`model.${name}`, shape] as const),
    ...firstPositionHeadTensors(config, 'scorer', 1),
  ]);
}
