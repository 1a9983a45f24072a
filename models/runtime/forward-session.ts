import type { ForwardGraph } from '../architectures/forward-graph.ts';
import { serialise } from '../graph/serialise.ts';
import type { WeightTensor } from '../weights/read-safetensors.ts';
import { createSession, type Feed, type SessionOptions } from './session.ts';

export interface OutputTensor {
  /** row-major */
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** Any forward graph with its weights, ready to run. */
export interface ForwardSession {
  /** The names of the graph's values. */
  readonly outputs: readonly string[];
  run(
    feeds: Readonly<Record<string, Feed>>,
    names: readonly string[],
  ): Promise<Readonly<Record<string, OutputTensor>>>;
  dispose(): Promise<void>;
}

/** Makes every value of the graph an output and loads it with the weights of its parameters' names. */
export async function openForward(
  { graph, values }: ForwardGraph,
  tensors: ReadonlyMap<string, Pick<WeightTensor, 'read'>>,
  options: SessionOptions = {},
): Promise<ForwardSession> {
  for (const [name, value] of Object.entries(values)) graph.output(value, name);
  const bytes = serialise(graph, {
    weights: 'embedded',
    data: ({ name }) => {
      const weight = tensors.get(name);
      if (weight) return weight.read();
      throw new Error(`the architecture asks for ${name}, which its configuration does not list`);
    },
  });
  const session = await createSession(bytes, options);
  return {
    outputs: Object.keys(values),
    run: async (feeds, names) => {
      const results = await session.run(feeds, names);
      return Object.fromEntries(names.map((name) => [name, floats(name, results[name])]));
    },
    dispose: () => session.dispose(),
  };
}

function floats(
  name: string,
  value: { readonly data: ArrayLike<number>; readonly shape: readonly number[] } | undefined,
): OutputTensor {
  if (value?.data instanceof Float32Array) return { data: value.data, shape: value.shape };
  throw new Error(`the session gave no floats for ${name}`);
}
