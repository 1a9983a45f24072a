import type { Attribute, DType } from './graph.ts';
import type { Dim } from './shapes.ts';

/**
 * The part of ONNX's protobuf schema (onnx.proto3, IR version 9) that models need, written directly: field
 * numbers are those of the schema. Bytes given to it are kept by reference until `finish`.
 */
export class ProtobufWriter {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  int(field: number, value: number): this {
    return this.#varint(field * 8).#varint(value);
  }

  float(field: number, value: number): this {
    return this.#varint(field * 8 + 5).#append(new Uint8Array(Float32Array.of(value).buffer));
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#varint(field * 8 + 2)
      .#varint(value.length)
      .#append(value);
  }

  string(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: ProtobufWriter): this {
    this.#varint(field * 8 + 2).#varint(value.length);
    for (const chunk of value.#chunks) this.#append(chunk);
    return this;
  }

  finish(): Uint8Array {
    const result = new Uint8Array(this.#length);
    let at = 0;
    for (const chunk of this.#chunks) {
      result.set(chunk, at);
      at += chunk.length;
    }
    return result;
  }

  /** Negative numbers take ten bytes, as 64-bit two's complement. */
  #varint(value: number): this {
    let rest = BigInt.asUintN(64, BigInt(value));
    const bytes: number[] = [];
    do {
      const low = Number(rest & 127n);
      rest >>= 7n;
      bytes.push(rest > 0n ? low | 128 : low);
    } while (rest > 0n);
    return this.#append(Uint8Array.from(bytes));
  }

  #append(chunk: Uint8Array): this {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    return this;
  }
}

/** `TensorProto.DataType` */
const dataTypes: Readonly<Record<DType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
};

export interface Value {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly Dim[];
}

/** Where a weight lies in a file beside the model; offsets are multiples of 4096 so that it can be mapped. */
export interface ExternalLocation {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

/** `ValueInfoProto` */
export function valueInfo({ name, dtype, shape }: Value): ProtobufWriter {
  const dims = new ProtobufWriter();
  for (const size of shape)
    dims.message(
      1,
      typeof size === 'number' ? new ProtobufWriter().int(1, size) : new ProtobufWriter().string(2, size),
    );
  const tensor = new ProtobufWriter().int(1, dataTypes[dtype]).message(2, dims);
  return new ProtobufWriter().string(1, name).message(2, new ProtobufWriter().message(1, tensor));
}

/** `TensorProto`, its data inside the model or in a file beside it */
export function tensorProto(value: Value, data: Uint8Array | ExternalLocation): ProtobufWriter {
  const proto = new ProtobufWriter();
  for (const size of value.shape) proto.int(1, Number(size));
  proto.int(2, dataTypes[value.dtype]).string(8, value.name);
  if (data instanceof Uint8Array) return proto.bytes(9, data);
  const entries = { location: data.location, offset: String(data.offset), length: String(data.length) };
  for (const [key, entry] of Object.entries(entries))
    proto.message(13, new ProtobufWriter().string(1, key).string(2, entry));
  return proto.int(14, 1);
}

export interface NodeFields {
  readonly op: string;
  readonly domain: string;
  /** an empty name: an optional input or output left out */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** `NodeProto` */
export function nodeProto(node: NodeFields): ProtobufWriter {
  const proto = new ProtobufWriter();
  for (const name of node.inputs) proto.string(1, name);
  for (const name of node.outputs) proto.string(2, name);
  proto.string(4, node.op);
  for (const [name, value] of Object.entries(node.attributes)) proto.message(5, attributeProto(name, value));
  if (node.domain !== '') proto.string(7, node.domain);
  return proto;
}

function attributeProto(name: string, value: Attribute): ProtobufWriter {
  const proto = new ProtobufWriter().string(1, name);
  if ('float' in value) return proto.float(2, value.float).int(20, 1);
  if ('int' in value) return proto.int(3, value.int).int(20, 2);
  if ('string' in value) return proto.string(4, value.string).int(20, 3);
  for (const item of value.ints) proto.int(8, item);
  return proto.int(20, 7);
}

export interface ModelFields {
  readonly nodes: readonly ProtobufWriter[];
  readonly initializers: readonly ProtobufWriter[];
  readonly inputs: readonly ProtobufWriter[];
  readonly outputs: readonly ProtobufWriter[];
}

/** `ModelProto`: opset 18 and the operators of onnxruntime's own domain */
export function modelProto(fields: ModelFields): Uint8Array {
  const graph = new ProtobufWriter();
  for (const node of fields.nodes) graph.message(1, node);
  graph.string(2, 'model');
  for (const initializer of fields.initializers) graph.message(5, initializer);
  for (const input of fields.inputs) graph.message(11, input);
  for (const output of fields.outputs) graph.message(12, output);
  return new ProtobufWriter()
    .int(1, 9)
    .string(2, 'workbench')
    .message(7, graph)
    .message(8, new ProtobufWriter().string(1, '').int(2, 18))
    .message(8, new ProtobufWriter().string(1, 'com.microsoft').int(2, 1))
    .finish();
}
