import type { Tensor } from '../graph.ts';
import { productOfSizes, sizeAt } from '../shapes.ts';
import { one, rawExpand, rawReduce, rawReshape, zerosLike } from './broadcasting.ts';
import { equal, not } from './comparison.ts';
import { log, mul, sub } from './elementwise.ts';
import { gather, gatherElements, scatterAdd } from './indexing.ts';
import { reshape } from './layout.ts';
import { matmul } from './matmul.ts';

/** How logits are made: state times weight. */
interface Head {
  readonly state: Tensor;
  readonly weight: Tensor;
  readonly transposeB: boolean;
  readonly scale: number;
}

/**
 * The sum of cross-entropies of logits that are the product of a state [..., width] and a weight of two axes;
 * undefined for others. The head is by far the widest layer of a language model, so it is computed for places with a
 * label only, and its logits are gone through as few times as can be: the gradient softmax - onehot is made in the
 * place of the softmax, and the gradient of the sum is multiplied in on the narrow side of the products.
 */
export function linearCrossEntropy(logits: Tensor, labels: Tensor, ignoreIndex: number): Tensor | undefined {
  const head = headOf(logits);
  const leading = logits.shape.slice(0, -1);
  if (!head || leading.length !== labels.shape.length) return undefined;
  if (leading.some((size, axis) => size !== labels.shape[axis] || size !== head.state.shape[axis]))
    return undefined;
  const count = productOfSizes(leading);
  const rows = labelledRows(labels, ignoreIndex);
  const width = sizeAt(head.state.shape, head.state.shape.length - 1);
  const state = takeRows(reshape(head.state, [count, width]), rows);
  const column = rawReshape(gather(rawReshape(labels, [count]), rows), [sizeAt(rows.shape, 0), 1]);
  return summedLoss({ ...head, state }, column);
}

function headOf(logits: Tensor): Head | undefined {
  const maker = logits.graph.makerOf(logits);
  const [state, weight] = maker?.inputs ?? [];
  if (!maker || !state || !weight || weight.shape.length !== 2 || maker.backward) return undefined;
  const { transA, transB, alpha } = maker.attributes;
  const has = (flag: typeof transA) => flag !== undefined && 'int' in flag && flag.int === 1;
  if (!['MatMul', 'FusedMatMul'].includes(maker.op) || has(transA)) return undefined;
  const scale = alpha !== undefined && 'float' in alpha ? alpha.float : 1;
  return { state, weight, transposeB: has(transB), scale };
}

/** The flat places whose label is not ignored, int64. */
function labelledRows(labels: Tensor, ignoreIndex: number): Tensor {
  const { graph } = labels;
  return graph.shared(`labelled rows ${labels.name} ${ignoreIndex}`, () => {
    const flat = rawReshape(not(equal(labels, ignoreIndex)), [productOfSizes(labels.shape)]);
    const size = `labelled-${labels.name}-${ignoreIndex}`;
    const found = one(graph, 'NonZero', {
      inputs: [flat],
      outputs: [{ dtype: 'int64', shape: [1, size] }],
    });
    return rawReshape(found, [size]);
  });
}

/** Rows by distinct indices: their gradients need no sums, so they can be put back on several threads. */
function takeRows(x: Tensor, rows: Tensor): Tensor {
  const count = sizeAt(rows.shape, 0);
  return one(x.graph, 'Gather', {
    inputs: [x, rows],
    outputs: [{ dtype: x.dtype, shape: [count, sizeAt(x.shape, 1)] }],
    attributes: { axis: { int: 0 } },
    derivative: ([g]) => {
      if (g === undefined) return [];
      const back = one(x.graph, 'ScatterND', {
        inputs: [zerosLike(x), rawReshape(rows, [count, 1]), g],
        outputs: [{ dtype: x.dtype, shape: x.shape }],
      });
      return [back];
    },
  });
}

function summedLoss({ state, weight, transposeB, scale }: Head, labels: Tensor): Tensor {
  const logits = matmul(state, weight, { transposeB, scale });
  const shares = one(logits.graph, 'Softmax', {
    inputs: [logits],
    outputs: [{ dtype: logits.dtype, shape: logits.shape }],
    attributes: { axis: { int: -1 } },
  });
  const largest = (x: Tensor) => rawReduce('ReduceMax', x, { axes: -1, keepDims: true });
  // log Σ exp: the largest share is exp of the largest logit by that sum, and never near 0.
  const logSum = sub(largest(logits), log(largest(shares)));
  const losses = sub(logSum, gatherElements(logits, labels, 1));
  return one(logits.graph, 'ReduceSum', {
    inputs: [losses],
    outputs: [{ dtype: 'float32', shape: [] }],
    attributes: { keepdims: { int: 0 } },
    sources: [state, weight],
    derivative: ([g]) => {
      if (g === undefined) return [];
      const updates = rawExpand(logits.graph.constant(-1), labels.shape);
      const slope = scatterAdd(shares, labels, { updates, axis: 1 });
      const scaled = mul(state, g);
      return [
        mul(matmul(slope, weight, { transposeB: !transposeB, scale }), g),
        transposeB
          ? matmul(slope, scaled, { transposeA: true, scale })
          : matmul(scaled, slope, { transposeA: true, scale }),
      ];
    },
  });
}
