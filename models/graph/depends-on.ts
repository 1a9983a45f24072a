import type { Tensor } from './graph.ts';

/** The names of those of `candidates` that a value is computed from through differentiable operators. */
export function dependsOn(value: Tensor, candidates: readonly Tensor[]): ReadonlySet<string> {
  const reached = new Set([value.name]);
  for (const node of value.graph.nodes.toReversed())
    if (node.derivative !== undefined && node.outputs.some(({ name }) => reached.has(name)))
      for (const source of node.sources) if (source !== null) reached.add(source.name);
  return new Set(candidates.flatMap(({ name }) => (reached.has(name) ? [name] : [])));
}
