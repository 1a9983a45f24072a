import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { tinyCaire, tinyT5 } from '#models/generators/testing.ts';
import { accessibilityProblems, scrollsSideways } from './support/accessibility.ts';
import { expectBlind } from './support/blinding.ts';
import { browserTest, openBrowser } from './support/browser.ts';
import { invite, makeStudyFromFile, picture, signInAsResearcher } from './support/people.ts';
import { runningProgram } from './support/program.ts';
import { Wire } from './support/wire.ts';

/** Models are loaded in processes of their own, which takes its time where the machine is busy. */
const answering = { timeout: 120_000 };

const systems = ['tiny-caire', 'tiny-t5'];
const whole = {
  name: 'heard',
  label: 'Being heard',
  question: 'The listener understood what I felt.',
  minimum: 1,
  maximum: 5,
  anchors: { '1': 'not at all', '5': 'very much' },
  about: 'dialogue',
};

const talking = {
  name: 'Talking to tiny ones',
  dataset: 'demonstration',
  systems,
  unit: 'turn',
  task: { kind: 'chat', turns: { minimum: 1, maximum: 2 } },
  sample: { items: 2, stratify: 'none' },
  criteria: ['empathy', whole],
  ratingsPerItem: 1,
};

const reading = {
  name: 'Reading what was said',
  dataset: 'Talking to tiny ones conversations',
  systems,
  unit: 'turn',
  sample: { items: 2, stratify: 'none' },
  criteria: ['empathy', whole],
  ratingsPerItem: 1,
};

browserTest(
  'somebody talks with systems and rates the talks, and others rate the same, all without knowing who answered',
  { timeout: 420_000 },
  async () => {
    const program = await runningProgram();
    registerTinySystems(program.dataDir);
    const researcher = await (await openBrowser()).newPage();
    await signInAsResearcher(researcher, program);
    await makeStudyFromFile(researcher, talking);

    const phone = await openBrowser({ width: 320, height: 700, colorScheme: 'dark' });
    const wire = new Wire(phone);
    const page = await phone.newPage();
    await begin(page, await invite(researcher, 1));
    await talk(page, 1, ['I lost my job today.', 'Thank you.']);
    await page.getByRole('heading', { name: 'Item 1', exact: true }).waitFor();
    await expectGood(page, 'talk-rated');
    await rate(page, 1);
    await talk(page, 2, ['My dog is ill.']);
    await rate(page, 2);
    await page.getByRole('heading', { name: /All done|You have rated everything/ }).waitFor();
    await expectBlind([wire], { dataDir: program.dataDir, items: 2 });

    await makeStudyFromFile(researcher, reading);
    const reader = await (await openBrowser({ width: 1366, height: 900 })).newPage();
    await begin(reader, await invite(researcher, 1));
    await reader.getByRole('heading', { name: 'Item 1', exact: true }).waitFor();
    await expectGood(reader, 'talk-read');
    await reader.setViewportSize({ width: 320, height: 700 });
    await expectGood(reader, 'talk-read-phone');
    await reader.setViewportSize({ width: 1366, height: 900 });
    await rate(reader, 1);
    await rate(reader, 2);
    await reader.getByRole('heading', { name: /All done|You have rated everything/ }).waitFor();

    await researcher.getByRole('link', { name: 'Results' }).first().click();
    await researcher.getByRole('heading', { name: 'Those who talked, and those who read' }).waitFor();
    await researcher.getByRole('rowheader', { name: 'All systems' }).first().waitFor();
    await researcher
      .getByRole('heading', { name: 'Those who talked, and those who read' })
      .scrollIntoViewIfNeeded();
    await expectGood(researcher, 'talk-results');
  },
);

async function begin(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole('button', { name: /begin/i }).click();
  await page.getByRole('link', { name: 'Begin' }).click();
}

/** Says the messages, reloading after the first; ends the talk. */
async function talk(page: Page, number: number, messages: readonly string[]): Promise<void> {
  await page.getByRole('heading', { name: `Talk ${number}`, exact: true }).waitFor();
  await page.getByText('Talk as somebody to whom this happened:').waitFor();
  for (const [index, message] of messages.entries()) {
    await page.getByLabel('Your message').fill(message);
    if (index === 0) await expectGood(page, `talk-${number}-begins`);
    await page.getByRole('button', { name: 'Send' }).click();
    await page
      .getByRole('button', { name: 'End the talk and rate it' })
      .waitFor({ ...answering, state: 'visible' });
    await page
      .getByText(`${index + 1} of 1 to 2 messages`)
      .or(page.getByText('come to its end'))
      .waitFor();
    if (index === 0) {
      await page.reload();
      await page.getByText(message).waitFor();
    }
  }
  await expectGood(page, `talk-${number}-said`);
  await page.getByRole('button', { name: 'End the talk and rate it' }).click();
}

async function rate(page: Page, number: number): Promise<void> {
  await page.getByRole('heading', { name: `Item ${number}`, exact: true }).waitFor();
  for (const scale of await page.getByRole('radiogroup').all()) await scale.getByRole('radio').nth(3).check();
  await page.getByRole('button', { name: /^Submit/ }).click();
}

async function expectGood(page: Page, name: string): Promise<void> {
  await picture(page, name);
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await scrollsSideways(page)).toBe(false);
}

function registerTinySystems(dataDir: string): void {
  const db = openDatabase(databasePath(dataDir));
  try {
    const now = new Date().toISOString();
    for (const definition of [
      tinyCaire(dataDir, { settings: { minNewTokens: 8 } }),
      tinyT5(dataDir, { settings: { minNewTokens: 8 } }),
    ])
      addGenerator(db, { name: definition.name, description: '', definition, now });
  } finally {
    db.driver.close();
  }
}
