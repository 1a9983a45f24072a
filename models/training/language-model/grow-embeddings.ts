/** Tables with a row for each token: the embeddings, and the output matrix where it is not tied to them. */
const tokenTables = /(^|\.)(wte|tokens_embed|lm_head)\.weight$/;

/**
 * The weights of a GPT for a larger vocabulary: new tokens begin as the mean of the known ones, a word like any other,
 * so that they disturb neither the states nor the predictions at first. Rows that fill a table up beyond the known
 * tokens are kept, unless a new token takes their place.
 */
export function growEmbeddings(
  weights: ReadonlyMap<string, Float32Array>,
  {
    width,
    known,
    vocabulary,
    added,
  }: {
    readonly width: number;
    /** Tokens that the tokenizer had. */
    readonly known: number;
    /** Rows of the new tables, at least those of the old. */
    readonly vocabulary: number;
    /** Ids of the new tokens. */
    readonly added: readonly number[];
  },
): Map<string, Float32Array> {
  return new Map(
    [...weights].map(([name, values]) => {
      if (!tokenTables.test(name)) return [name, values];
      const grown = new Float32Array(vocabulary * width);
      grown.set(values);
      const mean = meanRow(values, width, known);
      for (const id of added) grown.set(mean, id * width);
      return [name, grown];
    }),
  );
}

function meanRow(values: Float32Array, width: number, rows: number): Float32Array {
  const sums = new Float64Array(width);
  for (let row = 0; row < rows; row++)
    for (let at = 0; at < width; at++) sums[at] = (sums[at] ?? 0) + (values[row * width + at] ?? 0);
  return Float32Array.from(sums, (sum) => sum / rows);
}
