import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { importRatings } from '#jobs/handlers/import/import-ratings.ts';
import { importContext, temporaryFile } from '#jobs/handlers/import/testing.ts';
import { accessibilityProblems, scrollsSideways } from './support/accessibility.ts';
import { browserTest, openBrowser } from './support/browser.ts';
import { picture, signInAsResearcher } from './support/people.ts';
import { runningProgram } from './support/program.ts';

browserTest(
  'metrics of a rated study are computed in the background and set against its ratings, down to single answers',
  { timeout: 240_000 },
  async () => {
    const program = await runningProgram();
    await importRatedStudy(program.dataDir);
    const page = await (await openBrowser()).newPage();
    await signInAsResearcher(page, program);

    await page.goto(`${program.address}/scores/rated%20(ratings)/human`);
    await page.getByText(/metrics not computed/).waitFor();
    await page.getByRole('button', { name: 'Compute them' }).click();
    await page.getByText(/metrics not computed/).waitFor({ state: 'detached', timeout: 60_000 });
    const correlations = page.getByRole('region', { name: 'Correlations of metrics with ratings' });
    await correlations.getByRole('row', { name: /^chrF / }).waitFor({ timeout: 60_000 });
    expect(await accessibilityProblems(page)).toEqual([]);
    await picture(page, 'metric-and-human');

    await takesNumbersAlong(page);
    await looksAtPoints(page);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await scrollsSideways(page)).toBe(false);
    await picture(page, 'metric-and-human-phone');

    await page.goto(`${program.address}/scores/demonstration/human`);
    await page.getByRole('heading', { name: 'No ratings to compare with yet' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(program.log().replace('Building the pages…\n', '')).toBe('');
  },
);

/** Ratings of 12 items by two people as a file brings them; the person's answers are the references. */
async function importRatedStudy(dataDir: string): Promise<void> {
  const words = 'I am so sorry to hear that, do you want to talk about it? Take care of yourself.';
  const rows = ['item,system,context,response,rater,criterion,value'];
  for (let item = 0; item < 12; item++)
    ['human', 'short', 'middle', 'long'].forEach((system, place) => {
      const response = system === 'human' ? words.slice(0, 60 + item) : words.slice(0, 6 + 9 * place + item);
      for (const rater of ['r1', 'r2'])
        for (const criterion of ['Empathy', 'Relevance']) {
          const value = 1 + ((3 * item + place * criterion.length + rater.charCodeAt(1)) % 5);
          rows.push(
            `${item},${system},Something happened to me.,"${response}",${rater},${criterion},${value}`,
          );
        }
    });
  const db = openDatabase(databasePath(dataDir));
  await importRatings(importContext(db), { path: temporaryFile('r.csv', rows.join('\n')), study: 'rated' });
  db.driver.close();
}

async function takesNumbersAlong(page: Page): Promise<void> {
  const saved = async (press: () => Promise<void>) => {
    const [download] = await Promise.all([page.waitForEvent('download'), press()]);
    return readFileSync(await download.path());
  };
  const svg = await saved(() => page.getByRole('button', { name: 'Download as SVG' }).click());
  expect(svg.toString()).toMatch(/^<svg [\s\S]*>chrF<\/text>/);
  const png = await saved(() => page.getByRole('button', { name: 'Download as PNG' }).click());
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  const csv = await saved(() => page.getByRole('link', { name: 'Numbers as CSV' }).click());
  expect(csv.toString()).toMatch(/^level,coefficient,metric,criterion,value,/);
}

async function looksAtPoints(page: Page): Promise<void> {
  const level = page.getByRole('navigation', { name: 'Level' });
  await level.getByRole('link', { name: 'Systems' }).click();
  await page.getByRole('heading', { name: 'Spearman’s ρ over systems' }).waitFor();
  await level.getByRole('link', { name: 'Single responses' }).click();
  // The row that is pressed next stands on both pages.
  await page.getByRole('heading', { name: 'Spearman’s ρ over single responses' }).waitFor();
  await page
    .getByRole('row', { name: /^chrF / })
    .getByRole('link')
    .nth(1)
    .click();
  await page.getByRole('heading', { name: 'Farthest from the trend' }).waitFor();
  await page.locator('#pair svg circle').nth(35).waitFor();
  expect(new URL(page.url()).searchParams.get('metric')).toBe('sacrebleu.corpus_chrf');
  expect(await accessibilityProblems(page)).toEqual([]);
  await picture(page, 'metric-and-human-pair');
  await page
    .getByRole('region', { name: /farthest from the trend/ })
    .getByRole('link')
    .first()
    .click();
  await page.waitForURL('**/compare/rated%20(ratings)?context=*');
  await page.getByRole('heading', { name: 'Compare rated (ratings)' }).waitFor();
  await page.goBack();
  await page.waitForURL('**/human?*');
  await page.getByRole('heading', { name: 'Farthest from the trend' }).waitFor();
}
