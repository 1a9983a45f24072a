import type { Random } from '#lib/rng.ts';
import { type GivenPlace, give, type ItemShares, pass } from './item-shares.ts';
import { range } from './range.ts';

export interface EvenOutOptions {
  readonly ratingsPerItem: number;
  readonly quota: number;
  readonly present: readonly number[];
  readonly random: Random;
}

/**
 * Mends what dealing one by one may leave behind after repairs: places nobody took though somebody could, loads
 * that differ by 2 or more though a place could be passed on, strata unevenly spread. A new plan has none of these.
 * At the end no single passing on of a place evens out the loads any further, and no place is open that
 * somebody present could take, directly or by passing on one of theirs.
 */
export function evenOutItems(shares: ItemShares, options: EvenOutOptions): void {
  for (const item of range(shares.raters.length))
    while ((shares.raters[item]?.length ?? 0) < options.ratingsPerItem && fillPlace(shares, item, options)) {}
  evenOutLoads(shares, options);
  evenOutStrata(shares, options);
}

function fillPlace(shares: ItemShares, item: number, { quota, present }: EvenOutOptions): boolean {
  const load = (annotator: number) => shares.loads[annotator] ?? 0;
  const has = (annotator: number, other: number) => shares.raters[other]?.includes(annotator) ?? false;
  const free = present.filter((annotator) => load(annotator) < quota).sort((a, b) => load(a) - load(b));
  const taker = free.find((annotator) => !has(annotator, item));
  if (taker !== undefined) {
    give(shares, item, taker);
    return true;
  }
  for (const place of shares.given) {
    if (has(place.annotator, item)) continue;
    const other = free.find((annotator) => !has(annotator, place.item));
    if (other === undefined) continue;
    const between = place.annotator;
    pass(shares, place, other);
    give(shares, item, between);
    return true;
  }
  return false;
}

function evenOutLoads(shares: ItemShares, { quota, present }: EvenOutOptions): void {
  const load = (annotator: number) => shares.loads[annotator] ?? 0;
  for (let moved = true; moved; ) {
    moved = false;
    const byLoad = present.toSorted((a, b) => load(a) - load(b));
    const least = load(byLoad[0] ?? 0);
    for (const place of shares.given) {
      if (load(place.annotator) - least < 2) continue;
      const stratum = shares.stratumOf[place.item] ?? 0;
      const taker = byLoad
        .filter(
          (annotator) =>
            load(annotator) < Math.min(quota, load(place.annotator) - 1) &&
            !shares.raters[place.item]?.includes(annotator),
        )
        .sort(
          (a, b) => load(a) - load(b) || shares.strata.get(a, stratum) - shares.strata.get(b, stratum),
        )[0];
      if (taker === undefined) continue;
      pass(shares, place, taker);
      moved = true;
    }
  }
}

/** Exchanges places of two annotators at random wherever that brings their counts in the two strata closer. */
function evenOutStrata(shares: ItemShares, { present, random }: EvenOutOptions): void {
  const { given, strata, stratumOf, raters } = shares;
  const uneven = range(strata.columns).some((stratum) => {
    const counts = present.map((annotator) => strata.get(annotator, stratum));
    return Math.max(...counts) - Math.min(...counts) > 1;
  });
  if (!uneven || given.length < 2) return;
  const stratumAt = ({ item }: GivenPlace) => stratumOf[item] ?? 0;
  const steps = Math.min(300_000, given.length * 50);
  for (let step = 0; step < steps; step++) {
    const one = given[random.below(given.length)];
    const two = given[random.below(given.length)];
    if (!one || !two || one.annotator === two.annotator || stratumAt(one) === stratumAt(two)) continue;
    if (raters[one.item]?.includes(two.annotator) || raters[two.item]?.includes(one.annotator)) continue;
    const [a, b] = [one.annotator, two.annotator];
    const ahead = (stratum: number) => strata.get(a, stratum) - strata.get(b, stratum);
    // Half the change in the sum of squares, were a's place in the first stratum b's, and b's in the second a's.
    if (2 - ahead(stratumAt(one)) + ahead(stratumAt(two)) >= 0) continue;
    pass(shares, one, b);
    pass(shares, two, a);
  }
}
