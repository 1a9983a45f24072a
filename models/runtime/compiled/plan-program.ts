import { createHash } from 'node:crypto';
import type { Tensor } from '../../graph/graph.ts';
import { externalAlignment, serialise } from '../../graph/serialise.ts';
import type { Program } from '../../serving/program.ts';
import type { WeightSource } from '../../serving/weight-source.ts';
import type { ModelCheckpoint } from '../../weights/load-model-checkpoint.ts';
import { compiledFiles, formatVersion } from './compiled-files.ts';

/** A parameter's stretch of the weights file. */
export interface PlacedWeight {
  readonly source: WeightSource;
  readonly offset: number;
  readonly bytes: number;
}

/** What compiling will write. */
export interface Plan {
  /** sha256 over the model, the stored weights it is made from, and the form in which both are written. */
  readonly key: string;
  /** model.onnx, its weights named by their places */
  readonly model: Uint8Array;
  /** In the order of their places. */
  readonly weights: readonly PlacedWeight[];
}

/** Places the weights and reads them once for the key; none is held. */
export function planProgram({ tensors }: ModelCheckpoint, { graph, weightSources }: Program): Plan {
  const weights: PlacedWeight[] = [];
  let end = 0;
  const location = (parameter: Tensor) => {
    const source = weightSources.get(parameter.name);
    if (!source) throw new Error(`the program does not say where ${parameter.name} comes from`);
    const offset = Math.ceil(end / externalAlignment) * externalAlignment;
    const bytes = sizeOf(parameter);
    weights.push({ source, offset, bytes });
    end = offset + bytes;
    return { location: compiledFiles.weights, offset, length: bytes };
  };
  const model = serialise(graph, { weights: 'external', location });
  const hash = createHash('sha256').update(`${formatVersion}\n`).update(model);
  for (const { source } of weights) hash.update(`${JSON.stringify(source)}\n`);
  for (const name of new Set(weights.map(({ source }) => source.tensor))) {
    const tensor = tensors.get(name);
    if (!tensor) throw new Error(`the program asks for ${name}, which the checkpoint does not hold`);
    hash.update(`${name} ${tensor.dtype} ${tensor.shape.join()}\n`).update(tensor.readBytes());
  }
  return { key: hash.digest('hex'), model, weights };
}

function sizeOf({ dtype, shape, name }: Tensor): number {
  const values = shape.reduce<number>((total, size) => total * Number(size), 1);
  if (dtype === 'float32') return values * 4;
  if (dtype === 'int8') return values;
  throw new Error(`${name} is ${dtype}, which no serving weight is`);
}
