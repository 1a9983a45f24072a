/**
 * Seeded randomness. Pure code takes a `Random` and never reaches for `Math.random`, so the same seed gives
 * the same sample, order and interval on every machine.
 *
 * The generator is xoshiro128** (Blackman & Vigna 2018), seeded through SplitMix32 over an FNV-1a hash of the
 * seed's parts; period 2^128 - 1.
 */
export interface Random {
  /** Uniform in [0, 1), 32 bits of resolution. */
  next(): number;
  /** Uniform integer in [0, bound), without modulo bias. Throws RangeError unless 1 <= bound <= 2^32. */
  below(bound: number): number;
}

export type SeedPart = string | number;

/** A generator from one or more seed parts; `createRandom(7, 'order', 'item-3')` is a stream of its own. */
export function createRandom(...seed: readonly SeedPart[]): Random {
  let mix = fnv1a(seed.map((part) => `${typeof part}:${part}`).join('\u0000'));
  const splitMix = () => {
    mix = (mix + 0x9e3779b9) >>> 0;
    let z = mix;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  let [a, b, c, d] = [splitMix(), splitMix(), splitMix(), splitMix() | 1];

  const nextUint32 = () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotateLeft(d, 11);
    return result;
  };

  return {
    next: () => nextUint32() / 2 ** 32,
    below: (bound) => {
      if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 32)
        throw new RangeError(`bound must be an integer in [1, 2^32], got ${bound}`);
      const limit = 2 ** 32 - (2 ** 32 % bound);
      let draw = nextUint32();
      while (draw >= limit) draw = nextUint32();
      return draw % bound;
    },
  };
}

/** A shuffled copy (Fisher-Yates); every order is equally likely. */
export function shuffled<T>(values: readonly T[], random: Random): T[] {
  const result = values.slice();
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const held = result[i] as T;
    result[i] = result[j] as T;
    result[j] = held;
  }
  return result;
}

function rotateLeft(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  return hash >>> 0;
}
