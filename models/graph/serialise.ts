import type { Graph, GraphNode, Tensor, TensorData } from './graph.ts';
import { type ExternalLocation, modelProto, nodeProto, tensorProto, valueInfo } from './onnx-protobuf.ts';
import { formatShape } from './shapes.ts';

export type { ExternalLocation } from './onnx-protobuf.ts';

export type SerialiseOptions =
  /** weights in a file beside the model, which onnxruntime maps: for serving */
  | { readonly weights: 'external'; readonly location: (parameter: Tensor) => ExternalLocation }
  /** weights given at each run: for training */
  | { readonly weights: 'inputs'; readonly part?: Part }
  /** weights inside the model: for small ones */
  | {
      readonly weights: 'embedded';
      readonly data: (parameter: Tensor) => Exclude<TensorData, readonly number[]>;
    };

/** One of several models that a graph serves: only the inputs and weights that it needs are written. */
export interface Part {
  /** by the names they get; the graph's own outputs are not looked at */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** leaves out what the graph does in training only, such as dropout */
  readonly evaluating?: boolean;
}

/** The alignment at which external data can be mapped into memory rather than read. */
export const externalAlignment = 4096;

/**
 * The graph as an ONNX model. Only what an output needs is written; inputs are written whether used or not, except
 * in a part of a graph.
 * Throws where the graph has no output, or a weight's data or place does not fit it.
 */
export function serialise(graph: Graph, options: SerialiseOptions): Uint8Array {
  const part = options.weights === 'inputs' ? options.part : undefined;
  const outputs = part
    ? Object.entries(part.outputs).map(([name, tensor]) => ({ name, tensor }))
    : graph.outputs;
  if (outputs.length === 0) throw new Error('a graph without outputs computes nothing');
  const standIn = (tensor: Tensor): Tensor => (part?.evaluating ? graph.evaluated(tensor) : tensor);
  const wanted = outputs.map(({ name, tensor }) => ({ name, tensor: standIn(tensor) }));
  const { nodes, used } = neededNodes(graph, wanted, standIn);
  const { names, copies } = outputNames(nodes, wanted);
  const nameOf = (tensor: Tensor | null) =>
    tensor === null ? '' : (names.get(standIn(tensor).name) ?? standIn(tensor).name);
  const given = ({ name }: Tensor) => used.has(name) || !part;
  const weights = graph.parameters.filter(
    (weight) => used.has(weight.name) || (options.weights === 'inputs' && given(weight)),
  );
  const initializers = graph.constants
    .filter(({ tensor }) => used.has(tensor.name))
    .map(({ tensor, bytes }) => tensorProto(tensor, bytes));
  if (options.weights !== 'inputs')
    initializers.push(...weights.map((weight) => tensorProto(weight, weightData(weight, options))));
  return modelProto({
    nodes: [
      ...nodes.map((node) => {
        const outputs = node.outputs.map((tensor, i) =>
          i < node.requiredOutputs || used.has(tensor.name) ? nameOf(tensor) : '',
        );
        while (outputs.at(-1) === '') outputs.pop();
        return nodeProto({ ...node, inputs: node.inputs.map(nameOf), outputs });
      }),
      ...copies.map(({ from, to }) =>
        nodeProto({ op: 'Identity', domain: '', inputs: [nameOf(from)], outputs: [to], attributes: {} }),
      ),
    ],
    initializers,
    inputs: [...graph.inputs.filter(given), ...(options.weights === 'inputs' ? weights : [])].map(valueInfo),
    outputs: wanted.map(({ name, tensor }) => valueInfo({ ...tensor, name })),
  });
}

interface Output {
  readonly name: string;
  readonly tensor: Tensor;
}

function neededNodes(
  graph: Graph,
  outputs: readonly Output[],
  standIn: (tensor: Tensor) => Tensor,
): { nodes: GraphNode[]; used: ReadonlySet<string> } {
  const used = new Set(outputs.map(({ tensor }) => tensor.name));
  const nodes: GraphNode[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((output) => used.has(output.name))) continue;
    nodes.push(node);
    for (const input of node.inputs) if (input !== null) used.add(standIn(input).name);
  }
  return { nodes: nodes.reverse(), used };
}

/** An output takes its name from the node that makes it; inputs, weights and second names need a copy. */
function outputNames(nodes: readonly GraphNode[], outputs: readonly Output[]) {
  const made = new Set(nodes.flatMap((node) => node.outputs.map(({ name }) => name)));
  const names = new Map<string, string>();
  const copies: { from: Tensor; to: string }[] = [];
  for (const { name, tensor } of outputs) {
    if (made.has(tensor.name) && !names.has(tensor.name)) names.set(tensor.name, name);
    else copies.push({ from: tensor, to: name });
  }
  for (const { from, to } of copies)
    if (from.name === to) throw new Error(`output ${to} is an input as well: give the output another name`);
  return { names, copies };
}

function weightData(weight: Tensor, options: Exclude<SerialiseOptions, { weights: 'inputs' }>) {
  const size = weight.shape.reduce<number>((total, length) => total * Number(length), 1);
  const bytes = size * (weight.dtype === 'int64' || weight.dtype === 'float64' ? 8 : bytesPerValue(weight));
  const mismatch = (found: number) =>
    new Error(`${weight.name} of shape ${formatShape(weight.shape)} takes ${bytes} bytes, not ${found}`);
  if (options.weights === 'embedded') {
    const data = options.data(weight);
    if (data.byteLength !== bytes) throw mismatch(data.byteLength);
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
  const place = options.location(weight);
  if (place.length !== bytes) throw mismatch(place.length);
  if (place.offset % externalAlignment !== 0)
    throw new Error(
      `${weight.name} starts at byte ${place.offset}, not at a multiple of ${externalAlignment}`,
    );
  return place;
}

function bytesPerValue({ dtype }: Tensor): number {
  return dtype === 'float32' || dtype === 'int32' ? 4 : 1;
}
