import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { WorkbenchError } from '#lib/errors.ts';
import {
  type CheckpointManifest,
  manifestName,
  manifestOf,
  type WeightFormat,
} from './checkpoint-manifest.ts';
import { numberToHalf } from './half-floats.ts';
import { packedTensors, packing, scaleSuffix } from './packed-int8.ts';
import { readCheckpoint } from './read-checkpoint.ts';
import { readSafetensors, type WeightTensor } from './read-safetensors.ts';
import { retrieverFolder } from './retriever-folder.ts';
import { isFloatingDtype } from './stored-dtypes.ts';
import { type EncodedTensor, type WritableTensor, writeSafetensors } from './write-safetensors.ts';

export interface PackOptions {
  /**
   * `int8`: matrices as whole numbers with a scale for each of their outputs, the rest float32. `f16`, `f32`: all of it,
   * as Hugging Face's own folders have it.
   */
  readonly format: WeightFormat;
  /** The card, `README.md`; that of the folder stays where left out. */
  readonly card?: string | undefined;
  /** Whether a packed checkpoint that stands in the target may be replaced. */
  readonly replace?: boolean;
  /** A folder of encoders that is to find LEMPEx's exemplars; the checkpoint's own stays where left out. */
  readonly retriever?: string | undefined;
}

/** Matrices with fewer values stay as they are: tables of position biases, small heads. */
const leastPacked = 4096;

/**
 * LEMPEx's fusion, which stays as it is as well: where it starts as [I 0], each row has a 1 beside weights of a hundredth
 * and less, which are what the exemplars say and would all be rounded to 0.
 */
const keptWhole = /(^|\.)transform_to_t5_decoder\.weight$/;

const shardIndexName = 'model.safetensors.index.json';

/** Weights of other kinds, what a training goes on from, and what is written anew. */
const leftOut = new RegExp(
  `\\.(safetensors|bin|pt|pth|h5|msgpack|onnx|ot|partial)$|^(loss\\.jsonl|${manifestName}|${shardIndexName})$`,
);

type Tensors = ReadonlyMap<string, WeightTensor>;
type Written = Map<string, WritableTensor | EncodedTensor>;

/**
 * Writes a checkpoint as it ships: every `.safetensors` of the folder in another number format (shards joined), the
 * other files beside them as they are, and `checkpoint.json` with the SHA-256 of each. Folders in folders are left out but
 * for that of a retriever, which is packed alike.
 * A packed folder can be packed again: `f32` gives a plain Hugging Face folder.
 * @throws WorkbenchError `conflict` where the target is not empty; `bad-input` where the folder holds no weights, or
 *   weights that the format cannot hold, naming the tensor
 */
export async function packCheckpoint(
  dir: string,
  out: string,
  { format, card, replace = false, retriever }: PackOptions,
): Promise<CheckpointManifest> {
  const target = resolve(out);
  checkTarget(target, replace);
  const own = join(dir, retrieverFolder);
  const finds = retriever ?? (existsSync(own) ? own : undefined);
  mkdirSync(dirname(target), { recursive: true });
  const partial = mkdtempSync(`${target}.partial-`);
  try {
    const names = packFiles(dir, partial, format);
    const found = finds === undefined ? [] : packFiles(finds, join(partial, retrieverFolder), format);
    // One card is for all of it.
    rmSync(join(partial, retrieverFolder, 'README.md'), { force: true });
    if (card !== undefined) writeFileSync(join(partial, 'README.md'), card, { flush: true });
    const isListed = (name: string) => name !== 'README.md';
    const listed = [
      ...names.filter(isListed),
      ...found.filter(isListed).map((name) => `${retrieverFolder}/${name}`),
    ];
    const manifest = await manifestOf(partial, listed, format);
    // A temporary folder is its maker's alone; what ships is for all to read.
    chmodSync(partial, 0o755);
    writeFileSync(join(partial, manifestName), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true });
    rmSync(target, { recursive: true, force: true });
    renameSync(partial, target);
    return manifest;
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
}

/** Writes weights and what stands beside them; gives the names. */
function packFiles(dir: string, out: string, format: WeightFormat): string[] {
  mkdirSync(out, { recursive: true });
  const weights = weightsIn(dir);
  for (const [name, tensors] of weights) {
    const metadata = format === 'int8' ? { [packing.key]: packing.int8 } : {};
    writeSafetensors(join(out, name), inFormat(tensors, format), metadata);
  }
  const others = readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !leftOut.test(entry.name))
    .map(({ name }) => name);
  for (const name of others) copyFileSync(join(dir, name), join(out, name));
  return [...weights.keys(), ...others];
}

function checkTarget(target: string, replace: boolean): void {
  const names = existsSync(target) ? readdirSync(target) : [];
  if (names.length === 0 || (replace && names.includes(manifestName))) return;
  throw new WorkbenchError(
    'conflict',
    replace
      ? `${target} holds files but no ${manifestName}, so it is no packed checkpoint and is not replaced.`
      : `${target} is not empty. Choose another --out, or add --replace to replace a packed checkpoint.`,
  );
}

/** The files of weights by their names in the new folder. */
function weightsIn(dir: string): Map<string, Tensors> {
  if (existsSync(join(dir, shardIndexName)))
    return new Map([['model.safetensors', readCheckpoint(dir).tensors]]);
  const names = existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith('.safetensors')) : [];
  if (names.length === 0)
    throw new WorkbenchError('bad-input', `${dir} holds no .safetensors: name the folder of a checkpoint.`);
  return new Map(names.map((name) => [name, readSafetensors(join(dir, name)).tensors]));
}

function inFormat(tensors: Tensors, format: WeightFormat): Written {
  const written: Written = new Map();
  for (const [name, tensor] of tensors) {
    if (!isFloatingDtype(tensor.dtype))
      written.set(name, { shape: tensor.shape, format: tensor.dtype, encode: () => tensor.readBytes() });
    else if (format === 'int8') for (const [key, part] of packed(name, tensor)) written.set(key, part);
    else written.set(name, format === 'f16' ? asHalves(name, tensor) : floats(tensor));
  }
  const taken = [...written.keys()].find((name) => tensors.has(name) && tensors.has(withoutScale(name)));
  if (format === 'int8' && taken !== undefined)
    throw new WorkbenchError('bad-input', `Tensor "${taken}" has a name that packing needs for scales.`);
  return written;
}

/** The tensor that a name ending in `.scale` would be the scales of; a name that is none's for others. */
function withoutScale(name: string): string {
  return name.endsWith(scaleSuffix) ? name.slice(0, -scaleSuffix.length) : '';
}

function floats(tensor: WeightTensor): WritableTensor {
  return { shape: tensor.shape, read: () => tensor.read() };
}

function packed(
  name: string,
  tensor: WeightTensor,
): readonly (readonly [string, WritableTensor | EncodedTensor])[] {
  const [rows, columns, ...more] = tensor.shape;
  if (rows === undefined || columns === undefined || more.length > 0) return [[name, floats(tensor)]];
  if (rows * columns < leastPacked || keptWhole.test(name)) return [[name, floats(tensor)]];
  // By the output, as the serving graphs quantise; GPT's Conv1D keeps its outputs in columns.
  const scaled = /(^|\.)(c_attn|c_proj|c_fc)\.weight$/.test(name) ? 'column' : 'row';
  return packedTensors(name, { rows, columns, scaled }, () => finite(name, tensor));
}

function finite(name: string, tensor: WeightTensor): Float32Array {
  const values = tensor.read();
  if (values.every(Number.isFinite)) return values;
  throw new WorkbenchError(
    'bad-input',
    `Tensor "${name}" in ${tensor.file} holds a value that is no finite number: the training went wrong.`,
  );
}

function asHalves(name: string, tensor: WeightTensor): EncodedTensor {
  const encode = () => {
    const values = finite(name, tensor);
    const bits = Uint16Array.from(values, numberToHalf);
    if (bits.some((half) => (half & 0x7fff) === 0x7c00))
      throw new WorkbenchError(
        'bad-input',
        `Tensor "${name}" in ${tensor.file} holds values beyond 65,504, which f16 cannot hold: choose f32.`,
      );
    return new Uint8Array(bits.buffer);
  };
  return { shape: tensor.shape, format: 'F16', encode };
}
