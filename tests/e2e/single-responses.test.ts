import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Download, Page } from 'playwright-core';
import { expect } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { importDataset } from '#jobs/handlers/import/import-dataset.ts';
import { importResponses } from '#jobs/handlers/import/import-responses.ts';
import { importContext } from '#jobs/handlers/import/testing.ts';
import { scoreDataset } from '#jobs/handlers/score/score-dataset.ts';
import { accessibilityProblems, scrollsSideways } from './support/accessibility.ts';
import { browserTest, openBrowser } from './support/browser.ts';
import { picture, signInAsResearcher } from './support/people.ts';
import { runningProgram } from './support/program.ts';
import { seededDataDir } from './support/seeded-data-dir.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/dialogues/${name}`, import.meta.url));

/** A data folder with a dataset of which few metrics have been scored. */
async function scoredDataDir(): Promise<string> {
  const dataDir = seededDataDir();
  const db = openDatabase(databasePath(dataDir));
  await importDataset(importContext(db), {
    path: fixture('dialogues.jsonl'),
    dataset: 'scored',
    format: 'jsonl',
  });
  await importResponses(importContext(db), { path: fixture('responses.jsonl'), dataset: 'scored' });
  const resources = { wordNet: () => ({ lemmasOf: () => [] }) };
  const metrics = ['sacrebleu.corpus_bleu', 'length', 'distinct_n.dist1'];
  await scoreDataset({ db, resources }, { dataset: 'scored', systems: null, metrics });
  db.driver.close();
  return dataDir;
}

browserTest(
  'from a bar and a dot to the answers side by side and back, by mouse and by keys, and the pictures taken along',
  { timeout: 300_000 },
  async () => {
    const program = await runningProgram(await scoredDataDir());
    const page = await (await openBrowser()).newPage();
    page.setDefaultTimeout(60_000);
    await signInAsResearcher(page, program);

    await page.goto(`${program.address}/scores/scored/responses`);
    await page.locator('svg[data-plot]').nth(2).waitFor();
    await picture(page, 'responses-distribution');
    expect(await accessibilityProblems(page)).toEqual([]);
    await takePictures(page);
    await fromBarToAnswersAndBack(page);
    await fromTableByKeys(page);
    await fromDotToItsResponses(page, program.address);

    await page.setViewportSize({ width: 320, height: 740 });
    await page.emulateMedia({ colorScheme: 'dark' });
    for (const search of ['?metric=length&of=demo-brief&bin=3', '?plot=scatter&x=length&xs=demo-brief']) {
      await page.goto(`${program.address}/scores/scored/responses${search}`);
      await page.locator('svg[data-plot]').first().waitFor();
      expect(await scrollsSideways(page)).toBe(false);
      expect(await accessibilityProblems(page)).toEqual([]);
      await picture(page, `responses-phone-${search.length}`);
    }
    expect(program.log().replace('Building the pages…\n', '')).toBe('');
  },
);

async function downloaded(page: Page, name: string, role: 'button' | 'link' = 'button'): Promise<Download> {
  const download = page.waitForEvent('download');
  await page.getByRole(role, { name }).first().click();
  return download;
}

async function takePictures(page: Page): Promise<void> {
  const svg = await downloaded(page, 'Download as SVG');
  expect(svg.suggestedFilename()).toBe('scored-sacrebleu.corpus_bleu-distribution.svg');
  const drawn = readFileSync(await svg.path(), 'utf8');
  expect(drawn).toContain('demo-attuned');
  expect(drawn).not.toMatch(/var\(|class=/);
  const width = Number(/width="([\d.]+)"/.exec(drawn)?.[1]);

  const png = await downloaded(page, 'Download as PNG');
  expect(png.suggestedFilename()).toBe('scored-sacrebleu.corpus_bleu-distribution.png');
  const bytes = readFileSync(await png.path());
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(bytes.readUInt32BE(16)).toBe(3 * (width + 24));
  const { corner, coloured } = await pixels(page, bytes);
  expect(corner).toEqual([255, 255, 255, 255]);
  expect(coloured).toBeGreaterThan(5000);

  const csv = await downloaded(page, 'Numbers as CSV', 'link');
  const [head, ...rows] = readFileSync(await csv.path(), 'utf8')
    .trim()
    .split('\n');
  expect(head).toBe('metric,signature,system,bin,low,high,count,share,n,model');
  expect(rows.length).toBeGreaterThan(30);
}

/** The picture's first pixel, and how many have the colour of the bars. */
function pixels(page: Page, png: Buffer): Promise<{ corner: number[]; coloured: number }> {
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = Object.assign(document.createElement('canvas'), {
      width: image.width,
      height: image.height,
    });
    const brush = canvas.getContext('2d')!;
    brush.drawImage(image, 0, 0);
    const { data } = brush.getImageData(0, 0, image.width, image.height);
    let coloured = 0;
    for (let at = 0; at < data.length; at += 4)
      if (data[at] === 0x0b && data[at + 1] === 0x6b && data[at + 2] === 0x62) coloured++;
    return { corner: [...data.slice(0, 4)], coloured };
  }, png.toString('base64'));
}

async function fromBarToAnswersAndBack(page: Page): Promise<void> {
  const plot = page.locator('svg[data-plot]').first();
  await plot.scrollIntoViewIfNeeded();
  const bar = await plot.locator('rect').nth(2).boundingBox();
  await page.mouse.click(bar!.x + bar!.width / 2, bar!.y + bar!.height / 2);
  await page.waitForURL(/of=demo-attuned#responses$/);
  const list = page.getByRole('table', { name: /^demo-attuned: BLEU/ });
  await list.waitFor();
  await picture(page, 'responses-list');
  const row = list.locator('tbody tr').nth(1);
  const id = await row.getAttribute('id');
  await row.getByRole('link').click();
  await page.waitForURL(/\/compare\/scored\?/);
  await page.getByRole('article').getByText('demo-attuned', { exact: true }).first().waitFor();
  await picture(page, 'responses-compare');
  // Other contexts in between do not lose the way.
  await page.getByRole('link', { name: 'Next ›' }).click();
  await page.getByRole('link', { name: 'Back to the scores' }).click();
  await page.waitForURL(new RegExp(`/scores/scored/responses\\?.*#${id}$`));
  await page.waitForFunction((wanted) => {
    const box = document.getElementById(wanted)?.getBoundingClientRect();
    return box !== undefined && box.top >= 0 && box.bottom <= window.innerHeight;
  }, id ?? '');
}

async function fromTableByKeys(page: Page): Promise<void> {
  const summary = page.getByText('Number of responses in each bin');
  await summary.focus();
  await page.keyboard.press('Enter');
  const link = page
    .getByRole('table', { name: /fall into each bin/ })
    .getByRole('link')
    .nth(1);
  const count = Number(await link.textContent());
  await link.focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/of=demo-brief#responses$/);
  await page
    .getByRole('status')
    .getByText(new RegExp(`^${count} responses?\\.`))
    .waitFor();
}

async function fromDotToItsResponses(page: Page, address: string): Promise<void> {
  await page.goto(`${address}/scores/scored/responses`);
  await page.getByRole('link', { name: 'Scatter plot' }).click();
  const dot = page.locator('svg[data-plot] circle').nth(5);
  await dot.waitFor();
  await page.getByText('192 responses. Largest differences first.').waitFor();
  await picture(page, 'responses-scatter');
  expect(await accessibilityProblems(page)).toEqual([]);
  await dot.scrollIntoViewIfNeeded();
  const box = await dot.boundingBox();
  await page.mouse.click(box!.x + box!.width / 2, box!.y + box!.height / 2);
  await page.waitForURL(/mark=.*#responses$/);
  await page.getByRole('heading', { name: 'Responses of the chosen mark' }).waitFor();
  await page.getByRole('link', { name: 'Clear the choice' }).click();
  await page.getByRole('heading', { name: 'All responses of the plot' }).waitFor();
}
