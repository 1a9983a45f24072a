import type { WeightTensor } from '../weights/read-safetensors.ts';
import { quantiseMatrix } from './quantise-weight.ts';
import type { WeightSource } from './weight-source.ts';

/** Makes the parameters of a serving graph. */
export type WeightReader = (source: WeightSource) => Uint8Array;

/**
 * Reads and converts one parameter after the other, so that no more than one tensor is held. The last tensor is kept:
 * codes and scales of a matrix come from one reading when asked for in turn.
 */
export function weightReader(tensors: ReadonlyMap<string, WeightTensor>): WeightReader {
  let last: { readonly name: string; readonly parts: ReturnType<typeof quantised> } | undefined;
  return (source) => {
    const tensor = tensors.get(source.tensor);
    if (!tensor) throw new Error(`the program asks for ${source.tensor}, which the checkpoint does not hold`);
    if (source.kind === 'as-stored') return bytesOf(tensor.read());
    if (last?.name !== tensor.name) last = { name: tensor.name, parts: quantised(tensor, source.stored) };
    return bytesOf(source.kind === 'int8-codes' ? last.parts.codes : last.parts.scales);
  };
}

function quantised(tensor: WeightTensor, stored: 'from-to' | 'to-from') {
  const [first = 0, second = 0] = tensor.shape;
  const [from, to] = stored === 'from-to' ? [first, second] : [second, first];
  return quantiseMatrix(tensor.read(), { from, to, stored });
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
