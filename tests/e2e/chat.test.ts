import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Program } from '#bench/support/start-program.ts';
import { openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { tinyCaire, tinyT5 } from '#models/generators/testing.ts';
import { accessibilityProblems, scrollsSideways } from './support/accessibility.ts';
import { browserTest, openBrowser } from './support/browser.ts';
import { picture, signInAsResearcher } from './support/people.ts';
import { runningProgram } from './support/program.ts';

/** Models are loaded in processes of their own, which takes its time where the machine is busy. */
const replying = { timeout: 120_000 };
const markup = '<script>document.title = "broken"</script> <b>bold</b>';

browserTest(
  'a researcher talks with two systems: sends, stops, tries again, reads earlier attempts and exports',
  { timeout: 420_000 },
  async () => {
    const program = await programWithTinySystems();
    const page = await (await openBrowser()).newPage();
    await signInAsResearcher(page, program);
    await page.getByRole('link', { name: 'Chat', exact: true }).click();
    await expectGood(page, 'chat-empty');
    await chooseOnly(page, ['tiny-caire', 'tiny-t5']);
    await page.getByRole('textbox', { name: /^What would you like/ }).fill('My dog ran away.');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/chat/c/**');
    await answered(page);
    const kept = await wordsOf(page, 'tiny-t5');

    // The server takes its time, so that there is something to stop; that it keeps what was written is tested elsewhere.
    await page.route('**/answers', (route) => {
      if (route.request().postData()?.includes('stop')) return route.continue();
    });
    await send(page, markup);
    await page.getByRole('list', { name: 'Messages' }).getByText(markup).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Send' }).waitFor();
    expect(await composer(page).inputValue()).toBe(markup);
    await page.unroute('**/answers');
    await composer(page).press('Enter');
    await answered(page);
    await page.getByRole('list', { name: 'Messages' }).getByText(markup).waitFor();
    expect(await page.title()).not.toBe('broken');

    const card = page.getByRole('article', { name: 'Reply of tiny-caire' }).last();
    const first = await card.locator('p').first().innerText();
    await card.getByRole('button', { name: 'Try again' }).click();
    await card.getByText('2 of 2').waitFor(replying);
    await answered(page);
    await card.getByRole('button', { name: 'Earlier attempt' }).click();
    expect(await card.locator('p').first().innerText()).toBe(first);
    await card.getByText(/^Written by tiny-caire, checkpoint/).click();
    await expectGood(page, 'chat-full');

    // All of it is there again.
    await page.reload();
    expect(await wordsOf(page, 'tiny-t5')).toBe(kept);
    await page.getByRole('article', { name: 'Reply of tiny-caire' }).last().getByText('2 of 2').waitFor();
    await page.getByRole('button', { name: 'More' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Save as JSON lines' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.jsonl$/);
    await page.getByRole('link', { name: 'All conversations' }).click();
    await page.getByRole('link', { name: /^My dog ran away/ }).waitFor();
    await page.getByRole('button', { name: /^Remove the conversation/ }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('heading', { name: 'No conversations yet' }).waitFor();
  },
);

browserTest(
  'somebody comes by a blind link on a phone, talks, reports and edits, and loses nothing where the workbench is busy',
  { timeout: 420_000 },
  async () => {
    const program = await programWithTinySystems();
    const link = await linkOf(await (await openBrowser()).newPage(), program);
    const phone = await (await openBrowser({ width: 360, height: 740 })).newPage();
    await phone.goto(link);
    await phone.getByText('not with a person').waitFor();
    await expectGood(phone, 'chat-link');
    await phone.setViewportSize({ width: 360, height: 740 });
    await phone.getByRole('button', { name: 'Begin' }).click();
    await phone.waitForURL('**/chat/c/**');

    // The workbench is busy at first: what was written stays, and is sent by itself.
    await phone.route(
      '**/answers',
      (route) =>
        route.fulfill({
          status: 503,
          headers: { 'Retry-After': '3' },
          json: { message: 'Many people are here.' },
        }),
      { times: 1 },
    );
    await send(phone, 'My dog died.');
    await phone.getByText('Many people are here.').waitFor();
    expect(await composer(phone).inputValue()).toBe('My dog died.');
    await answered(phone);
    await expect.poll(() => composer(phone).inputValue()).toBe('');
    expect(await phone.getByRole('list', { name: 'Messages' }).getByText('My dog died.').count()).toBe(1);

    const reply = phone.getByRole('article', { name: 'Reply of A' });
    await reply.getByRole('button', { name: 'Report' }).click();
    await reply.getByRole('radio', { name: 'Hurtful' }).check();
    await reply.getByLabel('In your own words').fill(markup);
    await expectGood(phone, 'chat-report');
    await phone.setViewportSize({ width: 360, height: 740 });
    await reply.getByRole('group').locator('xpath=..').getByRole('button', { name: 'Report' }).click();
    await reply.getByText('reported', { exact: true }).waitFor();
    await reply.getByRole('button', { name: 'Edit' }).click();
    await reply.getByRole('textbox', { name: 'What should have been said?' }).fill('I am so sorry.');
    await reply.getByRole('button', { name: 'Send the edit' }).click();
    await reply.getByText('edited', { exact: true }).waitFor();

    // What is being written is there again after a reload, and so is what was said of the reply.
    await composer(phone).fill('Half a thou');
    await phone.reload();
    await expect.poll(() => composer(phone).inputValue()).toBe('Half a thou');
    await reply.getByText('I am so sorry.').waitFor();
    await expectGood(phone, 'chat-visitor');
    expect(await phone.content()).not.toMatch(/tiny-|caire/);
  },
);

async function programWithTinySystems(): Promise<Program> {
  const program = await runningProgram();
  const { dataDir } = program;
  const db = openDatabase(databasePath(dataDir));
  const now = new Date().toISOString();
  for (const definition of [
    tinyCaire(dataDir, { settings: { minNewTokens: 6 } }),
    tinyT5(dataDir, { settings: { minNewTokens: 6 } }),
  ])
    addGenerator(db, { name: definition.name, description: '', definition, now });
  db.driver.close();
  return program;
}

/** Makes a blind link to two systems. */
async function linkOf(page: Page, program: Program): Promise<string> {
  await signInAsResearcher(page, program);
  await page.goto(`${program.address}/chat/links`);
  await page.getByLabel('Title').fill('Talk about your day');
  await page.getByLabel('Welcome').fill('Thank you for coming.');
  for (const name of ['tiny-caire', 'tiny-t5']) await page.getByRole('checkbox', { name }).check();
  await page.getByLabel('Most people').fill('5');
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = (await page.getByRole('code').textContent()) ?? '';
  expect(link).toContain('/talk/');
  await expectGood(page, 'chat-links');
  return link;
}

/** The systems that come with the program stand there as well. */
async function chooseOnly(page: Page, names: readonly string[]): Promise<void> {
  const systems = page.getByRole('group', { name: 'Systems' });
  await systems.getByRole('checkbox', { name: 'tiny-caire' }).waitFor();
  for (const box of await systems.getByRole('checkbox').all()) await box.uncheck();
  for (const name of names) await systems.getByRole('checkbox', { name, exact: true }).check();
}

function composer(page: Page) {
  return page.getByRole('textbox', { name: 'Your message' });
}

async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** Waits until both systems have replied, as a screen reader is told. */
async function answered(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Send' }).waitFor(replying);
  await page
    .getByRole('log')
    .getByText(/replied:/)
    .first()
    .waitFor({ state: 'attached', ...replying });
}

/** What a system replied first. */
async function wordsOf(page: Page, name: string): Promise<string> {
  const card = page.getByRole('article', { name: `Reply of ${name}` }).first();
  return card.locator('p').first().innerText();
}

async function expectGood(page: Page, name: string): Promise<void> {
  for (const [width, colorScheme] of [
    [320, 'light'],
    [1366, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await picture(page, `${name}-${width}-${colorScheme}`);
    expect.soft(await accessibilityProblems(page), `${name}, ${width}`).toEqual([]);
    expect.soft(await scrollsSideways(page), `${name}, ${width} scrolls sideways`).toBe(false);
  }
}
