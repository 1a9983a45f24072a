import type { Tensor } from '../graph.ts';
import { formatShape, ShapeError, sizeAt } from '../shapes.ts';
import { one, rawReduce } from './broadcasting.ts';
import { div, maximum, mul, neg } from './elementwise.ts';

/** The largest code of a weight or an activation; -128 is not used, so that codes are symmetric. */
export const largestCode = 127;

/** Activations are stored unsigned around this. */
const zeroPoint = 128;

/** Rows (the last axis) as 8-bit codes; a row's own largest value is the scale, so it depends on no other row. */
export interface QuantisedRows {
  /** uint8, of the input's shape: 128 + 127 x / largest, rounded to even */
  readonly codes: Tensor;
  /** [.., 1]: the largest magnitude of each row, above 0 */
  readonly largest: Tensor;
}

export function quantiseRows(x: Tensor): QuantisedRows {
  const { graph } = x;
  // The ends of a row's range: its magnitudes would be written down, only to be read once.
  const ends = (op: 'ReduceMax' | 'ReduceMin') => rawReduce(op, x, { axes: -1, keepDims: true });
  const largest = maximum(maximum(ends('ReduceMax'), neg(ends('ReduceMin'))), 1e-20);
  const scaled = mul(x, div(largestCode, largest));
  const codes = one(graph, 'QuantizeLinear', {
    inputs: [scaled, graph.constant(1), graph.constant([zeroPoint], [], 'uint8')],
    outputs: [{ dtype: 'uint8', shape: x.shape }],
  });
  return { codes, largest };
}

export interface QuantisedWeight {
  /** int8 [from, to], codes of -127 to 127 */
  readonly codes: Tensor;
  /** float32 [to]: the largest magnitude of each column / 127² */
  readonly scales: Tensor;
}

/**
 * The product of quantised rows and a quantised weight, [.., to]: exact in integers, then scaled by column and row.
 * On processors with AVX2 but without VNNI the sums of two products saturate at 16 bits.
 */
export function quantisedProduct(rows: QuantisedRows, weight: QuantisedWeight): Tensor {
  const { graph, shape } = rows.codes;
  const [from, to] = weight.codes.shape;
  if (from !== sizeAt(shape, shape.length - 1) || to === undefined || weight.scales.shape[0] !== to)
    throw new ShapeError(
      'MatMulIntegerToFloat',
      `shapes ${formatShape(shape)} and ${formatShape(weight.codes.shape)} have no product`,
    );
  const zeros = [graph.constant([zeroPoint], [], 'uint8'), graph.constant([0], [], 'int8')];
  const product = one(graph, 'MatMulIntegerToFloat', {
    inputs: [rows.codes, weight.codes, graph.constant(1), weight.scales, ...zeros],
    outputs: [{ dtype: 'float32', shape: shape.with(-1, to) }],
    domain: 'com.microsoft',
  });
  return mul(product, rows.largest);
}
