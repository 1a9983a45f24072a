export interface QuadratureRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** Gauss–Hermite rule for ∫ e^(−x²) f(x) dx, by Newton's method on the orthonormal polynomials (Press et al. 2007, 4.6). */
export function gaussHermite(size: number): QuadratureRule {
  if (!Number.isInteger(size) || size < 1 || size > 100) throw new RangeError('a rule has 1 to 100 nodes');
  const nodes = new Float64Array(size);
  const weights = new Float64Array(size);
  let z = 0;
  for (let i = 0; i < (size + 1) / 2; i++) {
    if (i === 0) z = Math.sqrt(2 * size + 1) - 1.85575 * (2 * size + 1) ** -0.16667;
    else if (i === 1) z -= (1.14 * size ** 0.426) / z;
    else if (i === 2) z = 1.86 * z - 0.86 * nodes[0]!;
    else if (i === 3) z = 1.91 * z - 0.91 * nodes[1]!;
    else z = 2 * z - nodes[i - 2]!;
    let slope = 1;
    for (let step = 0; step < 100; step++) {
      let [value, before] = [Math.PI ** -0.25, 0];
      for (let j = 0; j < size; j++) {
        const older = before;
        before = value;
        value = z * Math.sqrt(2 / (j + 1)) * before - Math.sqrt(j / (j + 1)) * older;
      }
      slope = Math.sqrt(2 * size) * before;
      const change = value / slope;
      z -= change;
      if (Math.abs(change) < 1e-15) break;
    }
    nodes[i] = z;
    nodes[size - 1 - i] = -z;
    weights[i] = 2 / (slope * slope);
    weights[size - 1 - i] = weights[i]!;
  }
  if (size % 2 === 1) nodes[(size - 1) / 2] = 0;
  return { nodes, weights };
}
