import type { Random } from '#lib/rng.ts';

export interface Binomial {
  readonly trials: number;
  /** In [0, 1]. */
  readonly probability: number;
}

/**
 * A draw from a binomial distribution in constant time, however many trials.
 *
 * Source: Hörmann (1993), The generation of binomial random variates, J. Stat. Comput. Simul. 46, algorithm BTRS
 * (transformed rejection with squeeze); by inversion where fewer than ten successes are expected.
 */
export function drawBinomial({ trials, probability }: Binomial, random: Random): number {
  if (probability > 0.5) return trials - drawBinomial({ trials, probability: 1 - probability }, random);
  if (trials * probability <= 0) return 0;
  return trials * probability < 10
    ? drawByInversion(trials, probability, random)
    : drawByRejection(trials, probability, random);
}

function drawByInversion(trials: number, probability: number, random: Random): number {
  const odds = probability / (1 - probability);
  let rest = random.next();
  let mass = (1 - probability) ** trials;
  let successes = 0;
  while (rest >= mass && successes < trials) {
    rest -= mass;
    successes++;
    mass *= (odds * (trials - successes + 1)) / successes;
  }
  return successes;
}

function drawByRejection(trials: number, probability: number, random: Random): number {
  const spread = Math.sqrt(trials * probability * (1 - probability));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * probability;
  const centre = trials * probability + 0.5;
  const alpha = (2.83 + 5.1 / b) * spread;
  const squeeze = 0.92 - 4.2 / b;
  const odds = probability / (1 - probability);
  const mode = Math.floor((trials + 1) * probability);
  for (;;) {
    const u = random.next() - 0.5;
    const v = random.next();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + centre);
    if (us >= 0.07 && v <= squeeze) return k;
    if (!(k >= 0 && k <= trials)) continue;
    const height = Math.log((v * alpha) / (a / (us * us) + b));
    if (height <= logMassRatio({ trials, odds, mode, k })) return k;
  }
}

/** ln of P(k) ÷ P(mode). */
function logMassRatio(at: {
  readonly trials: number;
  readonly odds: number;
  readonly mode: number;
  readonly k: number;
}): number {
  const { trials, odds, mode, k } = at;
  return (
    logFactorial(mode) +
    logFactorial(trials - mode) -
    logFactorial(k) -
    logFactorial(trials - k) +
    (k - mode) * Math.log(odds)
  );
}

const smallLogFactorials = Array.from({ length: 16 }, (_, n) => {
  let sum = 0;
  for (let i = 2; i <= n; i++) sum += Math.log(i);
  return sum;
});

/** ln n!, by Stirling's series from 16 on (error below 1e-11). */
function logFactorial(n: number): number {
  if (n < smallLogFactorials.length) return smallLogFactorials[n]!;
  const inverse = 1 / n;
  const series = inverse * (1 / 12 - inverse * inverse * (1 / 360 - (inverse * inverse) / 1260));
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + series;
}
