/** Sequences as rows of one length, the shorter ones filled on the right with `pad`. */
export function paddedSequences(sequences: readonly (readonly number[])[], pad: number): number[][] {
  const longest = sequences.reduce((most, sequence) => Math.max(most, sequence.length), 0);
  return sequences.map((sequence) => [
    ...sequence,
    ...new Array<number>(longest - sequence.length).fill(pad),
  ]);
}
