import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { giveFeedback, makeTinyCaire } from '#jobs/training/testing.ts';
import { accessibilityProblems, scrollsSideways } from './support/accessibility.ts';
import { browserTest, openBrowser } from './support/browser.ts';
import { picture, signInAsResearcher } from './support/people.ts';
import { runningProgram } from './support/program.ts';

browserTest(
  'a researcher reviews what people said, has a system learn from it, and puts the new checkpoint into service',
  { timeout: 420_000 },
  async () => {
    const program = await runningProgram();
    await registerTinySystem(program.dataDir);
    const page = await (await openBrowser()).newPage();
    await signInAsResearcher(page, program);
    await reviewsByKeyboard(page);
    await hasItLearn(page);
    await putsIntoServiceAndBack(page);
    await page.setViewportSize({ width: 360, height: 740 });
    for (const path of ['/feedback?status=accepted', '/systems/tiny/learning']) {
      await page.goto(`${program.address}${path}`);
      expect(await scrollsSideways(page)).toBe(false);
    }
  },
);

async function registerTinySystem(dataDir: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-e2e-learning-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  await makeTinyCaire(folder);
  const checkpoint = join(dataDir, 'tiny');
  cpSync(join(folder, 'caire'), checkpoint, { recursive: true });
  const db = openDatabase(databasePath(dataDir));
  const definition = { name: 'tiny', generator: 'caire', checkpoint };
  addGenerator(db, { name: 'tiny', description: '', definition, now: new Date().toISOString() });
  giveFeedback(db, [
    { said: 'Would you kill a human?', reply: 'yes, I want!', correction: 'No, never.', status: 'open' },
    { said: 'Do you hate us?', reply: '<b>yes</b>', status: 'open' },
    { said: 'Hello?', reply: 'Hello.', correction: 'asdf', status: 'open' },
  ]);
  db.driver.close();
}

async function reviewsByKeyboard(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Feedback' }).click();
  await page.getByRole('link', { name: 'To review 3' }).waitFor();
  // People's words are text, never markup.
  await page.getByText('<b>yes</b>').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await picture(page, 'feedback');
  await page.keyboard.press('j');
  await page.keyboard.press('a');
  await page.getByRole('link', { name: 'To review 2' }).waitFor();
  await page.keyboard.press('a');
  await page.getByRole('link', { name: 'To review 1' }).waitFor();
  await page.keyboard.press('d');
  await page.getByText('Nothing waits to be reviewed').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Undone.').waitFor();
  await page.getByRole('button', { name: 'Drop', exact: true }).click();
  await page.getByRole('link', { name: 'Dropped 1' }).waitFor();
}

async function hasItLearn(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Systems' }).click();
  await page.getByRole('link', { name: 'tiny', exact: true }).click();
  await page.getByRole('link', { name: 'Learning' }).click();
  await page.getByRole('button', { name: 'Learn from 1 accepted edit' }).click();
  await page.getByText('to be decided on').waitFor({ timeout: 180_000 });
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('link', { name: 'Learning from edits' }).click();
  await page.getByRole('heading', { name: 'Old and new' }).waitFor();
  await page.getByRole('rowheader', { name: /Perplexity of held-out dialogues/ }).waitFor();
  await page.getByRole('list', { name: 'Replies to unsafe prompts' }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await picture(page, 'training');
}

async function putsIntoServiceAndBack(page: Page): Promise<void> {
  await page.getByLabel('Note').fill('It says no.');
  await page.getByRole('button', { name: 'Put into service' }).click();
  await page.getByRole('heading', { name: 'tiny answers with it' }).waitFor({ timeout: 60_000 });
  await page.getByRole('link', { name: 'tiny: learning from people' }).click();
  await page.getByText('It says no.').first().waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await picture(page, 'learning');
  await page.getByRole('button', { name: 'Put back version 1' }).click();
  await page.getByText('Version 1 put back').waitFor();
}
