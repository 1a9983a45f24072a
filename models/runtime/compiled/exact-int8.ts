import { WorkbenchError } from '#lib/errors.ts';
import { Graph } from '../../graph/graph.ts';
import { quantisedProduct } from '../../graph/ops/row-wise-int8.ts';
import { serialise } from '../../graph/serialise.ts';
import { createSession, type SessionOptions } from '../session.ts';

const [inner, columns] = [64, 32];

/** By device; what could not be tried is tried again. */
const checked = new Map<string, boolean>();

/**
 * Processors without VNNI add pairs of int8 products in 16 bits, where the largest do not fit. One product of extremes
 * tells; it takes milliseconds and is done once in a process.
 * @throws WorkbenchError `unavailable` where products are not exact
 */
export async function requireExactInt8(options: SessionOptions): Promise<void> {
  const device = options.device ?? 'cpu';
  const isExact = checked.get(device) ?? (await multipliesExactly(options));
  checked.set(device, isExact);
  if (isExact) return;
  throw new WorkbenchError(
    'unavailable',
    'This processor multiplies int8 inexactly (it lacks VNNI): use float32 weights instead.',
  );
}

/** All products at their largest: activation codes of 255 (127 above the zero point) and weight codes of ±127. */
async function multipliesExactly(options: SessionOptions): Promise<boolean> {
  const graph = new Graph();
  const codes = graph.input('codes', 'uint8', ['rows', inner]);
  const largest = graph.input('largest', 'float32', ['rows', 1]);
  const signs = Int8Array.from({ length: inner * columns }, (_, place) => (place % 2 === 0 ? 127 : -127));
  const weight = {
    codes: graph.constant(signs, [inner, columns]),
    scales: graph.constant(new Float32Array(columns).fill(1)),
  };
  graph.output(quantisedProduct({ codes, largest }, weight), 'product');
  const session = await createSession(serialise(graph, { weights: 'inputs' }), options);
  try {
    for (const rows of [1, 16]) {
      const ones = { data: new Float32Array(rows).fill(1), shape: [rows, 1] };
      const high = { data: new Uint8Array(rows * inner).fill(255), shape: [rows, inner] };
      const { product } = await session.run({ codes: high, largest: ones });
      const expected = (column: number) => (column % 2 === 0 ? 1 : -1) * 127 * 127 * inner;
      if (!product || [...product.data].some((value, place) => value !== expected(place % columns)))
        return false;
    }
    return true;
  } finally {
    await session.dispose();
  }
}
