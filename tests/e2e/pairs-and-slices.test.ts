import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { scoreDataset } from '#jobs/handlers/score/score-dataset.ts';
import { accessibilityProblems, scrollsSideways } from './support/accessibility.ts';
import { browserTest, openBrowser } from './support/browser.ts';
import { picture, signInAsResearcher } from './support/people.ts';
import { runningProgram } from './support/program.ts';

const looks = [
  { name: 'phone-light', width: 320, height: 700, colorScheme: 'light' },
  { name: 'laptop-dark', width: 1366, height: 900, colorScheme: 'dark' },
] as const;

browserTest(
  'a researcher tests every pair of systems, looks at slices, and takes the numbers along',
  { timeout: 240_000 },
  async () => {
    const program = await runningProgram();
    await scoreDemonstration(program.dataDir);
    const page = await (await openBrowser()).newPage();
    await signInAsResearcher(page, program);
    await page.goto(`${program.address}/scores/demonstration/pairs`);
    await testsPairs(page);
    await page.goto(`${program.address}/scores/demonstration/slices`);
    await slices(page);
  },
);

async function scoreDemonstration(dataDir: string): Promise<void> {
  const db = openDatabase(databasePath(dataDir));
  const metrics = ['sacrebleu.corpus_bleu', 'rouge_score.rougeL', 'distinct_n.dist1', 'length'];
  const resources = { wordNet: () => ({ lemmasOf: () => [] }) };
  await scoreDataset({ db, resources }, { dataset: 'demonstration', systems: null, metrics });
  db.driver.close();
}

async function testsPairs(page: Page): Promise<void> {
  const table = page.getByRole('region', { name: 'Table of pairs' });
  const row = table.getByRole('row').filter({ hasText: 'demo-attuned' }).filter({ hasText: 'demo-brief' });
  await row.waitFor();
  await page.getByText('are one family').waitFor();
  await keepsToRules(page, 'pairs');
  // Chosen with a script the address changes at once.
  await page.getByLabel('Test', { exact: true }).selectOption('wilcoxon');
  await page.waitForURL('**test=wilcoxon**');
  await page.getByText('not a mean of values of single ones').waitFor();
  await page.getByLabel('Metric', { exact: true }).selectOption('rouge_score.rougeL');
  await page.getByText('not a mean of values of single ones').waitFor({ state: 'detached' });
  await page.getByLabel('Correction for many pairs').selectOption('none');
  await page.getByText('are not corrected for being many').waitFor();
  const csv = await downloaded(page, 'Numbers as CSV', 'link');
  expect(csv.split('\n')[0]).toContain('system,against,metric,label,score');
  expect(csv).toContain('rouge_score.rougeL');
  expect(csv).toContain(',wilcoxon,');
  const svg = await downloaded(page, 'Download as SVG', 'button');
  expect(svg).toContain('<svg');
  expect(svg).toMatch(/[▲▼≈]/);
  await page.getByRole('checkbox', { name: 'demo-drifting' }).uncheck();
  await page.waitForURL('**system=demo-attuned**');
  await table.getByText('demo-drifting').first().waitFor({ state: 'detached' });
  await page.getByLabel('Metric', { exact: true }).selectOption('distinct_n.dist1');
  await page.getByRole('heading', { name: /Wilcoxon signed-rank cannot be made with/ }).waitFor();
}

async function slices(page: Page): Promise<void> {
  const table = page.getByRole('region', { name: 'Table of slices' });
  await table.getByRole('rowheader', { name: 'proud' }).waitFor();
  // Four dialogues an emotion: too few for an interval that one can trust.
  await table.getByText('few: 4 dialogues').first().waitFor();
  await keepsToRules(page, 'slices');
  const csv = await downloaded(page, 'Numbers as CSV', 'link');
  expect(csv.split('\n')[0]).toContain('system,metric,label,slices_by,slice,score');
  expect(csv.split('\n').filter((line) => line.includes(',emotion,proud,')).length).toBeGreaterThan(1);
  await page.getByLabel('Slices by').selectOption('valence');
  await table.getByRole('rowheader', { name: 'positive' }).waitFor();
  await page.getByText('MIME’s grouping').waitFor();
  await page.getByLabel('Slices by').selectOption('turns');
  await table.getByRole('rowheader', { name: '1 turn', exact: true }).waitFor();
  await page.goBack();
  await page.goBack();
  await table.getByRole('link', { name: 'proud' }).click();
  await page.waitForURL('**/compare/demonstration?**emotion=proud**');
}

async function downloaded(page: Page, name: string, role: 'link' | 'button'): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole(role, { name }).first().click();
  return readFileSync(await (await download).path(), 'utf8');
}

async function keepsToRules(page: Page, name: string): Promise<void> {
  for (const look of looks) {
    await page.setViewportSize(look);
    await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' });
    await page.locator('svg[data-plot]').first().waitFor();
    await picture(page, `${name}-${look.name}`);
    expect.soft(await accessibilityProblems(page), `${name}, ${look.name}`).toEqual([]);
    expect.soft(await scrollsSideways(page), `${name}, ${look.name} scrolls sideways`).toBe(false);
  }
  await page.setViewportSize({ width: 1366, height: 900 });
}
