import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { secretHash } from '#app/server/secrets.server.ts';
import { openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { createChatLink } from '#db/queries/chat-links.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { createUser } from '#db/queries/users.ts';
import { tinyCaire, tinyT5 } from '#models/generators/testing.ts';
import { accessibilityProblems, scrollsSideways } from './support/accessibility.ts';
import { browserTest, openBrowser } from './support/browser.ts';
import { picture, signInAsResearcher } from './support/people.ts';
import { runningProgram } from './support/program.ts';
import { Wire } from './support/wire.ts';

/** Models are loaded in processes of their own, which takes its time where the machine is busy. */
const replying = { timeout: 120_000 };

browserTest(
  'a visitor on a phone talks with two unnamed systems, votes, and sees who they were; the researcher sees the vote',
  { timeout: 420_000 },
  async () => {
    const program = await runningProgram();
    const { names, ids } = arenaOf(program.dataDir);
    const browser = await openBrowser({ width: 360, height: 740 });
    const wire = new Wire(browser);
    const phone = await browser.newPage();
    await phone.goto(`${program.address}/talk/come-in`);
    await phone.getByRole('button', { name: 'Begin' }).click();
    await phone.waitForURL('**/arena/cnv_*');
    await phone.getByText('Tell of your day.').waitFor();

    await say(phone, 'My dog ran away.');
    await phone.getByRole('button', { name: 'A is better' }).waitFor(replying);
    await expectGood(phone, 'arena-vote');
    await say(phone, 'He is very old.');
    await phone.getByRole('button', { name: 'Both are bad' }).waitFor(replying);
    expect(await phone.getByRole('article', { name: /^Reply of [AB]$/ }).count()).toBe(4);

    // Nothing that came so far tells who answers, and the search can find.
    expect(await wire.find([...names, ...ids])).toEqual([]);
    expect(await wire.find(['Tell of your day.'])).not.toEqual([]);

    await phone.getByRole('button', { name: 'B is better' }).focus();
    await phone.keyboard.press('2');
    await phone.getByRole('heading', { name: /^You preferred tiny-/ }).waitFor();
    for (const name of names) await phone.getByRole('definition').getByText(name).waitFor();
    await expectGood(phone, 'arena-voted');
    await phone.getByRole('button', { name: 'Next two' }).click();
    await phone.getByText('Tell of your day.').waitFor();

    const page = await (await openBrowser()).newPage();
    await signInAsResearcher(page, program);
    await page.getByRole('link', { name: 'Arena', exact: true }).click();
    await page.getByRole('button', { name: 'Begin' }).waitFor();
    await expectGood(page, 'arena-start');
    await page.getByRole('link', { name: 'Links for others' }).click();
    await page.getByText('Which listens better?').waitFor();
    await expectGood(page, 'arena-links');
    await page.getByRole('link', { name: 'To the arena' }).click();
    await page.getByRole('link', { name: 'Table of 1 vote' }).click();
    await page.getByText('1 vote of 1 person').waitFor();
    await page.getByLabel('Who came by').selectOption('no link');
    await page.getByRole('heading', { name: 'No votes of this kind' }).waitFor();
    await page.getByLabel('Who came by').selectOption('Which listens better?');
    await page.getByText('1 vote of 1 person').waitFor();
    await expectGood(page, 'arena-table');
  },
);

/** Two small systems, and a link to their arena. */
function arenaOf(dataDir: string): { readonly names: string[]; readonly ids: string[] } {
  const db = openDatabase(databasePath(dataDir));
  const now = new Date().toISOString();
  const definitions = [
    tinyCaire(dataDir, { settings: { minNewTokens: 6 } }),
    tinyT5(dataDir, { settings: { minNewTokens: 6 } }),
  ];
  for (const definition of definitions)
    addGenerator(db, { name: definition.name, description: '', definition, now });
  const names = definitions.map(({ name }) => name);
  const ids = names.map(
    (name) => (db.driver.prepare('select id from systems where name = ?').get(name) as { id: string }).id,
  );
  createChatLink(db, {
    kind: 'arena',
    secretHash: secretHash('come-in'),
    title: 'Which listens better?',
    welcome: 'Tell of your day.',
    systems: ids,
    isBlind: true,
    maxUses: 1,
    createdBy: createUser(db, { role: 'researcher', displayName: 'Bo', now }).id,
    now,
    expiresAt: null,
  });
  db.driver.close();
  return { names, ids };
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Your message' }).fill(text);
  await page.keyboard.press('Enter');
  await page.getByRole('article', { name: 'Reply of A' }).last().getByText('Writing').waitFor();
}

async function expectGood(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  for (const [width, colorScheme] of [
    [360, 'light'],
    [1366, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await picture(page, `${name}-${width}-${colorScheme}`);
    expect.soft(await accessibilityProblems(page), `${name}, ${width}`).toEqual([]);
    expect.soft(await scrollsSideways(page), `${name}, ${width} scrolls sideways`).toBe(false);
  }
  if (before) await page.setViewportSize(before);
}
