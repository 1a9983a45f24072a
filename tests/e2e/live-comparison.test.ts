import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { tinyCaire, tinyT5 } from '#models/generators/testing.ts';
import { accessibilityProblems, scrollsSideways } from './support/accessibility.ts';
import { browserTest, openBrowser } from './support/browser.ts';
import { picture, signInAsResearcher } from './support/people.ts';
import { runningProgram } from './support/program.ts';

/** Models are loaded in processes of their own, which takes its time where the machine is busy. */
const answering = { timeout: 120_000 };

browserTest(
  'a researcher has systems answer a dataset’s context and words of their own, stops them, and finds it all again',
  { timeout: 420_000 },
  async () => {
    const program = await runningProgram();
    registerTinySystems(program.dataDir);
    const page = await (await openBrowser()).newPage();
    await signInAsResearcher(page, program);

    await page.goto(`${program.address}/compare/demonstration?context=first`);
    await page.getByRole('link', { name: 'Answer it live' }).click();
    await page.waitForURL('**/live?**');
    await chooseOnly(page, ['tiny-caire', 'tiny-t5', 'human']);
    await page.getByRole('textbox', { name: /^Speaker/ }).focus();
    await page.keyboard.press('Control+Enter');
    await answered(page, 'All 3 systems have answered.');
    const first = await wordsOf(page);
    expect(first.human?.length).toBeGreaterThan(10);
    await page.getByText('What the person answered').first().click();
    await page
      .getByText(first.human ?? '')
      .nth(1)
      .waitFor();
    await page.getByRole('article', { name: 'tiny-caire' }).getByText('Token probabilities').click();
    await expectGood(page, 'live-answers');

    await page.getByRole('button', { name: 'Another seed' }).click();
    await answered(page, 'All 3 systems have answered.');
    expect((await wordsOf(page))['tiny-caire']).not.toBe(first['tiny-caire']);
    await page.getByText('Earlier in this tab').waitFor();

    // The address asks the same again, with the seed that was last.
    const seeded = await wordsOf(page);
    await page.reload();
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    await answered(page, 'All 3 systems have answered.');
    expect(await wordsOf(page)).toEqual(seeded);

    await page
      .getByRole('textbox', { name: /^Speaker/ })
      .last()
      .fill('I finally got the job!');
    expect(await page.getByRole('checkbox', { name: 'human' }).isDisabled()).toBe(true);
    await page.getByRole('checkbox', { name: 'tiny-long' }).check();
    // The server takes its time, so that there is something to stop; that leaving ends the work is tested elsewhere.
    await page.route('**/live/answers', () => {});
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    await page.getByRole('button', { name: 'Stop' }).click();
    await answered(page, 'Ended.');
    await page.unroute('**/live/answers');
    await page.getByRole('button', { name: /^Try again/ }).click();
    await answered(page, 'All 3 systems have answered.');
    await expectGood(page, 'live-history');
    expect(program.log().replace('Building the pages…\n', '')).toBe('');
  },
);

browserTest(
  'a connection that ends too early is told, and the others can be asked again',
  { timeout: 300_000 },
  async () => {
    const program = await runningProgram();
    registerTinySystems(program.dataDir);
    const page = await (await openBrowser()).newPage();
    await signInAsResearcher(page, program);
    await page.goto(`${program.address}/live?speaker=Hello&system=tiny-caire&system=tiny-t5`);
    await page.route('**/live/answers', (route) =>
      route.fulfill({
        contentType: 'text/event-stream',
        body: 'data: {"kind":"text","system":"tiny-caire","keep":0,"add":"Half a"}\n\n',
      }),
    );
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    await page.getByRole('alert').getByText('The connection ended').waitFor();
    await page.getByRole('article', { name: 'tiny-caire' }).getByText('Half a…').waitFor();
    await expectGood(page, 'live-broken');
    await page.unroute('**/live/answers');
    await page.getByRole('button', { name: 'Try again' }).click();
    await answered(page, 'All 2 systems have answered.');
  },
);

function registerTinySystems(dataDir: string): void {
  const db = openDatabase(databasePath(dataDir));
  const now = new Date().toISOString();
  for (const definition of [
    tinyCaire(dataDir, { settings: { minNewTokens: 8 } }),
    tinyT5(dataDir, { settings: { minNewTokens: 8 } }),
    tinyCaire(dataDir, { name: 'tiny-long', settings: { maxNewTokens: 150, minNewTokens: 150 } }),
  ])
    addGenerator(db, { name: definition.name, description: '', definition, now });
  db.driver.close();
}

/** The systems that come with the program stand there as well. */
async function chooseOnly(page: Page, names: readonly string[]): Promise<void> {
  const systems = page.getByRole('group', { name: 'Systems' });
  await systems.getByRole('checkbox', { name: 'tiny-caire' }).waitFor();
  for (const box of await systems.getByRole('checkbox').all())
    if (!(await box.isDisabled())) await box.uncheck();
  for (const name of names) await systems.getByRole('checkbox', { name, exact: true }).check();
}

async function answered(page: Page, words: string): Promise<void> {
  await page
    .getByRole('status')
    .getByText(words)
    .waitFor({ state: 'attached', ...answering });
}

/** What each system answered last, by its name. */
async function wordsOf(page: Page): Promise<Readonly<Record<string, string>>> {
  const cards = await page.getByRole('region', { name: 'Answers' }).getByRole('article').all();
  const words = cards.map(async (card) => {
    return [await card.getByRole('heading').first().innerText(), await card.locator('p').first().innerText()];
  });
  return Object.fromEntries(await Promise.all(words));
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
