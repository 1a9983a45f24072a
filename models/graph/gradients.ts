import type { Tensor } from './graph.ts';
import { isFloat, zerosLike } from './ops/broadcasting.ts';
import { add } from './ops/elementwise.ts';

/**
 * The gradients of a scalar loss, in the order and the shapes of `wrt`, added to the same graph by reverse
 * mode: nodes are visited from the loss backwards, and what several users of a value send back is summed.
 * Operators without a derivative (comparisons, integer arithmetic, `stopGradient`) end a path; a value the
 * loss does not depend on gets zeros. Second derivatives are refused.
 */
export function gradients(loss: Tensor, wrt: readonly Tensor[]): Tensor[] {
  const { graph } = loss;
  if (loss.shape.length !== 0 || !isFloat(loss))
    throw new Error(`a loss is a float scalar; ${loss.name} is ${loss.dtype} [${loss.shape.join(', ')}]`);
  return graph.differentiating(() => {
    const dependent = dependents(loss, wrt);
    const known = new Map<string, Tensor>([[loss.name, graph.constant(1, [], loss.dtype)]]);
    for (const node of graph.nodes.toReversed()) {
      if (node.derivative === undefined || !node.outputs.some(({ name }) => dependent.has(name))) continue;
      const received = node.outputs.map(({ name }) => known.get(name));
      if (received.every((gradient) => gradient === undefined)) continue;
      if (node.backward) throw new Error(`${node.op}: second derivatives are not offered`);
      const sent = node.derivative(received);
      node.sources.forEach((source, i) => {
        const gradient = sent[i];
        if (source === null || gradient === undefined || !dependent.has(source.name)) return;
        const before = known.get(source.name);
        known.set(source.name, before === undefined ? gradient : add(before, gradient));
      });
    }
    return wrt.map((tensor) => known.get(tensor.name) ?? zerosLike(tensor));
  });
}

/** The names of all values that depend on one of `wrt` through differentiable nodes. */
function dependents(loss: Tensor, wrt: readonly Tensor[]): ReadonlySet<string> {
  const names = new Set(wrt.map(({ name }) => name));
  for (const node of loss.graph.nodes)
    if (
      node.derivative !== undefined &&
      node.sources.some((source) => source !== null && names.has(source.name))
    )
      for (const output of node.outputs) names.add(output.name);
  return names;
}
