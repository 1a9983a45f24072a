import type { Graph, Tensor } from '../graph/graph.ts';
import { serialise } from '../graph/serialise.ts';
import type { WeightTensor } from '../weights/read-safetensors.ts';
import { createSession, type Feed, type Fetched, type SessionOptions } from './session.ts';

/** Values of a graph and how to compute them. */
export interface GraphModel {
  /** Computes the named values (all where none are named). Throws as `Session.run` does. */
  run(
    feeds: Readonly<Record<string, Feed>>,
    names?: readonly string[],
  ): Promise<Readonly<Record<string, Fetched>>>;
  dispose(): Promise<void>;
}

export interface GraphValues {
  readonly graph: Graph;
  /** What is wanted, by the names it gets. */
  readonly values: Readonly<Record<string, Tensor>>;
}

/** Opens a graph with weights that stay as they are. */
export async function openGraph(
  { graph, values, tensors }: GraphValues & { readonly tensors: ReadonlyMap<string, WeightTensor> },
  options: SessionOptions = {},
): Promise<GraphModel> {
  for (const [name, value] of Object.entries(values)) graph.output(value, name);
  const data = ({ name }: Tensor) => {
    const weight = tensors.get(name);
    if (weight) return weight.read();
    throw new Error(`the graph asks for ${name}, which the checkpoint does not hold`);
  };
  return createSession(serialise(graph, { weights: 'embedded', data }), options);
}

/**
 * Opens values of a graph for weights that change between runs, such as those of a trainer: they are read at each
 * run. What the graph does in training only is left out, and so are feeds that only other values of it need.
 */
export async function openWithWeights(
  { graph, values, parameters }: GraphValues & { readonly parameters: ReadonlyMap<string, Float32Array> },
  options: SessionOptions = {},
): Promise<GraphModel> {
  const part = { outputs: values, evaluating: true };
  const session = await createSession(serialise(graph, { weights: 'inputs', part }), options);
  const wanted = new Set(session.inputs.map(({ name }) => name));
  const elsewhere = new Set(graph.inputs.map(({ name }) => name).filter((name) => !wanted.has(name)));
  return {
    run: (feeds, names) => {
      const weights = [...parameters].filter(([name]) => wanted.has(name));
      const given = Object.entries(feeds).filter(([name]) => !elsewhere.has(name));
      return session.run(Object.fromEntries([...weights, ...given]), names);
    },
    dispose: () => session.dispose(),
  };
}
