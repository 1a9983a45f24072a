import type { Candidates } from './k-best.ts';

/** Width of a bin of the partial selection, in nats below the best score, and how many there are. */
const binsPerNat = 64;
const bins = 2048;

/**
 * Nucleus filtering (Holtzman et al. 2020): a token stays if the tokens ranked before it hold less than `topP`
 * of the probability, or if fewer than `minTokens` are ranked before it. Takes candidates best first.
 */
export function topPOfSorted(candidates: Candidates, topP: number, minTokens = 1): Candidates {
  const { ids, scores } = candidates;
  if (topP >= 1 || ids.length === 0) return candidates;
  const top = scores[0]!;
  let total = 0;
  for (let rank = 0; rank < scores.length; rank++) total += Math.exp(scores[rank]! - top);
  let before = 0;
  let kept = 0;
  while (kept < ids.length && (before < topP * total || kept < minTokens)) {
    before += Math.exp(scores[kept]! - top);
    kept++;
  }
  return { ids: ids.subarray(0, kept), scores: scores.subarray(0, kept) };
}

/** More than a graph's sum of a row of so many terms is off, relative to it; see `bestMass` in models/serving. */
function massError(terms: number): number {
  return 1e-5 + terms * 2 ** -29;
}

/**
 * The same from the best scores of a row and the probability of the whole row, in units of the best one's: `mass` is
 * Σ exp((score - best) / temperature), known to `massError` of it, tokens ruled out included; they are among `excluded`,
 * with their scores. Null where these numbers do not settle it: the nucleus reaches beyond the given ones, or its edge is
 * closer than the error of the mass.
 */
export function topPOfBest(
  { ids, scores }: Candidates,
  {
    topP,
    temperature,
    mass,
    terms,
    excluded = [],
  }: {
    topP: number;
    temperature: number;
    mass: number;
    /** Of the mass: the row's length. */
    terms: number;
    excluded?: readonly number[];
  },
): Candidates | null {
  const top = Math.max(scores[0] ?? Number.NEGATIVE_INFINITY, ...excluded);
  const weight = (score: number) => Math.exp((score - top) / temperature);
  const total = excluded.reduce((rest, score) => rest - weight(score), mass);
  const slack = massError(terms) * mass;
  let before = 0;
  let kept = 0;
  while (kept < ids.length && before < topP * total - slack) before += weight(scores[kept++]!);
  if (!(before >= topP * total + slack)) return null;
  return {
    ids: ids.subarray(0, kept),
    scores: scores.subarray(0, kept).map((score) => score / temperature),
  };
}

/**
 * The same over a whole row of scores, divided by the temperature first, without sorting it: a histogram of
 * probability by distance from the best score finds the bin in which `topP` is reached, everything above that
 * bin stays, and only the bin itself is sorted. Tokens above come in order of id, the bin's after them.
 */
export function topPOfRow(
  row: Float32Array,
  { topP, temperature = 1, minTokens = 1 }: { topP: number; temperature?: number; minTokens?: number },
): Candidates {
  const { top, mass, count, binsOf } = histogram(row, temperature);
  const total = mass.reduce((sum, part) => sum + part, 0);
  let edge = 0;
  let before = 0;
  let above = 0;
  while (edge < bins - 1 && (before + mass[edge]! < topP * total || above + count[edge]! < minTokens)) {
    before += mass[edge]!;
    above += count[edge]!;
    edge++;
  }
  const kept: number[] = [];
  const boundary: number[] = [];
  for (let id = 0; id < row.length; id++) {
    const bin = binsOf[id]!;
    if (bin < edge) kept.push(id);
    else if (bin === edge) boundary.push(id);
  }
  boundary.sort((a, b) => row[b]! - row[a]! || a - b);
  for (const id of boundary) {
    if (before >= topP * total && kept.length >= minTokens) break;
    before += Math.exp((row[id]! - top) / temperature);
    kept.push(id);
  }
  return { ids: Int32Array.from(kept), scores: Float64Array.from(kept, (id) => row[id]! / temperature) };
}

function histogram(row: Float32Array, temperature: number) {
  let top = Number.NEGATIVE_INFINITY;
  for (let id = 0; id < row.length; id++) if (row[id]! > top) top = row[id]!;
  const mass = new Float64Array(bins);
  const count = new Int32Array(bins);
  // Each token's bin, so that it is not computed again.
  const binsOf = new Uint16Array(row.length);
  for (let id = 0; id < row.length; id++) {
    const bin = binOf(row[id]!, top, temperature);
    binsOf[id] = bin;
    if (bin === bins) continue;
    mass[bin]! += Math.exp((row[id]! - top) / temperature);
    count[bin]!++;
  }
  return { top, mass, count, binsOf };
}

/** `bins` for tokens ruled out; the last bin takes all that is far below. */
function binOf(score: number, top: number, temperature: number): number {
  if (!(score > Number.NEGATIVE_INFINITY)) return bins;
  const distance = ((top - score) / temperature) * binsPerNat;
  return distance < bins - 1 ? Math.floor(distance) : bins - 1;
}
