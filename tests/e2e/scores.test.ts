import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { accessibilityProblems, scrollsSideways } from './support/accessibility.ts';
import { browserTest, openBrowser } from './support/browser.ts';
import { picture, signInAsResearcher } from './support/people.ts';
import { runningProgram } from './support/program.ts';

browserTest(
  'a researcher scores systems, sorts the table, takes it along, and reads what a metric means',
  { timeout: 240_000 },
  async () => {
    const program = await runningProgram();
    const page = await (await openBrowser()).newPage();
    await signInAsResearcher(page, program);
    await findsTheDemonstrationScored(page);
    await scoresWithOtherMetrics(page);
    await scoresWithModels(page);
    await findsScoringAmongTheJobs(page);
    await sortsAndChoosesColumns(page);
    await takesTheTableAlong(page);
    await readsAboutTheMetric(page);
    await looksOnAPhone(page, program.address);
    expect(program.log().replace('Building the pages…\n', '')).toBe('');
  },
);

const table = (page: Page) => page.getByRole('table', { name: /Score of each system/ });

/** The worker did so after the first start. */
async function findsTheDemonstrationScored(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Scores' }).click();
  await page.waitForURL('**/scores/demonstration');
  await table(page).getByRole('rowheader', { name: 'random' }).waitFor();
  await page.getByText('Score again').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await picture(page, 'leaderboard');
}

/** The page follows the scoring by itself. */
async function scoresWithOtherMetrics(page: Page): Promise<void> {
  await expect.poll(() => page.getByRole('link', { name: 'TER', exact: true }).count()).toBe(0);
  await page.getByRole('link', { name: 'as MoEL writes them' }).click();
  await page.getByRole('heading', { name: /Not scored yet/ }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Score', exact: true }).click();
  await page.getByRole('region', { name: 'Scoring' }).waitFor();
  await picture(page, 'scoring');
  await table(page).waitFor({ timeout: 90_000 });
  await page.getByText('Score again').waitFor({ timeout: 90_000 });
  expect(page.url()).toContain('prepare=moel');
  await page.getByRole('link', { name: 'Texts as they are' }).click();
  await page.waitForURL('**/scores/demonstration');
}

/** What is offered depends on the checkpoints that are here; what never comes with the program is told. */
async function scoresWithModels(page: Page): Promise<void> {
  await page.getByText('Score again').click();
  const measures = page.getByRole('group', { name: 'Measures by models and files' });
  await measures.getByText(/Sentiment needs VADER’s lexicon/).waitFor();
  expect(await measures.getByRole('checkbox', { name: /Sentiment/ }).count()).toBe(0);
  expect(await accessibilityProblems(page)).toEqual([]);
  await picture(page, 'measures-of-models');
  const matching = measures.getByRole('checkbox', { name: /Embedding average/ });
  if ((await matching.count()) === 0) return;
  await matching.check();
  const model = await measures.getByRole('combobox', { name: /Embedding average/ }).inputValue();
  await page.getByRole('button', { name: 'Score', exact: true }).click();
  const head = table(page).getByRole('columnheader', { name: /Greedy matching/ });
  await head.waitFor({ timeout: 90_000 });
  expect(await head.textContent()).toContain(model);
  await picture(page, 'leaderboard-with-models');
}

async function findsScoringAmongTheJobs(page: Page): Promise<void> {
  await page.goto(new URL('/jobs', page.url()).href);
  await page.getByRole('heading', { name: 'Recent scoring' }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('link', { name: 'To the numbers of: Scores of demonstration' }).last().click();
  await page.waitForURL('**/scores/demonstration');
}

/** By keyboard: the order and the columns stand in the address. */
async function sortsAndChoosesColumns(page: Page): Promise<void> {
  const systems = () => table(page).getByRole('rowheader').allTextContents();
  await page.getByRole('link', { name: 'Sort by Length, best first' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL('**sort=length**');
  await expect.poll(async () => (await systems())[0]).toBe('demo-attuned');
  await page.getByRole('link', { name: 'Sort by Length, worst first' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL('**order=worst**');
  await expect.poll(async () => (await systems())[0]).toBe('demo-brief');
  const head = table(page).getByRole('columnheader', { name: /Length/ });
  expect(await head.getAttribute('aria-sort')).toBe('ascending');
  await page.getByText('Columns', { exact: false }).first().click();
  await page.getByRole('checkbox', { name: 'TER' }).check();
  await page.getByRole('button', { name: 'Show these' }).click();
  await table(page).getByRole('link', { name: 'TER', exact: true }).waitFor();
  await page.reload();
  await expect.poll(async () => (await systems())[0]).toBe('demo-brief');
  expect(await accessibilityProblems(page)).toEqual([]);
}

async function takesTheTableAlong(page: Page): Promise<void> {
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'LaTeX', exact: true }).click();
  const text = readFileSync(await (await download).path(), 'utf8');
  expect(text).toContain('TER $\\downarrow$');
  expect(text).toMatch(/\\textbf\{\d+\.\d+\}/);
}

async function readsAboutTheMetric(page: Page): Promise<void> {
  await page.getByText('Signatures').click();
  await page
    .getByText(/nrefs:1\|case:mixed/)
    .first()
    .waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await table(page).getByRole('link', { name: 'Distinct-1', exact: true }).click();
  await page.getByRole('heading', { name: 'Distinct-n', level: 1 }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await picture(page, 'metric-page');
  await page.getByRole('link', { name: 'length', exact: true }).click();
  await page.getByRole('heading', { name: 'Length', level: 1 }).waitFor();
  await page.getByRole('link', { name: 'All metrics' }).click();
  await page.getByRole('heading', { name: 'Metrics', level: 1 }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
}

async function looksOnAPhone(page: Page, address: string): Promise<void> {
  await page.setViewportSize({ width: 320, height: 700 });
  for (const path of ['/scores/demonstration', '/metric-pages', '/metric-pages/distinct']) {
    await page.goto(`${address}${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await scrollsSideways(page), path).toBe(false);
    expect(await accessibilityProblems(page), path).toEqual([]);
  }
}
