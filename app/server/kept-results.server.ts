import { changeStamp } from '#db/change-stamp.ts';
import type { Db } from '#db/client.ts';

/**
 * Keeps what is costly to reckon from the database, until anything in it changes: a page's next view, its tables and
 * its pictures ask for the same again. The eldest of more than `most` goes.
 */
export function keptResults(most: number) {
  const kept = new WeakMap<Db, { readonly stamp: string; readonly results: Map<string, unknown> }>();
  return <Result>(db: Db, key: string, reckon: () => Result): Result => {
    const stamp = changeStamp(db);
    const found = kept.get(db);
    const { results } = found?.stamp === stamp ? found : { results: new Map<string, unknown>() };
    kept.set(db, { stamp, results });
    if (results.has(key)) return results.get(key) as Result;
    const made = reckon();
    results.set(key, made);
    const [eldest] = results.keys();
    if (results.size > most && eldest !== undefined) results.delete(eldest);
    return made;
  };
}
