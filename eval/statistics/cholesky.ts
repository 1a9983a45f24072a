/**
 * The lower factor L of a symmetric positive definite matrix, A = L Lᵀ, row-major.
 * @returns null where the matrix is not positive definite
 */
export function cholesky(matrix: Float64Array, n: number): Float64Array | null {
  const lower = new Float64Array(n * n);
  // Rows keep their leading zeros (George & Liu 1981, section 4.2): most of the work where effects are crossed.
  const first = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    while (first[i]! < i && matrix[i * n + first[i]!] === 0) first[i]!++;
    for (let j = first[i]!; j <= i; j++) {
      let sum = matrix[i * n + j]!;
      for (let k = Math.max(first[i]!, first[j]!); k < j; k++) sum -= lower[i * n + k]! * lower[j * n + k]!;
      if (i === j) {
        if (!(sum > 1e-14 * Math.abs(matrix[i * n + i]!))) return null;
        lower[i * n + i] = Math.sqrt(sum);
      } else lower[i * n + j] = sum / lower[j * n + j]!;
    }
  }
  return lower;
}

/** x with A x = b, from A's lower factor. */
export function solveCholesky(lower: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  const x = right.slice();
  for (let i = 0; i < n; i++) {
    let sum = x[i]!;
    for (let k = 0; k < i; k++) sum -= lower[i * n + k]! * x[k]!;
    x[i] = sum / lower[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i]!;
    for (let k = i + 1; k < n; k++) sum -= lower[k * n + i]! * x[k]!;
    x[i] = sum / lower[i * n + i]!;
  }
  return x;
}

/** A⁻¹, row-major, from A's lower factor. */
export function invertCholesky(lower: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let column = 0; column < n; column++) {
    const unit = new Float64Array(n);
    unit[column] = 1;
    const x = solveCholesky(lower, unit);
    for (let row = 0; row < n; row++) inverse[row * n + column] = x[row]!;
  }
  return inverse;
}

/** ln |A| from its lower factor. */
export function logDeterminant(lower: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += 2 * Math.log(lower[i * n + i]!);
  return sum;
}
