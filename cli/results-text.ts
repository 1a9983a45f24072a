import { resultsOfReport } from '#annotations/report/results-of-report.ts';
import type { StudyReport } from '#annotations/report/study-report.ts';
import type { CriterionResults, StudyResults, SystemResults } from '#annotations/study-results.ts';
import { formatTable, groupDigits } from './format-table.ts';
import { criterionReportText, reportNotes } from './report-text.ts';

/** A study's results for a terminal: per criterion a table of systems, the agreement of raters, and the comparisons. */
export function resultsText(results: StudyResults, report?: StudyReport): string {
  const shown = report ? resultsOfReport(report) : results;
  const { interval } = shown;
  const counted =
    results.include === 'submitted' ? 'finished assignments only' : 'unfinished assignments too';
  const isEmpty = Math.max(results.ratings, report?.counts.ratings ?? 0) === 0;
  if (isEmpty) return `${results.study}: no ratings yet (${counted}).`;
  return [
    `${results.study}: ${groupDigits(results.ratings)} ratings of ${groupDigits(results.items)} items by ${groupDigits(results.raters)} raters (${counted}).`,
    ...Object.entries(results.criteria).map(([name, criterion]) => {
      const found = report?.criteria.find((one) => one.name === name);
      const { systems } = shown.criteria[name] ?? criterion;
      return [
        criterionText(name, { ...criterion, systems }),
        ...(found ? [criterionReportText(found)] : []),
      ].join('\n');
    }),
    report
      ? `Intervals of the means: ${interval.method}, level ${interval.level}.\n${reportNotes(report)}`
      : `Intervals of the means: ${interval.method}, ${groupDigits(interval.resamples)} resamples, level ${interval.level}, seed ${interval.seed}.`,
  ].join('\n\n');
}

function criterionText(name: string, criterion: CriterionResults): string {
  const systems = Object.entries(criterion.systems);
  const points = systems[0]?.[1].distribution.map(({ value }) => value) ?? [];
  // A scale that is not of a few points is not spread out into columns.
  const shown =
    points.length <= 11 && systems.every(([, { distribution }]) => distribution.length === points.length)
      ? points
      : [];
  const table = formatTable(
    ['system', 'mean', 'interval', 'ratings', ...shown.map(String)],
    systems.map(([system, found]) => [
      system,
      meanText(found),
      intervalText(found),
      found.n,
      ...countsAt(shown, found),
    ]),
  );
  return `${name}, ${criterion.minimum} to ${criterion.maximum}\n${table}\n${agreementText(criterion)}`;
}

function countsAt(points: readonly number[], { distribution }: SystemResults): number[] {
  return points.map((point) => distribution.find(({ value }) => value === point)?.count ?? 0);
}

function meanText({ mean }: SystemResults): string {
  return mean === null ? '-' : mean.toFixed(2);
}

function intervalText({ ci }: SystemResults): string {
  return ci === null ? '-' : `${ci[0].toFixed(2)} to ${ci[1].toFixed(2)}`;
}

function agreementText({ agreement }: CriterionResults): string {
  const reasons = [...new Set(Object.values(agreement.reasons))];
  const number = (value: number | null, digits: number) => (value === null ? '-' : value.toFixed(digits));
  return [
    `agreement on ${groupDigits(agreement.units_with_two)} responses rated at least twice: ${number(agreement.percent, 1)} % of pairs, ${number(agreement.percent_all_raters, 1)} % of responses in full`,
    `Krippendorff’s alpha: nominal ${number(agreement.krippendorff_alpha_nominal, 3)}, ordinal ${number(agreement.krippendorff_alpha_ordinal, 3)}, interval ${number(agreement.krippendorff_alpha_interval, 3)}, ratio ${number(agreement.krippendorff_alpha_ratio, 3)}`,
    ...(reasons.length > 0 ? [`undefined (-): ${reasons.join('; ')}`] : []),
  ].join('\n');
}
