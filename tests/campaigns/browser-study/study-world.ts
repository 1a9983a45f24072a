import { ordinaryTypography } from '#annotations/ordinary-typography.ts';
import { openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { RatingWorld } from '#eval/statistics/simulate-ratings/rating-world.ts';
import type { CarelessKind } from '#eval/statistics/simulate-ratings/world-spec.ts';
import type { Reading } from './simulated-rater.ts';

export const systems = ['demo-attuned', 'demo-brief', 'demo-drifting'] as const;

/** Raters 2 and 6 do not read. */
export const careless: Readonly<Record<number, CarelessKind>> = { 2: 'straight-lining', 6: 'uniform' };

/** What is true: on empathy the first system leads, on fluency the third trails. */
export function simulatedWorld(raters: number, seed: number): RatingWorld {
  const settled = Object.fromEntries(
    Array.from({ length: raters }, (_, rater) => [rater, careless[rater] ?? ('attentive' as const)]),
  );
  const shared = {
    minimum: 1,
    thresholds: [-2.4, -0.9, 0.5, 2],
    spreads: { item: 0.8, response: 0.7, rater: 0.7, raterSystem: 0.3 },
  };
  return new RatingWorld(
    {
      systems,
      criteria: [
        { name: 'empathy', effects: [0.9, 0, 0], ...shared },
        { name: 'fluency', effects: [0, 0, -0.9], ...shared },
      ],
      raters: { noiseSpread: 0.25, settled },
      halo: 0.3,
    },
    [seed, 'browser-study'],
  );
}

/**
 * How simulated people know what stands before them: by the texts alone, as somebody would who knew all answers by
 * heart. Throws where a page shows something else than three responses to one context, in one typography.
 */
export function readingOf(dataDir: string): Reading {
  const db = openDatabase(databasePath(dataDir), { readonly: true });
  const rows = db.driver
    .prepare(
      `select i.position as item, s.name as system, r.text from study_items i
       join item_responses o on o.item_id = i.id join responses r on r.id = o.response_id
       join runs n on n.id = r.run_id join systems s on s.id = n.system_id`,
    )
    .all() as { item: number; system: string; text: string }[];
  db.driver.close();
  const known = new Map<string, Map<number, number>>();
  for (const { item, system, text } of rows) {
    const shown = ordinaryTypography(text);
    known.set(
      shown,
      (known.get(shown) ?? new Map()).set(item, (systems as readonly string[]).indexOf(system)),
    );
  }
  return (texts) => {
    const found = texts.map((text) => known.get(text));
    const items = found.flatMap((one) => (one === undefined ? [] : [[...one.keys()]]));
    const item = items[0]?.find((one) => items.every((others) => others.includes(one)));
    if (item === undefined || items.length < texts.length - 1)
      throw new Error(`no such item is known: ${texts.join(' | ')}`);
    return { item, systems: found.map((one) => one?.get(item)) };
  };
}
