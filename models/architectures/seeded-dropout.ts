import type { Graph, Tensor } from '../graph/graph.ts';
import { dropout } from '../graph/ops/dropout.ts';
import { seededMask } from '../graph/ops/seeded-mask.ts';
import type { Dropout } from './layers.ts';

/** The int64 scalar input from which the masks of a graph are drawn; a trainer feeds it, another at each step. */
export const dropoutSeedInput = 'dropout_seed';

const seeds = new WeakMap<Graph, Tensor>();
const streams = new WeakMap<Graph, number>();

/**
 * Dropout for training: each use in a graph has a mask of its own, made from one seed. Several models in one graph
 * may each ask for it. A model serialised for evaluation goes without.
 */
export function seededDropout(graph: Graph): Dropout {
  const seed = seeds.get(graph) ?? graph.input(dropoutSeedInput, 'int64', []);
  seeds.set(graph, seed);
  return (tensor, rate) => {
    if (rate === 0) return tensor;
    const stream = streams.get(graph) ?? 0;
    streams.set(graph, stream + 1);
    const mask = seededMask(tensor.shape, { seed, stream, rate });
    return graph.inTraining(dropout(tensor, rate, mask), tensor);
  };
}
