import { expect } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import type { Wire } from './wire.ts';

/** No byte that an annotator's browser received names or numbers a system, a run, the study's name or the dataset. */
export async function expectBlind(
  wires: readonly Wire[],
  { dataDir, items }: { readonly dataDir: string; readonly items: number },
): Promise<void> {
  const secrets = namesAndIds(dataDir);
  expect(secrets.length).toBeGreaterThan(6);
  for (const wire of wires) {
    const { responses, bytes } = await wire.size();
    expect(responses).toBeGreaterThan(items);
    expect(bytes).toBeGreaterThan(100_000);
    expect(await wire.find(secrets)).toEqual([]);
    // The search can find: what annotators do see is there.
    expect(await wire.find(['Empathy'])).not.toEqual([]);
  }
}

/** What must not reach an annotator: every system's, run's, study's, dataset's and dialogue's name and id. */
export function namesAndIds(dataDir: string): string[] {
  const db = openDatabase(databasePath(dataDir), { readonly: true });
  try {
    const words = db.driver
      .prepare(
        `select id as word from systems union select name from systems where kind <> 'human' union select id from runs
         union select name from studies union select id from datasets union select name from datasets
         union select substr(conv_id, 1) from dialogues`,
      )
      .all() as { word: string }[];
    // "Demonstration" also names the whole programme's example to everybody; its data are told apart by the others.
    // The control called "random" bears a word of any program's code: it is searched for as data and as text on a page.
    return words.flatMap(({ word }) => (word === 'random' ? ['"random"', '>random<', '\\"random'] : [word]));
  } finally {
    db.driver.close();
  }
}
