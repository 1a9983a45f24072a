import {
  type ClmmResult,
  cumulativeLinkMixedModel,
  type Grouping,
} from '#eval/statistics/cumulative-link-mixed-model.ts';
import type { ClmData } from '#eval/statistics/cumulative-link-model.ts';
import { notDefined } from '#eval/statistics/estimate.ts';
import { groupingOf } from './grouping-of.ts';

/** A rating of which one knows the item, the system and, at best, the rater. */
export interface SpreadRating {
  readonly item: string | number;
  readonly system: string;
  readonly rater: string;
  readonly value: number;
}

export type SpreadEstimate =
  | {
      readonly status: 'defined';
      readonly ratings: number;
      readonly items: number;
      readonly responses: number;
      readonly raters: number;
      /** Standard deviations on the logit scale; null where the data cannot tell. */
      readonly item: number | null;
      readonly response: number | null;
      readonly rater: number | null;
      /** Share of each value, ascending. */
      readonly shares: readonly number[];
      /** Of each system but the first, in logits. */
      readonly effects: Readonly<Record<string, number>>;
    }
  | { readonly status: 'undefined'; readonly reason: string };

/**
 * How far items, responses and raters spread in ratings that there are: a cumulative-link mixed model with fixed effects
 * of systems and random ones of item, item × system and rater. What a power plan takes for its spreads.
 *
 * An item's spread is told from its responses' only where items have responses of two systems, and a response's from
 * the noise only where responses have two ratings; otherwise it is null.
 */
export function estimateSpreads(rows: readonly SpreadRating[]): SpreadEstimate {
  const values = [...new Set(rows.map(({ value }) => value))].sort((a, b) => a - b);
  const systems = [...new Set(rows.map(({ system }) => system))];
  const item = groupingOf(rows.map((row) => String(row.item)));
  const response = groupingOf(rows.map((row) => JSON.stringify([row.item, row.system])));
  const rater = groupingOf(rows.map((row) => row.rater));
  const columns = systems.length - 1;
  const design = new Float64Array(rows.length * columns);
  rows.forEach(({ system }, i) => {
    const place = systems.indexOf(system) - 1;
    if (place >= 0) design[i * columns + place] = 1;
  });
  const data: ClmData = {
    response: Int32Array.from(rows, ({ value }) => values.indexOf(value)),
    categories: values.length,
    design,
    columns,
  };
  const wanted = {
    item: response.groups > item.groups ? item : null,
    response: rows.length > response.groups ? response : null,
    rater: rater.groups > 1 && rater.groups < rows.length ? rater : null,
  };
  const kept = Object.values(wanted).filter((one) => one !== null);
  if (kept.length === 0)
    return notDefined('items, responses and raters have one rating each, or there is one of them');
  const fit: ClmmResult = cumulativeLinkMixedModel(data, kept);
  if (fit.status === 'undefined') return fit;
  const deviationOf = (one: Grouping | null) => (one ? (fit.deviations[kept.indexOf(one)] ?? null) : null);
  return {
    status: 'defined',
    ratings: rows.length,
    items: item.groups,
    responses: response.groups,
    raters: rater.groups,
    item: deviationOf(wanted.item),
    response: deviationOf(wanted.response),
    rater: deviationOf(wanted.rater),
    shares: values.map((value) => rows.filter((row) => row.value === value).length / rows.length),
    effects: Object.fromEntries(
      systems.slice(1).map((system, j) => [system, fit.estimate[values.length - 1 + j] ?? 0]),
    ),
  };
}
