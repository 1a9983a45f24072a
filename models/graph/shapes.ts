/** A fixed size, or the name of one that is known at run time only (`'batch'`, `'time'`). */
export type Dim = number | string;

/** Shapes that do not fit an operator; the message names the operator and both shapes. */
export class ShapeError extends Error {
  constructor(operator: string, problem: string) {
    super(`${operator}: ${problem}`);
    this.name = 'ShapeError';
  }
}

export function formatShape(shape: readonly Dim[]): string {
  return `[${shape.join(', ')}]`;
}

/** The shape two operands broadcast to. A named size fits itself and 1 only: nothing is guessed. */
export function broadcastShapes(operator: string, a: readonly Dim[], b: readonly Dim[]): Dim[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    throw new ShapeError(operator, `shapes ${formatShape(a)} and ${formatShape(b)} do not broadcast`);
  });
}

/** A negative axis counts from the end; returns it counted from the start. */
export function normaliseAxis(operator: string, axis: number, shape: readonly Dim[]): number {
  const normal = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(normal) || normal < 0 || normal >= shape.length)
    throw new ShapeError(operator, `axis ${axis} is outside shape ${formatShape(shape)}`);
  return normal;
}

/** Sorted, distinct axes counted from the start; all axes where none are given. */
export function normaliseAxes(
  operator: string,
  axes: number | readonly number[] | undefined,
  shape: readonly Dim[],
): number[] {
  if (axes === undefined) return shape.map((_, axis) => axis);
  const list = typeof axes === 'number' ? [axes] : axes;
  const normal = list.map((axis) => normaliseAxis(operator, axis, shape)).sort((a, b) => a - b);
  if (new Set(normal).size !== normal.length)
    throw new ShapeError(operator, `axes ${list.join(', ')} name one axis of ${formatShape(shape)} twice`);
  return normal;
}

/** The size at an axis known to exist. */
export function sizeAt(shape: readonly Dim[], axis: number): Dim {
  const size = shape[axis];
  if (size === undefined) throw new RangeError(`axis ${axis} is outside shape ${formatShape(shape)}`);
  return size;
}

/** The sum of sizes; with named ones among them a name such as `(past+time)`, the same for the same summands. */
export function sumSizes(sizes: readonly Dim[]): Dim {
  const fixed = sizes.reduce<number>((sum, size) => (typeof size === 'number' ? sum + size : sum), 0);
  const names = sizes.filter((size): size is string => typeof size === 'string').sort();
  if (names.length === 0) return fixed;
  if (names.length === 1 && fixed === 0) return names.join('');
  return `(${[...names, ...(fixed === 0 ? [] : [fixed])].join('+')})`;
}

interface Product {
  readonly fixed: number;
  readonly names: readonly string[];
}

function factors(size: Dim): Product {
  if (typeof size === 'number') return { fixed: size, names: [] };
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const sign of size) {
    if (sign === '(') depth++;
    if (sign === ')') depth--;
    if (sign === '*' && depth === 0) {
      parts.push(part);
      part = '';
    } else part += sign;
  }
  parts.push(part);
  const numbers = parts.filter((text) => /^\d+$/.test(text)).map(Number);
  return { fixed: numbers.reduce((a, b) => a * b, 1), names: parts.filter((text) => !/^\d+$/.test(text)) };
}

function product(shape: readonly Dim[]): Product {
  const all = shape.map(factors);
  return {
    fixed: all.reduce((total, { fixed }) => total * fixed, 1),
    names: all.flatMap(({ names }) => names).sort(),
  };
}

/** The product of sizes; with named ones among them a name such as `batch*time`. */
export function productOfSizes(shape: readonly Dim[]): Dim {
  const { fixed, names } = product(shape);
  if (names.length === 0 || fixed === 0) return fixed;
  return [...(fixed === 1 ? [] : [fixed]), ...names].join('*');
}

/** What is left for the one open axis of a reshape, or undefined where the sizes do not divide. */
export function quotientOfSizes(whole: readonly Dim[], part: readonly Dim[]): Dim | undefined {
  const above = product(whole);
  const below = product(part);
  const names = [...above.names];
  for (const name of below.names) {
    const place = names.indexOf(name);
    if (place < 0) return undefined;
    names.splice(place, 1);
  }
  if (below.fixed === 0 || above.fixed % below.fixed !== 0) return undefined;
  return productOfSizes([above.fixed / below.fixed, ...names]);
}
