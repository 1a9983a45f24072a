import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { browserTest, openBrowser } from './support/browser.ts';
import { invite, joinStudy, makeStudy, picture, signInAsResearcher } from './support/people.ts';
import { runningProgram } from './support/program.ts';
import { Wire } from './support/wire.ts';

const systems = ['demo-attuned', 'demo-brief', 'demo-drifting'];
const items = 12;
const cells = systems.length * 3;

browserTest(
  'a new researcher compares, has a study rated by two people who stay blind, and takes the results along',
  { timeout: 240_000 },
  async () => {
    const program = await runningProgram();
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
    await rateByKeyboard(byKeyboard);
    await rateByMouse(byMouse);

    await staysBlind(wires, program.dataDir);
    await cannotReachWhatResearchersSee(byMouse, program.address, program.dataDir);
    await resultsAndExport(researcher);
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

/** Nothing but keys: nine digits, Enter, twelve times; once an answer is changed by going back. */
async function rateByKeyboard(page: Page): Promise<void> {
  for (let item = 1; item <= items; item++) {
    await page.getByRole('heading', { name: `Item ${item}`, exact: true }).waitFor();
    await page.getByText(`0 of ${cells}`).waitFor();
    if (item === 2) await page.keyboard.press('Enter');
    for (let cell = 0; cell < cells; cell++) await page.keyboard.press(String(1 + ((item + cell) % 5)));
    await page.getByText(`${cells} of ${cells}`).waitFor();
    if (item === 1) {
      await page.getByText(/Saved \d\d:\d\d:\d\d/).waitFor();
      await page.reload();
      await page.getByText(`${cells} of ${cells}`).waitFor();
    }
    await page.keyboard.press('Enter');
  }
  await page.getByRole('heading', { name: 'You have rated everything' }).waitFor();
  await picture(page, 'rating-done');
}

async function rateByMouse(page: Page): Promise<void> {
  for (let item = 1; item <= items; item++) {
    await page.getByRole('heading', { name: `Item ${item}`, exact: true }).waitFor();
    for (const scale of await page.getByRole('radiogroup').all())
      await scale.getByRole('radio').nth(3).check();
    await page.getByRole('button', { name: /^Submit/ }).click();
  }
  await page.getByRole('heading', { name: /All done|You have rated everything/ }).waitFor();
}

/** No byte that an annotator's browser received names or numbers a system, a run, the study's name or the dataset. */
async function staysBlind(wires: readonly Wire[], dataDir: string): Promise<void> {
  const secrets = namesAndIds(dataDir);
  expect(secrets.length).toBeGreaterThan(systems.length * 2);
  for (const wire of wires) {
    const { responses, bytes } = await wire.size();
    expect(responses).toBeGreaterThan(items);
    expect(bytes).toBeGreaterThan(100_000);
    expect(await wire.find(secrets)).toEqual([]);
    // The search can find: what annotators do see is there.
    expect(await wire.find(['Empathy'])).not.toEqual([]);
  }
}

function namesAndIds(dataDir: string): string[] {
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
    return words.map(({ word }) => word);
  } finally {
    db.driver.close();
  }
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
    `/studies/${id}/definition.json`,
    `/studies/${id}/export?format=csv`,
    '/datasets',
    '/datasets/demonstration',
    '/compare/demonstration',
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

async function resultsAndExport(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Results' }).first().click();
  await page.getByText(`${items * cells * 2} ratings`).waitFor();
  await picture(page, 'results');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: /CSV/ }).first().click();
  const path = await (await download).path();
  const lines = readFileSync(path, 'utf8')
    .trim()
    .split(/\r?\n(?=My first study,)/);
  expect(lines).toHaveLength(1 + items * cells * 2);
}
