/** Rules out, in place, every token that would complete a run of `size` tokens which the history already has. */
export function banRepeatedNgrams(scores: Float32Array, history: readonly number[], size: number): void {
  const tail = history.length - (size - 1);
  if (tail < 0) return;
  for (let start = 0; start + size <= history.length; start++) {
    let same = 0;
    while (same < size - 1 && history[start + same] === history[tail + same]) same++;
    if (same < size - 1) continue;
    const next = history[start + size - 1]!;
    if (next < scores.length) scores[next] = Number.NEGATIVE_INFINITY;
  }
}
