import type { Db } from '#db/client.ts';
import { addMissingGenerators } from '#db/queries/generator-systems.ts';
import { systems } from '#models/client.ts';

/** Puts the systems that come with the program into the registry, where their names are free. */
export function registerShippedSystems(db: Db, now: string): void {
  addMissingGenerators(
    db,
    systems().map((definition) => ({
      name: definition.name,
      description: definition.description ?? '',
      definition,
      now,
    })),
  );
}
