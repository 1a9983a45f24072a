import { normalDensity, normalTail } from './normal.ts';

/**
 * P(range of k independent standard normals > q), k ≥ 2: the studentised range with infinite degrees of freedom.
 *
 * k ∫ φ(z) [Φ(z)^(k−1) − (Φ(z) − Φ(z − q))^(k−1)] dz, the difference taken by expm1, so that tiny tails keep their
 * digits; composite Gauss–Legendre quadrature. Some 1e-13 relative.
 */
export function rangeTail(q: number, k: number): number {
  if (!Number.isInteger(k) || k < 2) throw new RangeError(`needs at least two groups, got ${k}`);
  if (Number.isNaN(q)) return Number.NaN;
  if (q <= 0) return 1;
  const [from, to, panels] = [-9, q / 2 + 14, 80];
  const width = (to - from) / panels;
  let sum = 0;
  for (let panel = 0; panel < panels; panel++) {
    const centre = from + (panel + 0.5) * width;
    for (let node = 0; node < gaussNodes.length; node++)
      for (const side of [-1, 1]) {
        const z = centre + (side * gaussNodes[node]! * width) / 2;
        const below = normalTail(-z);
        const share = normalTail(q - z) / below;
        const lost = share >= 1 ? 1 : -Math.expm1((k - 1) * Math.log1p(-share));
        sum += gaussWeights[node]! * normalDensity(z) * below ** (k - 1) * lost;
      }
  }
  return Math.min(1, (k * sum * width) / 2);
}

/** q with P(range > q) = p. */
export function rangeTailQuantile(p: number, k: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a probability must lie in (0, 1), got ${p}`);
  let [low, high] = [0, 1];
  while (rangeTail(high, k) > p) high *= 2;
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (rangeTail(middle, k) > p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Positive nodes of the 16-point Gauss–Legendre rule on [−1, 1] and their weights. */
const gaussNodes = [
  0.09501250983763744, 0.2816035507792589, 0.45801677765722737, 0.6178762444026438, 0.755404408355003,
  0.8656312023878318, 0.9445750230732326, 0.9894009349916499,
] as const;
const gaussWeights = [
  0.1894506104550685, 0.18260341504492358, 0.16915651939500254, 0.14959598881657674, 0.12462897125553388,
  0.09515851168249279, 0.062253523938647894, 0.027152459411754096,
] as const;
