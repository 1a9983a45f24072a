import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { expectBlind } from './support/blinding.ts';
import { browserTest, openBrowser } from './support/browser.ts';
import {
  invite,
  joinStudy,
  makeStudy,
  picture,
  rateByKeyboard,
  rateByMouse,
  resultsAndExport,
  signInAsResearcher,
} from './support/people.ts';
import { runningProgram } from './support/program.ts';
import { temporaryDataDir } from './support/temporary-data-dir.ts';
import { Wire } from './support/wire.ts';

const systems = ['demo-attuned', 'demo-brief', 'demo-drifting'];
const items = 12;
const cells = systems.length * 3;

browserTest(
  'a new researcher compares, has a study rated by two people who stay blind, and takes the results along',
  { timeout: 240_000 },
  async () => {
    // The very first start, with its worker busy beside the people.
    const program = await runningProgram(temporaryDataDir());
    const researcher = await (await openBrowser()).newPage();

    await signInAsResearcher(researcher, program);
    await compareDemonstration(researcher);
    await makeStudy(researcher, {
      name: 'My first study',
      dataset: 'demonstration',
      systems,
      items,
      ratingsPerItem: 2,
    });
    const link = await invite(researcher, 2);
    await picture(researcher, 'study-overview');

    const raters = [await openBrowser(), await openBrowser({ width: 360, height: 740, colorScheme: 'dark' })];
    const wires = raters.map((context) => new Wire(context));
    const [byKeyboard, byMouse] = [await raters[0]!.newPage(), await raters[1]!.newPage()];
    await joinStudy(byKeyboard, link);
    await joinStudy(byMouse, link);
    await picture(byKeyboard, 'rating-laptop');
    await picture(byMouse, 'rating-phone-dark');
    await rateByKeyboard(byKeyboard, { items, cells });
    await rateByMouse(byMouse, { items });

    await expectBlind(wires, { dataDir: program.dataDir, items });
    await cannotReachWhatResearchersSee(byMouse, program.address, program.dataDir);
    await resultsAndExport(researcher, { study: 'My first study', judgements: items * cells * 2 });
    expect(program.log().replace('Building the pages…\n', '')).toBe('');
  },
);

async function compareDemonstration(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Datasets', exact: true }).click();
  await page.getByRole('link', { name: 'demonstration', exact: true }).click();
  await page.waitForURL('**/datasets/demonstration');
  await page.getByRole('table').waitFor();
  await picture(page, 'dataset');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Compare' }).click();
  // With one dataset there is nothing to choose.
  await page.waitForURL('**/compare/demonstration**');
  for (const name of systems) await page.getByText(name, { exact: true }).first().waitFor();
  await picture(page, 'compare');
}

async function cannotReachWhatResearchersSee(page: Page, address: string, dataDir: string): Promise<void> {
  const db = openDatabase(databasePath(dataDir), { readonly: true });
  const { id } = db.driver.prepare(`select id from studies where name = 'My first study'`).get() as {
    id: string;
  };
  db.driver.close();
  for (const path of [
    '/studies',
    '/studies/new',
    `/studies/${id}`,
    `/studies/${id}/results`,
    `/studies/${id}/results.csv`,
    `/studies/${id}/report.json`,
    `/studies/${id}/disagreement`,
    `/studies/${id}/definition.json`,
    `/studies/${id}/export?format=csv`,
    '/datasets',
    '/datasets/demonstration',
    '/compare/demonstration',
    '/live',
    '/live?dataset=demonstration&context=1',
    '/live/contexts?dataset=demonstration',
    '/systems',
    '/systems/demo-attuned',
    '/runs/new?system=random',
    '/jobs',
    '/import',
    '/people',
  ])
    for (const form of [path, path.replace(/(\?|$)/, '.data$1')]) {
      const response = await page.request.get(`${address}${form}`, { maxRedirects: 0 });
      const text = await response.text();
      expect([404, 202], `${form} answered ${response.status()}`).toContain(response.status());
      for (const system of systems) expect(text, form).not.toContain(system);
    }
}
