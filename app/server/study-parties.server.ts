import { compareParties, partySettings } from '#annotations/parties/compare-parties.ts';
import type { PartiesShown } from '#app/components/results/results-page.ts';
import type { Db } from '#db/client.ts';
import { loadParties, otherParties } from '#db/queries/party-ratings.ts';
import { judgementStamp } from '#db/queries/report-input.ts';
import { findStudy } from '#db/queries/study-lookup.ts';
import { isWorkbenchError } from '#lib/errors.ts';

/** Enough for the second figure; `study compare-parties` draws as often as it is told. */
const resamples = 400;
/** More pairs of studies than a page could show. */
const mostShown = 4;

const kept = new WeakMap<Db, Map<string, PartiesShown>>();

/** The comparisons that a study is part of; those that were made are kept until somebody's ratings change. */
export function studyParties(db: Db, studyId: string): readonly PartiesShown[] {
  return otherParties(db, studyId)
    .slice(0, mostShown)
    .map((names) => comparison(db, names));
}

function comparison(db: Db, names: { readonly first: string; readonly third: string }): PartiesShown {
  const shown = kept.get(db) ?? new Map<string, PartiesShown>();
  kept.set(db, shown);
  const place = `${names.first} ${names.third}`;
  const key = [place, judgementStamp(db, names.first), judgementStamp(db, names.third)].join('; ');
  const found = shown.get(key);
  if (found) return found;
  for (const old of shown.keys()) if (old.startsWith(place)) shown.delete(old);
  const made = compared(db, names);
  shown.set(key, made);
  return made;
}

function compared(db: Db, names: { readonly first: string; readonly third: string }): PartiesShown {
  try {
    const { pairs, ...parties } = loadParties(db, names);
    const { first, third } = parties;
    if (pairs.length === 0)
      return { first, third, reason: 'Nothing has been rated by both yet.', criteria: [] };
    const criteria = compareParties(pairs, { ...parties, settings: { ...partySettings, resamples } });
    return { first, third, reason: '', criteria };
  } catch (error) {
    if (!isWorkbenchError(error)) throw error;
    const [first, third] = [findStudy(db, names.first).name, findStudy(db, names.third).name];
    return { first, third, reason: error.message, criteria: [] };
  }
}
