import type { PickedDataset } from '#app/components/live/context-picker.tsx';
import { type LiveRequest, mostSystems } from '#app/components/live/live-request.ts';
import type { Db } from '#db/client.ts';
import { findDataset, listDatasetNames } from '#db/queries/dataset-lookup.ts';
import { dialogueLabels } from '#db/queries/dialogue-labels.ts';
import { type LiveContext, readLiveContext } from './live-context.server.ts';
import type { LiveAddress } from './live-request.server.ts';
import { type LiveSystem, listLiveSystems } from './live-systems.server.ts';

export interface LivePageData {
  readonly systems: readonly LiveSystem[];
  readonly datasets: readonly PickedDataset[];
  /** What the address asks for, as far as it is to be had. */
  readonly asked: LiveRequest;
  readonly context: LiveContext | null;
  /** What of the address is not to be had, a sentence each. */
  readonly missing: readonly string[];
}

/** Systems that are chosen where the address names none. */
const chosenAtFirst = 4;

/** Everything that the page of the live comparison begins with. */
export function readLivePage(db: Db, address: LiveAddress): LivePageData {
  const systems = listLiveSystems(db, { trials: 'in' });
  const context = address.source && readLiveContext(db, address.source);
  const able = new Set(systems.filter(({ problem }) => problem === null).map(({ name }) => name));
  const named = address.systems.filter((name) => able.has(name)).slice(0, mostSystems);
  const models = systems.filter(({ name, isControl }) => !isControl && able.has(name));
  const atFirst = models.slice(0, chosenAtFirst).map(({ name }) => name);
  return {
    systems,
    datasets: listDatasetNames(db).map((name) => ({
      name,
      emotions: dialogueLabels(db, findDataset(db, name).id).emotions,
    })),
    asked: {
      turns: context ? context.turns : address.turns,
      source: context ? context.source : null,
      systems: named.length > 0 ? named : atFirst,
      seed: address.seed ?? 0,
      settings: address.settings,
    },
    context,
    missing: missingOf(address, { able, context }),
  };
}

interface Found {
  readonly able: ReadonlySet<string>;
  readonly context: LiveContext | null;
}

function missingOf({ source, systems }: LiveAddress, { able, context }: Found): string[] {
  const gone = systems.filter((name) => !able.has(name));
  const left = systems.length - gone.length - mostSystems;
  return [
    source && !context ? `There is no such context in ${source.dataset}.` : '',
    gone.length > 0 ? `${gone.join(', ')} cannot be asked here.` : '',
    left > 0 ? `At most ${mostSystems} systems can be asked at once.` : '',
  ].filter(Boolean);
}
