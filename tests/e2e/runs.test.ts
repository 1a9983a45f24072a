import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { tinyCaire } from '#models/generators/testing.ts';
import { accessibilityProblems, scrollsSideways } from './support/accessibility.ts';
import { browserTest, openBrowser } from './support/browser.ts';
import { picture, signInAsResearcher } from './support/people.ts';
import { runningProgram } from './support/program.ts';

const contexts = 192;

browserTest(
  'a researcher starts a run, follows it to its end, and compares what the system knows of its answers',
  { timeout: 420_000 },
  async () => {
    const program = await runningProgram();
    registerTinyModel(program.dataDir);
    const page = await (await openBrowser()).newPage();
    await signInAsResearcher(page, program);
    await seesTheDemonstrationAnswered(page);
    await startsRun(page);
    await followsToTheEnd(page);
    await comparesAndOpensKnowledge(page);
    await looksOnAPhone(page, program.address);
    expect(program.log().replace('Building the pages…\n', '')).toBe('');
  },
);

function registerTinyModel(dataDir: string): void {
  const db = openDatabase(databasePath(dataDir));
  const definition = tinyCaire(join(dataDir, 'models'), { settings: { maxNewTokens: 12 } });
  addGenerator(db, {
    name: definition.name,
    description: 'A GPT of a few thousand random weights.',
    definition,
    now: new Date().toISOString(),
  });
  db.driver.close();
}

/** The control came with the first start, and the worker had it answer after the other systems that came with it. */
async function seesTheDemonstrationAnswered(page: Page): Promise<void> {
  const main = page.getByRole('navigation', { name: 'Main' });
  await main.getByRole('link', { name: 'Systems' }).click();
  await page.getByRole('link', { name: 'random', exact: true }).click();
  await page.waitForURL('**/systems/random');
  const isAnswered = async () => {
    await page.reload();
    return page.getByText(`${contexts} of ${contexts}`).isVisible();
  };
  await expect.poll(isAnswered, { timeout: 120_000, interval: 2000 }).toBe(true);
  expect(await accessibilityProblems(page)).toEqual([]);
  await main.getByRole('link', { name: 'Systems' }).click();
  await page.getByRole('heading', { name: 'tiny-caire' }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await picture(page, 'systems');
}

async function startsRun(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'tiny-caire', exact: true }).click();
  await page.getByRole('heading', { name: 'How it answers' }).waitFor();
  await page.getByText('topP 0.9').waitFor();
  await picture(page, 'system');
  await page.getByRole('link', { name: 'Start a run' }).click();
  await page.getByText('Other decoding settings').click();
  await page.getByLabel('How the next token is chosen').selectOption('greedy');
  // What has no effect beside it is not asked.
  await expect.poll(() => page.getByLabel('Temperature').count()).toBe(0);
  await page.getByLabel('Most tokens of a reply').fill('6');
  await page.getByLabel('Seed').fill('5');
  expect(await accessibilityProblems(page)).toEqual([]);
  await picture(page, 'run-form');
  await page.getByRole('button', { name: 'Start the run' }).click();
  await page.waitForURL('**/jobs/**');
  await page.getByText('maxNewTokens 6').waitFor();
}

/** The page follows by itself. */
async function followsToTheEnd(page: Page): Promise<void> {
  await page.getByRole('progressbar').waitFor();
  await picture(page, 'run-under-way');
  await page.getByText(`${contexts} of ${contexts} contexts answered.`).waitFor({ timeout: 90_000 });
  expect(await accessibilityProblems(page)).toEqual([]);
  await picture(page, 'run-done');
}

async function comparesAndOpensKnowledge(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Compare' }).last().click();
  await page.waitForURL('**/compare/demonstration?**');
  await page.getByText('tiny-caire (all, seed 5)').first().waitFor();
  await page.getByRole('link', { name: 'One context' }).click();
  await page.getByText('What the system knows').click();
  await page.getByRole('heading', { name: 'Detected emotion' }).waitFor();
  await page.getByText('mean log-probability').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await picture(page, 'answer-knowledge');
}

async function looksOnAPhone(page: Page, address: string): Promise<void> {
  await page.setViewportSize({ width: 360, height: 740 });
  for (const path of ['/systems', '/systems/tiny-caire', '/systems/random', '/runs/new', '/jobs']) {
    await page.goto(`${address}${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await scrollsSideways(page), path).toBe(false);
  }
}
