export interface Ranks {
  /** From 1, the mean of the places of equal values. */
  readonly ranks: Float64Array;
  /** Σ t³ − t over groups of t equal values. */
  readonly tieSum: number;
}

/** Ranks of values, ties sharing the mean of their places. Sorting. */
export function rank(values: ArrayLike<number>): Ranks {
  const n = values.length;
  const order = sortedIndices(values);
  const ranks = new Float64Array(n);
  let tieSum = 0;
  for (let start = 0; start < n; ) {
    let end = start + 1;
    while (end < n && values[order[end]!] === values[order[start]!]) end++;
    for (let i = start; i < end; i++) ranks[order[i]!] = (start + end + 1) / 2;
    const size = end - start;
    tieSum += size ** 3 - size;
    start = end;
  }
  return { ranks, tieSum };
}

/** Indices in the order of the values. */
export function sortedIndices(values: ArrayLike<number>): Int32Array {
  return Int32Array.from({ length: values.length }, (_, index) => index).sort(
    (a, b) => values[a]! - values[b]! || a - b,
  );
}
