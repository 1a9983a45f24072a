import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Db } from '#db/client.ts';
import { listOpenGenerations } from '#db/queries/generation-jobs.ts';
import { addGenerator, addMissingGenerators } from '#db/queries/generator-systems.ts';
import { listSystemRuns } from '#db/queries/system-runs.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { runNextJob } from '#jobs/run-next-job.ts';
import type { SystemDefinition } from '#models/client.ts';
import { seedDemonstration } from './seed-demonstration.ts';
import { seedDemonstrationRuns } from './seed-demonstration-runs.ts';

const now = '2026-01-02T03:04:05.000Z';
const random: SystemDefinition = { name: 'random', generator: 'random' };
const model: SystemDefinition = { name: 'caire', generator: 'caire', checkpoint: 'caire' };

function register(db: Db, systems: readonly SystemDefinition[]): readonly SystemDefinition[] {
  addMissingGenerators(
    db,
    systems.map((definition) => ({ name: definition.name, description: '', definition, now })),
  );
  return systems;
}

test('each system has one run over the demonstration in the life of a database, a later one when it comes', async () => {
  const db = temporaryDatabase();
  await seedDemonstration(db, now);
  expect(seedDemonstrationRuns(db, { systems: register(db, [random]), now })).toEqual(['random']);
  const both = register(db, [random, model]);
  expect(seedDemonstrationRuns(db, { systems: both, now })).toEqual(['caire']);
  expect(seedDemonstrationRuns(db, { systems: both, now })).toEqual([]);
  expect(listOpenGenerations(db, 'demonstration').map(({ request }) => request)).toEqual([
    { system: 'random', dataset: 'demonstration', split: null, limit: null, seed: 1 },
    { system: 'caire', dataset: 'demonstration', split: null, limit: null, seed: 1 },
  ]);
});

test('nothing is queued without the demonstration, nor for somebody’s own system of the name', async () => {
  const db = temporaryDatabase();
  expect(seedDemonstrationRuns(db, { systems: register(db, [random]), now })).toEqual([]);
  await seedDemonstration(db, now);
  const own = { ...model, checkpoint: '/somewhere/else' };
  addGenerator(db, { name: 'caire', description: '', definition: own, now });
  expect(seedDemonstrationRuns(db, { systems: [model], now })).toEqual([]);
  db.driver.exec(`delete from studies; delete from datasets where name = 'demonstration'`);
  expect(seedDemonstrationRuns(db, { systems: [random], now })).toEqual([]);
});

test('the worker answers every context of the demonstration', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'workbench-seed-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const db = temporaryDatabase();
  await seedDemonstration(db, now);
  seedDemonstrationRuns(db, { systems: register(db, [random]), now });
  const shutdown = new AbortController().signal;
  const onDefect = (error: unknown) => {
    throw error;
  };
  expect(await runNextJob({ db, dataDir, now: () => now, shutdown, onDefect })).toBe(true);
  expect(listSystemRuns(db, 'random')).toMatchObject([
    { dataset: 'demonstration', answers: 192, contexts: 192, settings: { seed: 1 } },
  ]);
});
