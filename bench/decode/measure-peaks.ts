import { Graph, type Tensor } from '#models/graph/graph.ts';
import { one } from '#models/graph/ops/broadcasting.ts';
import { matmul, slice } from '#models/graph/ops/index.ts';
import { serialise } from '#models/graph/serialise.ts';
import { createSession, type Values } from '#models/runtime/session.ts';

export interface Peaks {
  readonly threads: number;
  /** of a product of [1024, 1024] and [1024, 4096], in GFLOP/s */
  readonly float32: number;
  readonly int8: number;
}

/** How fast one row goes through weights, in GB/s. */
export interface Streams {
  readonly threads: number;
  readonly float32: number;
  readonly int8: number;
}

interface Product {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

export interface PeakOptions {
  readonly threads: number;
  readonly milliseconds: number;
}

export interface Rates {
  readonly peaks: Peaks;
  readonly streams: Streams;
}

/** Both, for a model that goes through so many weights at each step. */
export async function measureRates(weights: number, options: PeakOptions): Promise<Rates> {
  return { peaks: await measurePeaks(options), streams: await measureStreams(weights, options) };
}

/** The better of two measurements: a bound is what the machine can do when nothing disturbs it. */
export function betterRates(a: Rates, b: Rates): Rates {
  const better = <T extends Peaks>(one: T, other: T) => ({
    threads: one.threads,
    float32: Math.max(one.float32, other.float32),
    int8: Math.max(one.int8, other.int8),
  });
  return { peaks: better(a.peaks, b.peaks), streams: better(a.streams, b.streams) };
}

/** What onnxruntime reaches on this machine at best, with the products that decoding consists of. */
async function measurePeaks(options: PeakOptions): Promise<Peaks> {
  const product: Product = { rows: 1024, inner: 1024, columns: 4096 };
  const rate = async (kind: Kind) => {
    const seconds = await fastest({ graph: kinds[kind](product), ...options });
    return (2 * product.rows * product.inner * product.columns) / seconds / 1e9;
  };
  return { threads: options.threads, float32: await rate('float32'), int8: await rate('int8') };
}

/** The same of one row with as many weights as a model has, so that they lie where the model's would lie. */
async function measureStreams(weights: number, options: PeakOptions): Promise<Streams> {
  const inner = 768;
  const product: Product = { rows: 1, inner, columns: Math.round(weights / inner) };
  const rate = async (kind: Kind, bytes: number) =>
    (bytes * inner * product.columns) / (await fastest({ graph: kinds[kind](product), ...options })) / 1e9;
  return { threads: options.threads, float32: await rate('float32', 4), int8: await rate('int8', 1) };
}

type Kind = 'float32' | 'int8';

interface ProductGraph {
  readonly graph: Graph;
  readonly input: Values;
  readonly weight: (parameter: Tensor) => Float32Array | Int8Array;
}

const kinds: Readonly<Record<Kind, (product: Product) => ProductGraph>> = {
  float32: ({ rows, inner, columns }) => {
    const graph = new Graph();
    const input = graph.input('input', 'float32', [rows, inner]);
    firstRow(matmul(input, graph.parameter('weight', [inner, columns])));
    const weight = new Float32Array(inner * columns).fill(0.02);
    return { graph, input: new Float32Array(rows * inner).fill(0.5), weight: () => weight };
  },
  int8: ({ rows, inner, columns }) => {
    const graph = new Graph();
    const input = graph.input('input', 'uint8', [rows, inner]);
    const product = one(graph, 'MatMulIntegerToFloat', {
      inputs: [
        input,
        graph.parameter('weight', [inner, columns], 'int8'),
        graph.constant(1),
        graph.constant(new Float32Array(columns).fill(0.01)),
        graph.constant(128, [], 'uint8'),
        graph.constant(0, [], 'int8'),
      ],
      outputs: [{ dtype: 'float32', shape: [rows, columns] }],
      domain: 'com.microsoft',
    });
    firstRow(product);
    const weight = new Int8Array(inner * columns).fill(100);
    return { graph, input: new Uint8Array(rows * inner).fill(130), weight: () => weight };
  },
};

/** The product is computed whole; only a row of it is copied out. */
function firstRow(product: Tensor): void {
  product.graph.output(slice(product, { axis: 0, start: 0, end: 1 }), 'first_row');
}

/** Seconds of the fastest of the runs that fit into the time, of five at least. */
async function fastest(options: PeakOptions & { readonly graph: ProductGraph }): Promise<number> {
  const { graph, input, weight } = options.graph;
  const session = await createSession(serialise(graph, { weights: 'embedded', data: weight }), {
    threads: options.threads,
  });
  try {
    let best = Number.POSITIVE_INFINITY;
    const end = performance.now() + options.milliseconds;
    for (let run = 0; run < 5 || performance.now() < end; run++) {
      const started = performance.now();
      await session.run({ input });
      best = Math.min(best, performance.now() - started);
    }
    return best / 1000;
  } finally {
    await session.dispose();
  }
}
