import { rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { makeRatingStudy } from '#bench/support/rating-study.ts';
import { type Click, SimulatedAnnotator } from '#bench/support/simulated-annotator.ts';
import { openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { checkDatabase } from '#db/queries/check-database.ts';
import { runningProgram } from './support/program.ts';

const wanted = { contexts: 60, items: 30, ratingsPerItem: 4, annotators: 50 };

test('fifty annotators at once fill every place once, and nothing that was acknowledged is lost', {
  timeout: 120_000,
}, async () => {
  const study = await makeRatingStudy(wanted);
  onTestFinished(() => rmSync(study.dataDir, { recursive: true, force: true, maxRetries: 3 }));
  const program = await runningProgram(study.dataDir);
  const acknowledged = (
    await Promise.all(
      Array.from({ length: wanted.annotators }, () =>
        workUntilNothingIsLeft(new SimulatedAnnotator(study, program.address)),
      ),
    )
  ).flat();

  const db = openDatabase(databasePath(study.dataDir), { readonly: true });
  onTestFinished(() => void db.driver.close());
  const places = wanted.items * wanted.ratingsPerItem;
  expect(db.driver.prepare(`select count(*) as n from assignments where status = 'submitted'`).get()).toEqual(
    {
      n: places,
    },
  );
  expect(
    db.driver
      .prepare(
        'select distinct taken from study_items i join studies s on s.id = i.study_id where s.name = ?',
      )
      .all('bench'),
  ).toEqual([{ taken: wanted.ratingsPerItem }]);
  expect(acknowledged).toHaveLength(places * 9);
  const stored = db.driver.prepare(
    `select r.value from ratings r join criteria c on c.id = r.criterion_id
       where r.assignment_id = ? and r.position = ? and c.name = ?`,
  );
  for (const { assignment, position, criterion, value } of acknowledged)
    expect(stored.all(assignment, position, criterion)).toEqual([{ value }]);
  expect(checkDatabase(db)).toEqual([]);
});

async function workUntilNothingIsLeft(annotator: SimulatedAnnotator): Promise<readonly Click[]> {
  const clicks: Click[] = [];
  await annotator.join();
  for (;;) {
    const assignment = await annotator.nextAssignment();
    if (!assignment) return clicks;
    for (const [index, cell] of annotator.cells().entries()) {
      const click = annotator.click({ assignment, ...cell, value: 1 + ((clicks.length + index) % 5) });
      await annotator.send(click);
      clicks.push(click);
    }
    await annotator.submit(assignment);
  }
}
