import { migrateDatabase, openDatabase } from '#db/client.ts';
import { databasePath, resolveDataDir } from '#db/location.ts';
import { isWorkbenchError } from '#lib/errors.ts';
import { systems } from '#models/client.ts';
import { seedDemonstration } from './handlers/seed-demonstration.ts';
import { seedDemonstrationRuns } from './handlers/seed-demonstration-runs.ts';
import { seedDemonstrationScores } from './handlers/seed-demonstration-scores.ts';
import { recoverInterruptedImports } from './recover-imports.ts';
import { registerShippedSystems } from './register-shipped-systems.ts';

// What a start does before it serves: `node --import tsx jobs/prepare.ts`. The database is made or brought up to
// date, half an import is undone, and the first time the demonstration is brought in; the worker then has the systems that
// are there answer it, and scores what is answered.

async function prepare(): Promise<void> {
  const db = openDatabase(databasePath(resolveDataDir(process.env)));
  try {
    migrateDatabase(db);
    const now = new Date().toISOString();
    recoverInterruptedImports(db, now);
    await seedDemonstration(db, now).catch(tellExpected);
    registerShippedSystems(db, now);
    // What is there is scored first: models may take minutes to answer.
    seedDemonstrationScores(db, { answering: [], now });
    const answering = seedDemonstrationRuns(db, { systems: systems(), now });
    if (answering.length > 0) seedDemonstrationScores(db, { answering, now });
  } finally {
    db.driver.close();
  }
}

/** A start does without the demonstration where, say, somebody has a dataset of its name. */
function tellExpected(error: unknown): void {
  if (!isWorkbenchError(error)) throw error;
  process.stderr.write(`The demonstration was left out: ${error.message}\n`);
}

prepare().catch((error: unknown) => {
  const isExpected = isWorkbenchError(error);
  const told = isExpected ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${told}\n`);
  process.exitCode = isExpected ? error.exitCode : 1;
});
