import { type Preparation, preparedSegment } from '#eval/metrics/catalogue/preparation.ts';
import type { MetricResources, RowKind } from '#eval/metrics/catalogue/text-metric.ts';

export interface TextPair {
  readonly text: string;
  readonly reference: string | null;
}

export interface RowBatch {
  readonly texts: readonly TextPair[];
  /** Of each kind, rising, the places of the texts that it makes rows of. */
  readonly wanted: readonly Int32Array[];
}

/** Rows of one kind, one for each place that was wanted. */
export interface KindRows {
  /** Row-major [places, width]; zeros where there is a reason. */
  readonly statistics: Float64Array<ArrayBuffer>;
  /** Why a text cannot be scored, by its number among the places. */
  readonly reasons: ReadonlyMap<number, string>;
}

export type MakeRows = (batch: RowBatch) => KindRows[];

/**
 * Makes rows of several kinds, a text after the other, so that kinds which cut a text in the same way find it cut.
 * @throws what the kinds throw beside RangeError, which is how they say that a text is beyond them
 */
export function rowMaker(
  kinds: readonly RowKind[],
  { prepare, resources }: { readonly prepare: Preparation; readonly resources: MetricResources },
): MakeRows {
  const open = kinds.map((kind) => ({ width: kind.width, writeRow: kind.open(resources) }));
  return ({ texts, wanted }) => {
    const made = open.map(({ width, writeRow }, kind) => {
      const places = wanted[kind] ?? new Int32Array(0);
      const statistics = new Float64Array(places.length * width);
      return { width, writeRow, places, next: 0, statistics, reasons: new Map<number, string>() };
    });
    for (const [at, { text, reference }] of texts.entries()) {
      const given = { hypothesis: text, references: reference === null ? [] : [reference] };
      const segment = preparedSegment(given, prepare);
      for (const kind of made) {
        if (kind.places[kind.next] !== at) continue;
        const from = kind.next++ * kind.width;
        const row = kind.statistics.subarray(from, from + kind.width);
        try {
          kind.writeRow(segment, row);
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
          row.fill(0);
          kind.reasons.set(kind.next - 1, error.message);
        }
      }
    }
    return made.map(({ statistics, reasons }) => ({ statistics, reasons }));
  };
}
