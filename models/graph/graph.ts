import { type Dim, formatShape } from './shapes.ts';

export type { Dim } from './shapes.ts';

/** float64 serves scalars that need it (bias correction); models use the others. */
export type DType = 'float32' | 'float64' | 'int64' | 'int32' | 'bool' | 'int8' | 'uint8';

export type TensorData =
  | Float32Array
  | Float64Array
  | BigInt64Array
  | Int32Array
  | Int8Array
  | Uint8Array
  | readonly number[];

/** A value of a graph. Two handles with one name are the same value. */
export interface Tensor {
  readonly graph: Graph;
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly Dim[];
}

/** An ONNX attribute; the kind is explicit, since a float such as 1 would otherwise be written as an integer. */
export type Attribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly string: string };

/**
 * From the gradients of a node's outputs (undefined: the loss does not depend on that one) to those of its
 * inputs (undefined: not differentiable in that one), in the shape of each input.
 */
export type Derivative = (gradients: readonly (Tensor | undefined)[]) => readonly (Tensor | undefined)[];

export interface GraphNode {
  readonly op: string;
  readonly domain: '' | 'com.microsoft';
  /** null: an optional input left out */
  readonly inputs: readonly (Tensor | null)[];
  readonly outputs: readonly Tensor[];
  /** Outputs from this place on may be left out where nothing uses them. */
  readonly requiredOutputs: number;
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly derivative: Derivative | undefined;
  /** What the derivative gives gradients of: the inputs, or, for the last node of several, those of the first. */
  readonly sources: readonly (Tensor | null)[];
  /** Made while differentiating: a gradient of such a node would be a second derivative, which is not offered. */
  readonly backward: boolean;
}

export interface Emission {
  readonly inputs: readonly (Tensor | null)[];
  readonly outputs: readonly { readonly dtype: DType; readonly shape: readonly Dim[] }[];
  /** how many outputs the operator must give (all, by default); onnxruntime crashes where one of these is unnamed */
  readonly requiredOutputs?: number;
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly domain?: 'com.microsoft';
  readonly derivative?: Derivative | undefined;
  /** The values the derivative is for, where these are not the inputs of this node. */
  readonly sources?: readonly Tensor[];
}

export interface Constant {
  readonly tensor: Tensor;
  /** little-endian, row-major */
  readonly bytes: Uint8Array;
}

/** Constants up to this size are kept once per graph; comparing larger ones would cost more than it saves. */
const sharedConstantBytes = 64;

/**
 * A model under construction: named inputs, parameters and constants, and the nodes that compute outputs from
 * them, in the order in which they were added (which is an order in which they can run).
 */
export class Graph {
  readonly inputs: Tensor[] = [];
  readonly parameters: Tensor[] = [];
  readonly constants: Constant[] = [];
  readonly nodes: GraphNode[] = [];
  readonly outputs: { readonly name: string; readonly tensor: Tensor }[] = [];
  readonly #names = new Set<string>();
  readonly #sizes = new Map<string, { tensor: Tensor; axis: number }>();
  readonly #shared = new Map<string, Tensor>();
  readonly #evaluated = new Map<string, Tensor>();
  #counter = 0;
  #backward = false;

  /** A value given at each run. */
  input(name: string, dtype: DType, shape: readonly Dim[]): Tensor {
    const tensor = this.#tensor(this.#claim(name), dtype, shape);
    this.inputs.push(tensor);
    return tensor;
  }

  /** A weight: its data comes with `serialise`, from an external file, or at each run while training. */
  parameter(name: string, shape: readonly number[], dtype: DType = 'float32'): Tensor {
    const tensor = this.#tensor(this.#claim(name), dtype, shape);
    this.parameters.push(tensor);
    return tensor;
  }

  /**
   * A value fixed in the model. Without `shape`, a number is a scalar and an array a vector; without `dtype`,
   * numbers are float32 and typed arrays what they hold. Throws RangeError when length and shape differ.
   */
  constant(value: number | TensorData, shape?: readonly number[], dtype?: DType): Tensor {
    const data = typeof value === 'number' ? [value] : value;
    const dims = shape ?? (typeof value === 'number' ? [] : [data.length]);
    const type = dtype ?? dtypeOf(data);
    if (data.length !== dims.reduce((total, size) => total * size, 1))
      throw new RangeError(`a constant of shape ${formatShape(dims)} was given ${data.length} values`);
    const bytes = toBytes(data, type);
    const key = `${type}${formatShape(dims)}${bytes.length <= sharedConstantBytes ? bytes.join() : ''}`;
    const known = bytes.length <= sharedConstantBytes ? this.#shared.get(key) : undefined;
    if (known !== undefined) return known;
    const tensor = this.#tensor(this.#fresh('constant'), type, dims);
    this.constants.push({ tensor, bytes });
    if (bytes.length <= sharedConstantBytes) this.#shared.set(key, tensor);
    return tensor;
  }

  /** Makes a value an output of the model, under `name` (its own name where none is given). */
  output(tensor: Tensor, name: string = tensor.name): Tensor {
    if (this.outputs.some((output) => output.name === name))
      throw new Error(`the graph already has an output named ${name}`);
    if (name !== tensor.name) this.#claim(name);
    this.outputs.push({ name, tensor });
    return tensor;
  }

  /** Adds a node; for operators, which know the shapes of what it computes. */
  emit(op: string, emission: Emission): Tensor[] {
    for (const input of emission.inputs)
      if (input !== null && input.graph !== this)
        throw new Error(`${op}: ${input.name} belongs to another graph`);
    const outputs = emission.outputs.map(({ dtype, shape }) => this.#tensor(this.#fresh(op), dtype, shape));
    this.nodes.push({
      op,
      domain: emission.domain ?? '',
      inputs: emission.inputs,
      outputs,
      requiredOutputs: emission.requiredOutputs ?? outputs.length,
      attributes: emission.attributes ?? {},
      derivative: emission.derivative,
      sources: emission.sources ?? emission.inputs,
      backward: this.#backward,
    });
    return outputs;
  }

  /** The node that computes a value; undefined for inputs, parameters and constants. */
  makerOf({ name }: Tensor): GraphNode | undefined {
    return this.nodes.findLast(({ outputs }) => outputs.some((output) => output.name === name));
  }

  /** The same value under other size names, where the builder knows two names to be equal; costs no node. */
  rename(tensor: Tensor, shape: readonly Dim[]): Tensor {
    const fits = shape.every((size, axis) => {
      const old = tensor.shape[axis];
      return size === old || typeof size === 'string' || typeof old === 'string';
    });
    if (shape.length !== tensor.shape.length || !fits)
      throw new Error(`rename: ${formatShape(tensor.shape)} cannot be ${formatShape(shape)}`);
    return this.#tensor(tensor.name, tensor.dtype, shape);
  }

  /** Marks a value as one of training: a model for evaluation uses `plain`, of the same shape, in its place. */
  inTraining(value: Tensor, plain: Tensor): Tensor {
    this.#evaluated.set(value.name, plain);
    return value;
  }

  /** What a model for evaluation uses in place of a value. */
  evaluated(value: Tensor): Tensor {
    const plain = this.#evaluated.get(value.name);
    return plain === undefined ? value : this.evaluated(plain);
  }

  /** A value and its axis that have the named size at run time. */
  sizeSource(name: string): { readonly tensor: Tensor; readonly axis: number } {
    const source = this.#sizes.get(name);
    if (source === undefined) throw new Error(`no value of the graph has a size named ${name}`);
    return source;
  }

  /** A helper value kept once per graph under a key of its own. */
  shared(key: string, make: () => Tensor): Tensor {
    const known = this.#shared.get(`made:${key}`);
    if (known !== undefined) return known;
    const tensor = make();
    this.#shared.set(`made:${key}`, tensor);
    return tensor;
  }

  /** Runs `build` with the nodes it adds marked as part of a backward pass. */
  differentiating<T>(build: () => T): T {
    const before = this.#backward;
    this.#backward = true;
    try {
      return build();
    } finally {
      this.#backward = before;
    }
  }

  #tensor(name: string, dtype: DType, shape: readonly Dim[]): Tensor {
    const tensor: Tensor = Object.freeze({ graph: this, name, dtype, shape: Object.freeze([...shape]) });
    shape.forEach((size, axis) => {
      if (typeof size === 'string' && !this.#sizes.has(size)) this.#sizes.set(size, { tensor, axis });
      if (typeof size === 'number' && !(Number.isInteger(size) && size >= 0))
        throw new RangeError(`${name}: a size of ${size} in ${formatShape(shape)}`);
    });
    return tensor;
  }

  #claim(name: string): string {
    if (name === '' || this.#names.has(name))
      throw new Error(`the graph already has a value named "${name}"`);
    this.#names.add(name);
    return name;
  }

  #fresh(op: string): string {
    let name: string;
    do name = `${op}_${this.#counter++}`;
    while (this.#names.has(name));
    return this.#claim(name);
  }
}

function dtypeOf(data: TensorData): DType {
  if (data instanceof BigInt64Array) return 'int64';
  if (data instanceof Int32Array) return 'int32';
  if (data instanceof Int8Array) return 'int8';
  if (data instanceof Uint8Array) return 'uint8';
  return data instanceof Float64Array ? 'float64' : 'float32';
}

/** Values as little-endian bytes of a type (every platform Node runs on is little-endian). */
function toBytes(data: TensorData, dtype: DType): Uint8Array {
  const values = Array.from<number | bigint>(data as ArrayLike<number | bigint>);
  const typed =
    dtype === 'int64'
      ? BigInt64Array.from(values.map((value) => BigInt(value)))
      : numericArrays[dtype].from(values.map((value) => Number(value)));
  return new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength);
}

const numericArrays = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const;
