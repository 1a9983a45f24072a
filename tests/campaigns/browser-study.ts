import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { StudyReport } from '#annotations/report/study-report.ts';
import { startProgram } from '#bench/support/start-program.ts';
import { pseudonym } from '#eval/statistics/simulate-ratings/simulate-ratings.ts';
import { namesAndIds } from '../e2e/support/blinding.ts';
import { findChromium } from '../e2e/support/find-chromium.ts';
import { invite, makeStudyFromFile, signInAsResearcher } from '../e2e/support/people.ts';
import { Wire } from '../e2e/support/wire.ts';
import type { StoredClicks } from './browser-study/compare-clicks.ts';
import { judgeStudy } from './browser-study/judge-study.ts';
import { type Click, RatingPerson, type SimulatedRater } from './browser-study/simulated-rater.ts';
import { readingOf, simulatedWorld, systems } from './browser-study/study-world.ts';
import type { Rate } from './study-report.ts';

export interface BrowserStudyOptions {
  readonly raters: number;
  readonly items: number;
  /** Browsers that rate at the same time. */
  readonly atOnce: number;
  readonly seed: number;
  readonly note: (line: string) => void;
}

export interface BrowserStudyReport {
  readonly seed: number;
  readonly seconds: number;
  /** Items that each rater finished, checks and repeats among them. */
  readonly finished: Readonly<Record<string, number>>;
  readonly stored: StoredClicks;
  readonly wire: {
    readonly responses: number;
    readonly bytes: number;
    /** Names and ids that were looked for, and where any was found. */
    readonly secrets: number;
    readonly leaks: readonly string[];
  };
  /** Whom the page of raters names, with its reasons. */
  readonly named: Readonly<Record<string, string>>;
  /** Of every kind of interval how many hold the truth, of every test how many reject. */
  readonly report: Readonly<Record<string, Rate>>;
  readonly figures: readonly string[];
  /** What is not as it should be. */
  readonly problems: readonly string[];
}

const study = (items: number, raters: number) => ({
  name: 'A simulated study',
  dataset: 'demonstration',
  systems,
  sample: { items, stratify: 'emotion' },
  ratingsPerItem: 4,
  assignment: { annotators: raters },
  criteria: ['empathy', 'fluency'],
  quality: { repeats: 2, attention: 3, fastestSeconds: 0.1 },
  instructions: 'Read each conversation, then rate every answer.',
  consent: 'I take part freely.',
});

/**
 * A study from beginning to end in real browsers, on the program as it is started for use: a researcher makes it,
 * simulated people of known severity, noise and diligence rate systems of known difference, the researcher leaves out
 * whom the page of raters names, and the report is held against the truth.
 */
export async function browserStudy(options: BrowserStudyOptions): Promise<BrowserStudyReport> {
  const begun = Date.now();
  const dataDir = mkdtempSync(join(tmpdir(), 'workbench-browser-study-'));
  const program = await startProgram({ dataDir });
  const browser = await chromium.launch({
    executablePath: findChromium() ?? '',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
  });
  try {
    const researcher = await (await newContext(browser)).newPage();
    await signInAsResearcher(researcher, program);
    await makeStudyFromFile(researcher, study(options.items, options.raters));
    const overview = researcher.url();
    const link = await invite(researcher, options.raters);
    const people = await everybodyRates(browser, { ...options, link, dataDir });
    const named = await leaveOutTheNamed(researcher, overview);
    const report = await reportOf(researcher, overview);
    return {
      seed: options.seed,
      seconds: Math.round((Date.now() - begun) / 1000),
      finished: people.finished,
      wire: people.wire,
      named,
      ...judgeStudy(options, { dataDir, ...people, named, report }),
    };
  } finally {
    await browser.close();
    await program.stop();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function newContext(browser: Browser, size?: { width: number; height: number }) {
  const context = await browser.newContext({
    viewport: size ?? { width: 1366, height: 900 },
    hasTouch: size !== undefined,
    acceptDownloads: true,
  });
  context.setDefaultTimeout(60_000);
  return context;
}

interface People {
  readonly clicks: readonly Click[];
  readonly finished: Readonly<Record<string, number>>;
  readonly wire: { responses: number; bytes: number; secrets: number; leaks: string[] };
}

interface Asked extends BrowserStudyOptions {
  readonly link: string;
  readonly dataDir: string;
}

/** The second of them leaves. */
function whoTheyAre(raters: number): SimulatedRater[] {
  return Array.from({ length: raters }, (_, rater) => ({
    rater,
    by: (['keys', 'mouse', 'touch'] as const)[rater % 3] ?? 'keys',
    ...(rater === 1 && { leavesAfter: 8 }),
  }));
}

async function everybodyRates(browser: Browser, asked: Asked): Promise<People> {
  const { raters, atOnce, seed, link, dataDir, note } = asked;
  const task = { world: simulatedWorld(raters, seed), read: readingOf(dataDir), thinking: 300 };
  const secrets = namesAndIds(dataDir);
  const clicks: Click[] = [];
  const finished: Record<string, number> = {};
  const wire = { responses: 0, bytes: 0, secrets: secrets.length, leaks: [] as string[] };
  const waiting = whoTheyAre(raters);
  while (waiting.length > 0) {
    const here: { who: SimulatedRater; person: RatingPerson; wire: Wire; context: BrowserContext }[] = [];
    // One after the other, so that pseudonyms follow the numbers of the world.
    for (const who of waiting.splice(0, atOnce)) {
      const context = await newContext(browser, who.by === 'touch' ? { width: 390, height: 800 } : undefined);
      const received = new Wire(context);
      const person = new RatingPerson(await context.newPage(), who, task);
      await person.join(link);
      here.push({ who, person, wire: received, context });
    }
    await Promise.all(
      here.map(async ({ who, person, wire: received, context }) => {
        finished[pseudonym(who.rater)] = await person.rate();
        clicks.push(...person.clicks);
        const { responses, bytes } = await received.size();
        wire.responses += responses;
        wire.bytes += bytes;
        wire.leaks.push(...(await received.find(secrets)).map(({ word, where }) => `${word} in ${where}`));
        await context.close();
      }),
    );
    note(`${raters - waiting.length} of ${raters} have rated`);
  }
  return { clicks, finished, wire };
}

/** As the page of raters names them, all of them, for its own reasons. */
async function leaveOutTheNamed(page: Page, overview: string): Promise<Record<string, string>> {
  const named: Record<string, string> = {};
  for (;;) {
    await page.goto(`${overview}/raters`);
    const leaveOut = page.getByRole('link', { name: /^Leave R\d+ out/ });
    if ((await leaveOut.count()) === 0) return named;
    const rater = /R\d+/.exec((await leaveOut.first().textContent()) ?? '')?.[0] ?? '';
    const entry = page.getByRole('listitem').filter({ has: leaveOut }).first();
    named[rater] = (await entry.getByRole('listitem').allTextContents()).join(' ');
    await leaveOut.first().click();
    await page.getByLabel('Why').fill(named[rater]);
    await page.getByRole('button', { name: 'Leave out of the results' }).click();
    await page.getByRole('button', { name: `Count ${rater} again` }).waitFor();
  }
}

/** Waits on the page of results until it stands there, and takes the file that the page offers. */
async function reportOf(page: Page, overview: string): Promise<StudyReport> {
  await page.goto(`${overview}/results`);
  for (let tries = 0; tries < 120; tries++) {
    const answer = await page.request.get(`${overview}/report.json`);
    if (answer.ok()) {
      const report = (await answer.json()) as StudyReport;
      await page.reload();
      const mean = report.criteria[0]?.means?.systems[0]?.value?.toFixed(2) ?? '';
      await page.getByText(mean).first().waitFor();
      return report;
    }
    await page.waitForTimeout(1000);
  }
  throw new Error('the report was not made in time');
}
