/**
 * The mean of some rows of a matrix for each list of places; zeros for an empty list.
 * @param vectors row-major
 */
export function meanVectors(
  { data, width }: { readonly data: Float32Array; readonly width: number },
  lists: readonly (readonly number[])[],
): Float32Array {
  const means = new Float32Array(lists.length * width);
  for (const [at, places] of lists.entries())
    for (const place of places)
      for (let i = 0; i < width; i++)
        means[at * width + i] =
          (means[at * width + i] as number) + (data[place * width + i] as number) / places.length;
  return means;
}
