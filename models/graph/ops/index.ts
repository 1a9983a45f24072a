/** All operators of the graph builder. */
export * from './activation.ts';
export * from './comparison.ts';
export * from './dropout.ts';
export {
  abs,
  add,
  div,
  erf,
  exp,
  log,
  maximum,
  minimum,
  mul,
  neg,
  type Operand,
  pow,
  sigmoid,
  sqrt,
  sub,
  tanh,
} from './elementwise.ts';
export * from './indexing.ts';
export * from './layout.ts';
export * from './loss.ts';
export * from './matmul.ts';
export * from './normalisation.ts';
export * from './reduction.ts';
export * from './row-wise-int8.ts';
export * from './seeded-mask.ts';
