import type { RunChoices } from '#app/components/runs/run-form.tsx';
import { decodingInShort } from '#app/components/systems/decoding-in-words.ts';
import type { Db } from '#db/client.ts';
import { findDataset, listDatasetNames } from '#db/queries/dataset-lookup.ts';
import { listSplits } from '#db/queries/generation-runs.ts';
import { countContexts } from '#db/queries/system-runs.ts';
import { ownDecoding, systemEntries } from './systems.server.ts';

/** What a run can be started with: systems that are ready, and datasets that have contexts. */
export function runChoices(db: Db): RunChoices {
  const decodings = ownDecoding(db);
  const systems = systemEntries(db)
    .filter(({ state }) => state === 'ready')
    .map(({ name }) => {
      const decoding = decodings.get(name);
      return { name, decoding: decoding ? decodingInShort(decoding) : null };
    })
    // Models before controls.
    .sort((a, b) => Number(a.decoding === null) - Number(b.decoding === null));
  const datasets = listDatasetNames(db)
    .map((name) => {
      const { id: datasetId } = findDataset(db, name);
      return {
        name,
        contexts: countContexts(db, { datasetId, split: null }),
        splits: listSplits(db, datasetId).map((split) => ({
          name: split,
          contexts: countContexts(db, { datasetId, split }),
        })),
      };
    })
    .filter(({ contexts }) => contexts > 0);
  return { systems, datasets };
}
