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

/** A block of rows, widened to float64, stays in the processor's cache while all queries pass over it. */
const blockNumbers = 32_768;
/** Two rows meet four queries at a time: each number that is loaded serves several products. */
const [tileRows, tileQueries] = [2, 4];

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
      const wide = widened(queries, { rows: asked, width, tile: tileQueries });
      const blockRows = tileRows * Math.max(1, Math.floor(blockNumbers / width / tileRows));
      for (let start = 0; start < rows; start += blockRows) {
        const end = Math.min(rows, start + blockRows);
        const block = vectors.subarray(start * width, end * width);
        const operands = { rows: widened(block, { rows: end - start, width, tile: tileRows }), wide, width };
        for (let query = 0; query < asked; query += tileQueries)
          for (let row = start; row < end; row += tileRows) {
            const scores = tileScores(operands, row - start, query);
            for (let i = 0; i < scores.length; i++) {
              const place = { row: row + Math.floor(i / tileQueries), query: query + (i % tileQueries) };
              const kept = best[place.query];
              const score = scores[i] as number;
              if (kept === undefined || place.row >= end || score < kept.threshold) continue;
              if (accept === undefined || accept(place.row, place.query)) kept.offer(place.row, score);
            }
          }
      }
      return best.map((kept) => kept.list());
    },
  };
}

/** The same numbers as float64, with rows of zeros up to whole tiles. */
function widened(
  values: Float32Array,
  { rows, width, tile }: { readonly rows: number; readonly width: number; readonly tile: number },
): Float64Array {
  const wide = new Float64Array(Math.ceil(rows / tile) * tile * width);
  wide.set(values);
  return wide;
}

interface Operands {
  readonly rows: Float64Array;
  readonly wide: Float64Array;
  readonly width: number;
}

const tile = new Float64Array(tileRows * tileQueries);

/** The products of two rows with four queries, row by row. Each sum runs through the places in their order. */
function tileScores({ rows, wide, width }: Operands, row: number, query: number): Float64Array {
  const first = row * width;
  const second = first + width;
  const a = query * width;
  const b = a + width;
  const c = b + width;
  const d = c + width;
  let a1 = 0;
  let b1 = 0;
  let c1 = 0;
  let d1 = 0;
  let a2 = 0;
  let b2 = 0;
  let c2 = 0;
  let d2 = 0;
  for (let i = 0; i < width; i++) {
    const u = rows[first + i] as number;
    const v = rows[second + i] as number;
    const p = wide[a + i] as number;
    const q = wide[b + i] as number;
    const r = wide[c + i] as number;
    const s = wide[d + i] as number;
    a1 += u * p;
    b1 += u * q;
    c1 += u * r;
    d1 += u * s;
    a2 += v * p;
    b2 += v * q;
    c2 += v * r;
    d2 += v * s;
  }
  tile.set([a1, b1, c1, d1, a2, b2, c2, d2]);
  return tile;
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
