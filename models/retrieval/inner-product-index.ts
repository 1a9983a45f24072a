import { BestMatches, type Match } from './best-matches.ts';

export interface SearchOptions {
  /** how many matches of a query at most; fewer where fewer rows are accepted */
  readonly count: number;
  /** Which rows a query may find, by the row's and the query's place; all where left out. */
  readonly accept?: (row: number, query: number) => boolean;
}

/** Rows of one width, held as given. */
export interface InnerProductIndex {
  readonly rows: number;
  readonly width: number;
  /**
   * The rows with the largest inner product with each query, highest first, of equal ones the lower row. Nothing is
   * approximated: every row is compared, sums are kept in float64.
   * @param queries row-major, of the index's width
   * @throws RangeError for queries of another width or with a number that is not finite
   */
  search(queries: Float32Array, options: SearchOptions): Match[][];
}

/** A block of rows stays in the processor's cache while all queries pass over it. */
const blockNumbers = 32_768;
/** This many queries share one pass over a row. */
const together = 4;

/**
 * An exact index for inner products, as dense retrieval uses it.
 * @param vectors row-major; kept, not copied
 * @throws RangeError where the length is no multiple of `width`, or a number is not finite
 */
export function innerProductIndex(vectors: Float32Array, width: number): InnerProductIndex {
  const rows = rowCount(vectors, width, 'vectors');
  return {
    rows,
    width,
    search(queries, { count, accept }) {
      const asked = rowCount(queries, width, 'queries');
      const best = Array.from({ length: asked }, () => new BestMatches(count));
      // float64 once, instead of at each product
      const wide = new Float64Array(Math.ceil(asked / together) * together * width);
      wide.set(queries);
      const blockRows = Math.max(1, Math.floor(blockNumbers / width));
      const scores = new Float64Array(together);
      for (let start = 0; start < rows; start += blockRows)
        for (let query = 0; query < asked; query += together)
          for (let row = start; row < Math.min(rows, start + blockRows); row++) {
            multiply({ vectors, wide, width }, { row, query }, scores);
            for (let i = 0; i < together && query + i < asked; i++) {
              const kept = best[query + i] as BestMatches;
              const score = scores[i] as number;
              if (score >= kept.threshold && (accept === undefined || accept(row, query + i)))
                kept.offer(row, score);
            }
          }
      return best.map((kept) => kept.list());
    },
  };
}

interface Operands {
  readonly vectors: Float32Array;
  readonly wide: Float64Array;
  readonly width: number;
}

/** The inner products of one row with `together` queries. Each sum runs through the places in their order. */
function multiply(
  { vectors, wide, width }: Operands,
  { row, query }: { readonly row: number; readonly query: number },
  scores: Float64Array,
): void {
  const a = query * width;
  const [b, c, d] = [a + width, a + 2 * width, a + 3 * width];
  let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
  const start = row * width;
  for (let i = 0; i < width; i++) {
    const value = vectors[start + i] as number;
    sumA += value * (wide[a + i] as number);
    sumB += value * (wide[b + i] as number);
    sumC += value * (wide[c + i] as number);
    sumD += value * (wide[d + i] as number);
  }
  scores[0] = sumA;
  scores[1] = sumB;
  scores[2] = sumC;
  scores[3] = sumD;
}

function rowCount(values: Float32Array, width: number, name: string): number {
  if (!Number.isInteger(width) || width < 1) throw new RangeError(`a width of ${width} is none`);
  if (values.length % width !== 0)
    throw new RangeError(`${name}: ${values.length} numbers are no rows of ${width}`);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new RangeError(`${name}: row ${Math.floor(bad / width)} holds a number that is not finite`);
  return values.length / width;
}
