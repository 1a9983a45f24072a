import { sumsByCluster } from '#eval/statistics/cluster-bootstrap.ts';
import type { SegmentRows } from '#eval/statistics/paired-resampling.ts';
import type { InContexts } from '../catalogue/fold-shared.ts';
import type { RowMetric } from '../catalogue/text-metric.ts';

/** Two systems over the contexts that both answered, a dialogue a unit. */
export interface SharedDialogues {
  /** Responses of each system. */
  readonly n: number;
  /** Contexts that only one of the two answered. */
  readonly left: number;
  readonly dialogues: number;
  /** Sums of the rows of each dialogue, the dialogues in ascending order. */
  readonly sums: readonly [SegmentRows, SegmentRows];
}

/** The contexts that both answered, by dialogue; the order of contexts does not matter. */
export function sharedDialogues(
  pair: readonly [InContexts<Float64Array>, InContexts<Float64Array>],
): SharedDialogues {
  const shared = sharedContexts(pair);
  const ascending = [...new Set(shared.dialogueOf)].sort((a, b) => a - b);
  const numbers = new Map(ascending.map((dialogue, number) => [dialogue, number]));
  const clusterOf = shared.dialogueOf.map((dialogue) => numbers.get(dialogue)!);
  const sumsOf = (side: 0 | 1): SegmentRows => {
    const rows = shared.places.map((places) => pair[side].values[places[side]]!);
    const { width, data } = sumsByCluster(rows, { clusterOf, clusters: ascending.length });
    return { segments: ascending.length, width, values: data };
  };
  return {
    n: shared.places.length,
    left: pair[0].contexts.length + pair[1].contexts.length - 2 * shared.places.length,
    dialogues: ascending.length,
    sums: [sumsOf(0), sumsOf(1)],
  };
}

/** A value a dialogue: the mean of the values of its responses. */
export interface DialogueMeans {
  readonly means: readonly [Float64Array, Float64Array];
  /** Of all responses of each system that have a value. */
  readonly overall: readonly [number, number];
  readonly n: number;
}

/** Means of the values of single responses; responses to which either system has no value are left out. */
export function dialogueMeans(
  pair: readonly [InContexts<Float64Array>, InContexts<Float64Array>],
  metric: RowMetric,
): DialogueMeans {
  const { places, dialogueOf } = sharedContexts(pair);
  const totals = new Map<number, { readonly sums: [number, number]; count: number }>();
  let n = 0;
  for (const [at, [a, b]] of places.entries()) {
    const [one, other] = [metric.item(pair[0].values[a]!), metric.item(pair[1].values[b]!)];
    if (one.status === 'undefined' || other.status === 'undefined') continue;
    const total = totals.get(dialogueOf[at]!) ?? { sums: [0, 0], count: 0 };
    totals.set(dialogueOf[at]!, total);
    total.sums[0] += one.value;
    total.sums[1] += other.value;
    total.count++;
    n++;
  }
  const ascending = [...totals].sort(([a], [b]) => a - b).map(([, total]) => total);
  const meansOf = (side: 0 | 1) => Float64Array.from(ascending, ({ sums, count }) => sums[side] / count);
  const overallOf = (side: 0 | 1) => ascending.reduce((sum, { sums }) => sum + sums[side], 0) / n;
  return { means: [meansOf(0), meansOf(1)], overall: [overallOf(0), overallOf(1)], n };
}

/** Where each shared context stands in either list, and its dialogue. */
function sharedContexts([a, b]: readonly [InContexts<Float64Array>, InContexts<Float64Array>]) {
  const placeInB = new Map(b.contexts.map((context, place) => [context, place]));
  const places: [number, number][] = [];
  const dialogueOf: number[] = [];
  for (const [place, context] of a.contexts.entries()) {
    const other = placeInB.get(context);
    if (other === undefined) continue;
    places.push([place, other]);
    dialogueOf.push(a.dialogues[place]!);
  }
  return { places, dialogueOf };
}
