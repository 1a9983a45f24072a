import { binomialTest } from '#eval/statistics/binomial-test.ts';
import { chiSquaredTail } from '#eval/statistics/distributions/chi-squared.ts';
import { noFigure, noTest, signature, testFigure } from './figures.ts';
import { type Covariate, familyOf, fitMixedModel, type ModelFit } from './mixed-model.ts';
import { modelBlock } from './model-block.ts';
import { placesOf, type RatingFrame, rowsWhere } from './rating-frame.ts';
import type { ReportCriterion, ReportPreference } from './report-input.ts';
import type { Figure, PositionBlock, ReportSettings } from './study-report.ts';
import { meanFigure, plainFigure } from './two-way-figure.ts';

interface Task {
  readonly criterion: ReportCriterion;
  readonly systems: readonly string[];
  readonly settings: ReportSettings;
}

/** Whether the place on the screen matters to a rating: the mixed model with the places, against that without. */
export function ratingPositions(frame: RatingFrame, without: ModelFit, task: Task): PositionBlock {
  const { criterion, settings } = task;
  const made = {
    method: 'position',
    signature: signature('position', {
      test: 'likelihood-ratio',
      model: familyOf(criterion),
      interval: 'wald-t',
      level: settings.level,
      ratings: frame.n,
    }),
  };
  const positions = [...new Set(frame.position)].sort((a, b) => a - b);
  const none = (reason: string): PositionBlock => ({
    made,
    reason,
    places: [],
    test: noTest('chi-squared', reason),
  });
  if (criterion.about === 'dialogue') return none('it was asked once of each dialogue');
  if (frame.n === 0) return none('no ratings');
  if (positions.includes(0)) return none('the places on the screen were not recorded');
  if (positions.length < 2) return none('all responses were shown at one place');
  const covariates: Covariate[] = positions.slice(1).map((position) => ({
    name: `position ${position}`,
    label: `at place ${position}`,
    values: Float64Array.from(frame.position, (at) => (at === position ? 1 : 0)),
  }));
  const fit = fitMixedModel(frame, { family: familyOf(criterion), covariates });
  const block = modelBlock(frame, fit, task);
  return {
    made,
    reason: '',
    places: positions.map((position, at) => {
      const rows = rowsWhere(frame, (row) => frame.position[row] === position);
      const of = (column: ArrayLike<number>) => Array.from(rows, (row) => column[row] ?? 0);
      const crossed = { values: of(frame.value), itemOf: of(frame.itemOf), raterOf: of(frame.raterOf) };
      const range = [criterion.minimum, criterion.maximum] as const;
      return {
        position,
        ratings: rows.length,
        mean: plainFigure(meanFigure(crossed, { level: settings.level, range })),
        oddsRatio: at === 0 ? null : oddsAt(block, at - 1),
      };
    }),
    test: likelihoodRatio(without, fit, positions.length - 1),
  };
}

function oddsAt(block: ReturnType<typeof modelBlock>, at: number): Figure | null {
  if (block.reason !== '') return noFigure(block.reason);
  return block.covariates[at]?.oddsRatio ?? null;
}

function likelihoodRatio(without: ModelFit, fit: ModelFit, degrees: number) {
  if (without.status === 'undefined') return noTest('chi-squared', without.reason);
  if (fit.status === 'undefined') return noTest('chi-squared', fit.reason);
  if (without.effects.length !== fit.effects.length)
    return noTest('chi-squared', 'the two models could not be had with the same random effects');
  const value = Math.max(0, 2 * (fit.logLikelihood - without.logLikelihood));
  return testFigure('chi-squared', { value, degrees, p: chiSquaredTail(value, degrees) });
}

/**
 * Whether the place matters to a choice, or to who is ranked first: if it does not, the same response would have been
 * taken wherever it stood, and the orders, drawn by lot, put it at each place as often. That makes the test exact
 * whatever items and raters have in common; where orders are balanced instead, it errs to the safe side.
 */
export function preferencePositions(
  preferences: readonly ReportPreference[],
  { settings }: Pick<Task, 'settings'>,
): PositionBlock {
  const decided = preferences.flatMap(({ item, rater, ranks }) => {
    const first = ranks.filter((rank) => rank === 1).length === 1 ? ranks.indexOf(1) : -1;
    return first < 0 ? [] : [{ item, rater, place: first + 1, shown: ranks.length }];
  });
  const made = {
    method: 'preference-position',
    signature: signature('preference-position', {
      test: 'uniform-over-places',
      interval: 'two-way-cluster-robust-t',
      level: settings.level,
      decided: decided.length,
    }),
  };
  const none = (reason: string): PositionBlock => ({
    made,
    reason,
    places: [],
    test: noTest('chi-squared', reason),
  });
  const widths = new Set(decided.map(({ shown }) => shown));
  const [shown] = widths;
  if (shown === undefined) return none('nobody decided for one response');
  if (widths.size > 1) return none('items show different numbers of responses');
  const [items, raters] = [
    placesOf([...new Set(decided.map(({ item }) => item))]),
    placesOf([...new Set(decided.map(({ rater }) => rater))]),
  ];
  const crossed = {
    itemOf: decided.map(({ item }) => items.get(item) ?? 0),
    raterOf: decided.map(({ rater }) => raters.get(rater) ?? 0),
  };
  const counts = Array.from(
    { length: shown },
    (_, at) => decided.filter(({ place }) => place === at + 1).length,
  );
  return {
    made,
    reason: '',
    places: counts.map((_, at) => ({
      position: at + 1,
      ratings: decided.length,
      mean: plainFigure(
        meanFigure(
          { values: decided.map(({ place }) => Number(place === at + 1)), ...crossed },
          { level: settings.level, range: [0, 1] },
        ),
      ),
      oddsRatio: null,
    })),
    test: uniformTest(counts),
  };
}

function uniformTest(counts: readonly number[]) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (counts.length === 2) {
    const [first = 0] = counts;
    return testFigure('successes', { value: first, p: binomialTest(first, total) });
  }
  const expected = total / counts.length;
  if (expected < 5) return noTest('chi-squared', 'fewer than five decisions are expected at a place');
  const value = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const degrees = counts.length - 1;
  return testFigure('chi-squared', { value, degrees, p: chiSquaredTail(value, degrees) });
}
