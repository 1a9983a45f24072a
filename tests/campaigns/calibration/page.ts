import type { Row } from './experiment.ts';
import { rateInterval, verdictOf } from './verdict.ts';

export interface PageFacts {
  readonly seed: number;
  readonly scale: number;
}

/** The page of a calibration: every number and verdict of it comes from the rows. */
export function calibrationPage(rows: readonly Row[], facts: PageFacts): string {
  const sound = rows.filter(({ misused }) => misused === null);
  const tests = sound.filter(({ kind }) => kind === 'test');
  const intervals = sound.filter(({ kind }) => kind === 'interval');
  const misused = rows.filter((row) => row.misused !== null);
  const wide = rows.map(verdictAtFive);
  const count = (verdict: string) => wide.filter((each) => each === verdict).length;
  return `# Null calibration of tests and intervals

Written by \`npm run campaign -- calibration --scale ${facts.scale} --seed ${facts.seed}\`; the same scale and seed give the same page.
Every test is put to data in which there is nothing to be found, every interval to data whose truth is known; data are
drawn anew for each simulation, from a stream of its own.

- **Rate**: the share of simulations with p ≤ 0.05 (0.01) where nothing is to be found, or, of a 95 % interval, the share
  that holds the truth. In brackets the rate's own 99 % interval (Clopper–Pearson).
- **Verdict**, by the program: *as stated* where the stated rate lies in that interval; else *liberal* (finds too much,
  or too narrow) or *conservative*, *slightly* where the errors lie within half and one and a half of what was stated
  (Bradley 1978). *Too few simulations* where the rate's interval is wider than twice the stated rate.
- A test that is undefined (nothing differs, for example) finds nothing; an interval that is undefined is left out, and counted.
- A verdict is wrong by chance in one row of a hundred: of ${rows.length} rows and ${rows.length + rows.filter(({ wrongAtOne }) => wrongAtOne !== null).length} verdicts some few are.

Of all ${rows.length} rows at 0.05: ${count('as stated')} as stated, ${count('slightly liberal')} slightly liberal, ${count('liberal')} liberal, ${count('slightly conservative')} slightly
conservative, ${count('conservative')} conservative, ${count('too few simulations')} with too few simulations.

## Warning examples: the method is wrong for the data

Each breaks one assumption on purpose. Pooled clustered ratings are the commonest mistake of the field.

${testTable(misused.filter(({ kind }) => kind === 'test'))}

${intervalTable(misused.filter(({ kind }) => kind === 'interval'))}

Why each is wrong:

${reasons(misused, ({ misused: why }) => why)}

## p-values

${testTable(tests)}

## 95 % intervals

${intervalTable(intervals)}

## What is not as stated, though the method fits the data

${notAsStated(sound)}
`;
}

export function verdictAtFive({ wrong, counted }: Row): string {
  return verdictOf(wrong, { counted, stated: 0.05 });
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

function rateCell(wrong: number, counted: number): string {
  if (counted === 0) return '–';
  const [low, high] = rateInterval(wrong, counted);
  return `${percent(wrong / counted)} [${percent(low)}, ${percent(high)}]`;
}

function testTable(rows: readonly Row[]): string {
  return [
    '| test | data | simulations | % with p ≤ 0.05 | verdict | % with p ≤ 0.01 | verdict |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => {
      const atOne = row.wrongAtOne ?? 0;
      const missing = row.undefined > 0 ? ` (${row.undefined} undefined)` : '';
      return `| ${row.method} | ${row.data} | ${row.counted}${missing} | ${rateCell(row.wrong, row.counted)} | ${verdictAtFive(row)} | ${rateCell(atOne, row.counted)} | ${verdictOf(atOne, { counted: row.counted, stated: 0.01 })} |`;
    }),
  ].join('\n');
}

function intervalTable(rows: readonly Row[]): string {
  return [
    '| interval | data | simulations | % that hold the truth | verdict |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map((row) => {
      const missing = row.undefined > 0 ? ` (${row.undefined} undefined)` : '';
      return `| ${row.method} | ${row.data} | ${row.counted}${missing} | ${rateCell(row.counted - row.wrong, row.counted)} | ${verdictAtFive(row)} |`;
    }),
  ].join('\n');
}

function reasons(rows: readonly Row[], why: (row: Row) => string | null): string {
  const lines = new Map<string, string[]>();
  for (const row of rows) {
    const reason = why(row);
    if (reason === null) continue;
    const methods = lines.get(reason) ?? [];
    lines.set(reason, methods);
    if (!methods.includes(row.method)) methods.push(row.method);
  }
  return Array.from(lines, ([reason, methods]) => `- ${methods.join('; ')}: ${reason}`).join('\n');
}

function notAsStated(rows: readonly Row[]): string {
  const lines = rows.flatMap((row) => {
    const verdicts = [verdictAtFive(row)];
    if (row.wrongAtOne !== null)
      verdicts.push(verdictOf(row.wrongAtOne, { counted: row.counted, stated: 0.01 }));
    const found = verdicts.filter((verdict) => verdict !== 'as stated' && verdict !== 'too few simulations');
    if (found.length === 0) return [];
    const which = [...new Set(found)].join(' and ');
    return [`- ${row.method} (${row.data}): ${which}.${row.note === null ? '' : ` ${row.note}`}`];
  });
  return lines.length === 0 ? 'Nothing.' : lines.join('\n');
}
