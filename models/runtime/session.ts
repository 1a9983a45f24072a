import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { checkDevice } from './check-device.ts';
import { parseDevice } from './devices.ts';

/** What a graph input takes: int64 ones take small integers as well, bool ones 0 and 1. */
export type Values = Float32Array | Int32Array | BigInt64Array | Int8Array | Uint8Array | readonly number[];

/** A value with its shape; a feed without a shape takes the input's, where at most one size is open. */
export type Feed = Values | { readonly data: Values; readonly shape: readonly number[] };

export interface Fetched {
  /** int64 results come as Int32Array (their low 32 bits): they are ids, counts and positions */
  readonly data: Float32Array | Int32Array | Int8Array | Uint8Array;
  readonly shape: readonly number[];
}

export interface SessionOptions {
  /** `cpu` (default), `webgpu`, or `cuda:N` */
  readonly device?: string;
  /** threads of one operator; onnxruntime's choice where left out */
  readonly threads?: number;
  /**
   * Lays all values of a run out in one block, planned for the shapes at hand; true by default. Without it a
   * training step takes a third less memory and no more time.
   */
  readonly memoryPattern?: boolean;
  /**
   * Keeps the memory of a run for the next one, in blocks of doubling size; true by default. Without it a serving
   * process takes 40 to 60 MB less and no more time.
   */
  readonly memoryArena?: boolean;
  /**
   * Threads of a run wait for each other at full speed instead of asleep; off by default. On processors that nobody
   * else uses a run of small operators is a fifth to a third faster; on busy ones it takes twice the time and more.
   */
  readonly spinning?: boolean;
}

export interface ModelInput {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly (number | string)[];
}

export interface Session {
  readonly inputs: readonly ModelInput[];
  readonly outputs: readonly string[];
  /**
   * Computes the named outputs (all where none are named). Typed arrays of the input's own type are passed
   * without a copy. Throws where an input is missing, unknown, or of another type or shape. The calling
   * thread is blocked meanwhile.
   */
  run(
    feeds: Readonly<Record<string, Feed>>,
    fetches?: readonly string[],
  ): Promise<Readonly<Record<string, Fetched>>>;
  dispose(): Promise<void>;
}

/**
 * Loads a model from bytes or from a path (which external weights need: they are found beside it).
 * @throws WorkbenchError `unavailable` where the device is asked for and does not compute: nothing falls back
 */
export async function createSession(
  model: Uint8Array | string,
  options: SessionOptions = {},
): Promise<Session> {
  const settings = sessionSettings(options);
  await checkDevice(options.device ?? 'cpu');
  const session =
    typeof model === 'string'
      ? await InferenceSession.create(model, settings)
      : await InferenceSession.create(model, settings);
  const inputs = session.inputMetadata.map((input): ModelInput => {
    if (!input.isTensor) throw new Error(`input ${input.name} is not a tensor`);
    return { name: input.name, dtype: input.type, shape: input.shape };
  });
  const byName = new Map(inputs.map((input) => [input.name, input]));
  return {
    inputs,
    outputs: session.outputNames,
    async run(feeds, fetches) {
      const missing = inputs.filter(({ name }) => feeds[name] === undefined).map(({ name }) => name);
      if (missing.length > 0) throw new Error(`the model is missing its inputs ${missing.join(', ')}`);
      const tensors: Record<string, OrtTensor> = {};
      for (const [name, feed] of Object.entries(feeds)) {
        const input = byName.get(name);
        if (input === undefined) throw new Error(`the model has no input named ${name}`);
        tensors[name] = toTensor(input, feed);
      }
      const results = await (fetches === undefined
        ? session.run(tensors)
        : session.run(tensors, [...fetches]));
      return Object.fromEntries(
        Object.entries(results).map(([name, value]) => [name, fromTensor(name, value)]),
      );
    },
    dispose: () => session.release(),
  };
}

/** Threads do not spin between runs in any case; full optimisation is slower here. */
function sessionSettings({
  device = 'cpu',
  threads,
  memoryPattern,
  memoryArena,
  spinning = false,
}: SessionOptions): InferenceSession.SessionOptions {
  return {
    executionProviders: providers(device),
    graphOptimizationLevel: 'basic',
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: spinning ? '1' : '0' }, force_spinning_stop: '1' } },
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    ...(memoryPattern === undefined ? {} : { enableMemPattern: memoryPattern }),
    ...(memoryArena === undefined ? {} : { enableCpuMemArena: memoryArena }),
  };
}

function providers(name: string): InferenceSession.ExecutionProviderConfig[] {
  const device = parseDevice(name);
  if (device.kind === 'cpu') return ['cpu'];
  // What the device has no kernel for runs on the processor: sizes mostly, which are cheaper there.
  return [device.kind === 'cuda' ? { name: 'cuda', deviceId: device.index } : device.kind, 'cpu'];
}

function toTensor(input: ModelInput, feed: Feed): OrtTensor {
  const values = 'data' in feed ? feed.data : feed;
  const shape = 'data' in feed ? feed.shape : shapeFor(input, values.length);
  const fits =
    shape.length === input.shape.length &&
    input.shape.every((size, axis) => typeof size === 'string' || size < 0 || size === shape[axis]);
  const count = shape.reduce((total, size) => total * size, 1);
  if (!fits || count !== values.length)
    throw new Error(
      `input ${input.name} takes [${input.shape.join(', ')}], not ${values.length} values as [${shape.join(', ')}]`,
    );
  return new OrtTensor(input.dtype as 'float32', convert(input, values) as Float32Array, shape);
}

function shapeFor({ name, shape }: ModelInput, length: number): number[] {
  const isOpen = (size: number | string) => typeof size === 'string' || size < 0;
  const fixed = shape.reduce<number>((total, size) => (isOpen(size) ? total : total * Number(size)), 1);
  if (shape.filter(isOpen).length > 1)
    throw new Error(`input ${name} takes [${shape.join(', ')}]: give its shape with the data`);
  return shape.map((size) => (isOpen(size) ? length / fixed : Number(size)));
}

const ownArrays = {
  float32: Float32Array,
  int32: Int32Array,
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const;

function convert({ name, dtype }: ModelInput, values: Values) {
  if (dtype === 'int64') {
    if (values instanceof BigInt64Array) return values;
    if (values instanceof Int32Array || Array.isArray(values)) return widened(values);
  } else if (dtype in ownArrays && !(values instanceof BigInt64Array)) {
    const own = ownArrays[dtype as keyof typeof ownArrays];
    if (values instanceof own) return values;
    if (Array.isArray(values)) return own.from(values);
  }
  throw new Error(`input ${name} is ${dtype} and was given ${values.constructor.name}`);
}

/** Integers as int64, through their halves: ten times faster than one BigInt each. */
function widened(values: ArrayLike<number>): BigInt64Array {
  const wide = new BigInt64Array(values.length);
  const halves = new Int32Array(wide.buffer);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    halves[2 * i] = value;
    halves[2 * i + 1] = value < 0 ? -1 : 0;
  }
  return wide;
}

function fromTensor(name: string, { data, dims }: OrtTensor): Fetched {
  if (data instanceof BigInt64Array) {
    const halves = new Int32Array(data.buffer, data.byteOffset, data.length * 2);
    const low = new Int32Array(data.length);
    for (let i = 0; i < low.length; i++) low[i] = halves[2 * i] as number;
    return { data: low, shape: dims };
  }
  for (const kind of [Float32Array, Int32Array, Int8Array, Uint8Array] as const)
    if (data instanceof kind) return { data, shape: dims };
  throw new Error(`output ${name} has a type that models here do not give`);
}
