/** Cells of a table beyond which a text is not compared: the time is the product of the lengths. */
const mostCells = 4e9;
const mostStoredCells = 1e8;

/**
 * The length of the longest common subsequence of two lists of numbers, in time of the product of the lengths.
 * @throws RangeError where that is beyond 4 · 10⁹
 */
export function lcsLength(a: Int32Array, b: Int32Array): number {
  if (a.length * b.length > mostCells)
    throw new RangeError('the texts are too long for a longest common subsequence');
  const lengths = new Int32Array(b.length + 1);
  for (let i = 0; i < a.length; i++) {
    const token = a[i] as number;
    let diagonal = 0;
    let left = 0;
    for (let j = 1; j < lengths.length; j++) {
      const above = lengths[j] as number;
      if (token === b[j - 1]) left = diagonal + 1;
      else if (above > left) left = above;
      lengths[j] = left;
      diagonal = above;
    }
  }
  return lengths[b.length] as number;
}

/**
 * The places in `a` of one of the longest common subsequences, rising: the one that rouge_score's backtracking finds.
 * @throws RangeError where the product of the lengths is beyond 10⁸
 */
export function lcsPlaces(a: Int32Array, b: Int32Array): number[] {
  const width = b.length + 1;
  if ((a.length + 1) * width > mostStoredCells)
    throw new RangeError('the sentences are too long for a longest common subsequence');
  const table = new Int32Array((a.length + 1) * width);
  for (let i = 1; i <= a.length; i++)
    for (let j = 1, at = i * width + 1; j < width; j++, at++)
      table[at] =
        a[i - 1] === b[j - 1]
          ? (table[at - width - 1] as number) + 1
          : Math.max(table[at - width] as number, table[at - 1] as number);
  const places: number[] = [];
  let [i, j] = [a.length, b.length];
  while (i > 0 && j > 0) {
    if (a[i - 1] === b[j - 1]) {
      places.push(--i);
      j--;
    } else if ((table[i * width + j - 1] as number) > (table[(i - 1) * width + j] as number)) j--;
    else i--;
  }
  return places.reverse();
}

/** Rising, the places in `reference` that stand in its `lcsPlaces` with any of the candidates: the "union LCS" of ROUGE-Lsum. */
export function unionLcsPlaces(reference: Int32Array, candidates: readonly Int32Array[]): number[] {
  const isIn = new Uint8Array(reference.length);
  for (const candidate of candidates) for (const place of lcsPlaces(reference, candidate)) isIn[place] = 1;
  const places: number[] = [];
  isIn.forEach((flag, place) => {
    if (flag === 1) places.push(place);
  });
  return places;
}
