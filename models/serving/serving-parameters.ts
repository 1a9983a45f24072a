import type { Multiply, Parameters, Weight } from '../architectures/layers.ts';
import type { Graph, Tensor } from '../graph/graph.ts';
import { type QuantisedRows, quantisedProduct, quantiseRows } from '../graph/ops/row-wise-int8.ts';
import type { ServingWeights } from './program.ts';
import type { WeightSource } from './weight-source.ts';

/**
 * The parameters of a serving graph, each made once, and where each comes from. With `int8` every matrix that rows are
 * multiplied with is quantised, also the head's copy of the embeddings; tables that are looked up, norms and biases
 * stay float32.
 */
export function servingParameters(graph: Graph, weights: ServingWeights) {
  const weightSources = new Map<string, WeightSource>();
  const made = new Map<string, Tensor>();
  const make = (name: string, source: WeightSource, create: () => Tensor) => {
    const tensor = made.get(name) ?? create();
    made.set(name, tensor);
    weightSources.set(name, source);
    return tensor;
  };
  const asStored = (name: string, shape: readonly number[]) =>
    make(name, { kind: 'as-stored', tensor: name }, () => graph.parameter(name, shape));
  const weightOf = ({ name: tensor, from, to, stored }: Weight) => {
    const codes = `${tensor}:codes`;
    const scales = `${tensor}:scales`;
    return {
      codes: make(codes, { kind: 'int8-codes', tensor, stored }, () =>
        graph.parameter(codes, [from, to], 'int8'),
      ),
      scales: make(scales, { kind: 'int8-scales', tensor, stored }, () => graph.parameter(scales, [to])),
    };
  };
  // Query, key and value of T5 multiply the same rows, which are quantised once.
  const quantised = new Map<string, QuantisedRows>();
  const multiply: Multiply = (input, weight) => {
    const rows = quantised.get(input.name) ?? quantiseRows(input);
    quantised.set(input.name, rows);
    return quantisedProduct(rows, weightOf(weight));
  };
  const parameters: Parameters = weights === 'int8' ? Object.assign(asStored, { multiply }) : asStored;
  return { parameters, weightSources: weightSources as ReadonlyMap<string, WeightSource> };
}
