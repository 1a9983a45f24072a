import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { browserStudy } from './browser-study.ts';
import { calibrate } from './calibration/calibrate.ts';
import { calibrationPage } from './calibration/page.ts';
import { carelessShapes, checkCareless } from './careless-raters.ts';
import { checkDesigns } from './designs.ts';
import { killNine } from './kill-nine.ts';
import { ratingSpreads } from './rating-spreads.ts';
import { checkReports, reportShapes } from './study-report.ts';

// npm run campaign -- NAME: what takes longer than a test may.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { scale: { type: 'string' }, seed: { type: 'string' }, out: { type: 'string' } },
});
const [name = 'kill-nine', count] = positionals;
const note = (line: string) => process.stderr.write(`${line}\n`);

/** Prints a report as JSON; status 1 where it found something. */
async function runKillNine(tries: number): Promise<void> {
  const report = await killNine({ tries, seed: 20261120, annotators: 8, note });
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  process.exitCode = report.lost + report.doubled + report.wrong + report.problems.length === 0 ? 0 : 1;
}

/** Writes docs/results/0003-calibration.md, or what `--out` names. */
function runCalibration(): void {
  const scale = Number(values.scale ?? 1);
  const seed = Number(values.seed ?? 5);
  if (!(scale > 0) || !Number.isInteger(seed)) {
    note('--scale takes a number above 0, --seed a whole number.');
    process.exitCode = 2;
    return;
  }
  const page = calibrationPage(calibrate({ seed, scale, note }), { seed, scale });
  writeFileSync(values.out ?? new URL('../../docs/results/0003-calibration.md', import.meta.url), page);
}

/** Prints a report as JSON; status 1 where a design broke a law. */
function runDesigns(shapes: number): void {
  const report = checkDesigns({ shapes, seed: Number(values.seed ?? 20261121) });
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  process.exitCode = report.problems.length === 0 ? 0 : 1;
}

/** Prints how often reports hold what is true, a line for each kind of study. */
function runReports(studies: number): void {
  for (const shape of reportShapes) {
    note(`${shape.name}: ${studies} studies`);
    const rates = checkReports(shape, { studies, seed: Number(values.seed ?? 20261121) });
    process.stdout.write(`${JSON.stringify({ ...shape, studies, rates })}\n`);
  }
}

/** Prints how often careful and careless raters are named, a line for each kind of study. */
function runCareless(studies: number): void {
  for (const shape of carelessShapes)
    process.stdout.write(
      `${JSON.stringify(checkCareless(shape, { studies, seed: Number(values.seed ?? 20261121) }))}\n`,
    );
}

/** Prints a report as JSON; status 1 where something is not as it should be. */
async function runBrowserStudy(raters: number): Promise<void> {
  const seed = Number(values.seed ?? 20261121);
  const report = await browserStudy({ raters, items: 6 * raters, atOnce: 3, seed, note });
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  process.exitCode = report.problems.length === 0 ? 0 : 1;
}

if (name === 'calibration') runCalibration();
else if (name === 'browser-study') await runBrowserStudy(Number(count ?? 10));
else if (name === 'careless-raters') runCareless(Number(count ?? 1000));
else if (name === 'designs') runDesigns(Number(count ?? 1000));
else if (name === 'study-report') runReports(Number(count ?? 200));
else if (name === 'rating-spreads' && count !== undefined)
  for (const found of ratingSpreads(count, note)) process.stdout.write(`${JSON.stringify(found)}\n`);
else if (name === 'kill-nine') await runKillNine(Number(count ?? 50));
// `npm run campaign -- 50`, a number of tries alone, is kill-nine.
else if (Number.isInteger(Number(name))) await runKillNine(Number(name));
else {
  note(
    `There is no campaign "${name}"; there are kill-nine [TRIES], browser-study [RATERS] [--seed N], calibration [--scale S] [--seed N] [--out FILE], designs [SHAPES], careless-raters [STUDIES], study-report [STUDIES] [--seed N] and rating-spreads FILE.`,
  );
  process.exitCode = 2;
}
