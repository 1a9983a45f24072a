import type { StudyReport } from '#annotations/report/study-report.ts';
import { pseudonym, truthOf } from '#eval/statistics/simulate-ratings/simulate-ratings.ts';
import { compareWithTruth } from '../study-report.ts';
import { compareClicks } from './compare-clicks.ts';
import type { Click } from './simulated-rater.ts';
import { careless, simulatedWorld } from './study-world.ts';

export interface StudyOutcome {
  readonly dataDir: string;
  readonly clicks: readonly Click[];
  readonly wire: { readonly leaks: readonly string[] };
  readonly named: Readonly<Record<string, string>>;
  readonly report: StudyReport;
}

/** The report, and the database, held against what is true and what was clicked. */
export function judgeStudy(
  { raters, seed }: { readonly raters: number; readonly seed: number },
  { dataDir, clicks, wire, named, report }: StudyOutcome,
) {
  const world = simulatedWorld(raters, seed);
  const all = truthOf(world, raters);
  const counted = Object.entries(all.raters).filter(([rater]) => !(rater in named));
  const truth = { ...all, raters: Object.fromEntries(counted) };
  const rates = new Map<string, { hits: number; of: number }>();
  for (const criterion of report.criteria)
    compareWithTruth(criterion, truth, (name, hit) => {
      if (hit === null) return;
      const { hits, of } = rates.get(name) ?? { hits: 0, of: 0 };
      rates.set(name, { hits: hits + Number(hit), of: of + 1 });
    });
  const stored = compareClicks(dataDir, clicks);
  const asleep = Object.keys(careless)
    .map(Number)
    .filter((rater) => rater < raters)
    .map(pseudonym);
  const intervals = [...rates].filter(([name]) => name.startsWith('the interval')).map(([, rate]) => rate);
  const hits = intervals.reduce((sum, rate) => sum + rate.hits, 0);
  const of = intervals.reduce((sum, rate) => sum + rate.of, 0);
  const problems = [
    ...stored.problems,
    ...wire.leaks,
    ...(stored.lost + stored.invented + stored.wrong > 0
      ? ['the database does not hold what was clicked']
      : []),
    ...asleep.filter((rater) => !(rater in named)).map((rater) => `${rater} is careless and was not named`),
    ...Object.keys(named)
      .filter((rater) => !asleep.includes(rater))
      .map((rater) => `${rater} is careful and was named`),
    // They share raters and items, so that they miss together: this is no test of coverage, which 0004 is.
    ...(hits < 0.75 * of ? [`only ${hits} of ${of} intervals hold the truth`] : []),
  ];
  return {
    stored,
    report: Object.fromEntries(rates),
    figures: figuresOf(report, all),
    problems,
  };
}

/** Every mean and contrast with what is true. */
function figuresOf(report: StudyReport, truth: ReturnType<typeof truthOf>): string[] {
  const told = (
    name: string,
    figure: { value: number | null; low: number | null; high: number | null },
    is: number,
  ) =>
    `${name}: ${[figure.value, figure.low, figure.high].map((one) => one?.toFixed(2)).join(' ')}, true ${is.toFixed(2)}`;
  return report.criteria.flatMap(({ name, means, model }) => {
    const of = truth.criteria[name]?.systems ?? {};
    return [
      ...(means?.systems ?? []).map((mean) =>
        told(`${name} ${mean.system}`, mean, of[mean.system]?.mean ?? Number.NaN),
      ),
      ...(model?.contrasts ?? []).map(({ first, second, difference }) =>
        told(
          `${name} ${first} less ${second}`,
          difference,
          (of[first]?.location ?? Number.NaN) - (of[second]?.location ?? Number.NaN),
        ),
      ),
    ];
  });
}
