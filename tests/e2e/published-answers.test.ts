import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { browserTestWhere, openBrowser } from './support/browser.ts';
import {
  invite,
  joinStudy,
  makeStudy,
  picture,
  rateByKeyboard,
  rateByMouse,
  resultsAndExport,
  signInAsResearcher,
} from './support/people.ts';
import { runningProgram } from './support/program.ts';

// Licensed for research only, so it is read where it lies beside the project, and not part of it.
const file = fileURLToPath(
  new URL('../../../shared/data/system_outputs/ed_test_responses.jsonl.gz', import.meta.url),
);
const items = 12;

browserTestWhere(existsSync(file))(
  'published answers to 5,255 contexts come in by the browser, are compared, rated by two people and exported',
  { timeout: 240_000 },
  async () => {
    const program = await runningProgram();
    const page = await (await openBrowser()).newPage();
    await signInAsResearcher(page, program);

    await page.getByRole('link', { name: 'Import', exact: true }).click();
    await page.getByRole('link', { name: 'Answers' }).click();
    await page.waitForURL('**/import?kind=responses');
    await page.getByLabel('Dataset').fill('ed');
    await page.getByLabel('File', { exact: true }).setInputFiles(file);
    await page.getByRole('button', { name: 'Import' }).click();
    await page.getByText('done', { exact: true }).waitFor({ timeout: 60_000 });
    await picture(page, 'published-imported');

    await page.goto(`${program.address}/compare/ed`);
    await page.getByText('5,255 contexts').waitFor();
    await picture(page, 'published-compare');

    await makeStudy(page, {
      name: 'Published',
      dataset: 'ed',
      systems: ['human', 'moel', 'kemp'],
      items,
      ratingsPerItem: 2,
    });
    const link = await invite(page, 2);
    const keyboard = await (await openBrowser()).newPage();
    const mouse = await (await openBrowser()).newPage();
    await joinStudy(keyboard, link);
    await joinStudy(mouse, link);
    await rateByKeyboard(keyboard, { items, cells: 9 });
    await rateByMouse(mouse, { items });
    await resultsAndExport(page, { study: 'Published', judgements: items * 9 * 2 });
  },
);
