import { killNine } from './kill-nine.ts';

// npm run campaign: what takes longer than a test may. Prints a report as JSON; status 1 where it found something.
const tries = Number(process.argv[2] ?? 50);
const report = await killNine({
  tries,
  seed: 20261120,
  annotators: 8,
  note: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
process.exitCode = report.lost + report.doubled + report.wrong + report.problems.length === 0 ? 0 : 1;
