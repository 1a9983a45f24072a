import { groupedBy } from '#lib/grouped-by.ts';
import { adjustedModels } from './adjusted-models.ts';
import { agreementBlock, choiceUnits, rankUnits, responseUnits } from './agreement-block.ts';
import { preferenceComparisons, ratingComparisons } from './comparisons-of.ts';
import { emotionsBlock } from './emotions-block.ts';
import { meansBlock, systemMean } from './means-block.ts';
import { methodNotes } from './methods.ts';
import { familyOf, fitMixedModel } from './mixed-model.ts';
import { modelBlock } from './model-block.ts';
import { pairsBlock } from './pairs-block.ts';
import { preferencePositions, ratingPositions } from './position-block.ts';
import { ratersBlock } from './raters-block.ts';
import { frameCounts, type RatingFrame, ratingFrame } from './rating-frame.ts';
import { refusals } from './refusals.ts';
import {
  type ReportCriterion,
  type ReportInput,
  type ReportPreference,
  type ReportRating,
  styleKey,
} from './report-input.ts';
import { strengthsBlock } from './strengths-block.ts';
import type { CriterionKind, CriterionReport, ReportSettings, StudyReport } from './study-report.ts';

/** What a report is made with where nothing else is asked for; the seed is the study's. */
export const defaultSettings: Omit<ReportSettings, 'seed'> = {
  level: 0.95,
  resamples: 1000,
  adjustment: 'holm',
  itemsAnEmotion: 10,
};

/** Told before each part of the work: how many are done, of how many, and what comes next. */
export type ReportProgress = (progress: {
  readonly done: number;
  readonly total: number;
  readonly message: string;
}) => void;

/**
 * The report on a study: whatever can be said of its criteria, each number with its interval and how it was made, and
 * what is refused with the reason. The same input and settings give the same report.
 *
 * Time: some seconds for a thousand ratings, most of it the mixed models; minutes for a hundred thousand.
 */
export function reportStudy(
  input: ReportInput,
  settings: Partial<ReportSettings> = {},
  onProgress: ReportProgress = () => {},
): StudyReport {
  const whole: ReportSettings = { ...defaultSettings, seed: input.seed, ...settings };
  const ratings = groupedBy(input.ratings, ({ criterion }) => criterion);
  const preferences = groupedBy(input.preferences, ({ criterion }) => criterion);
  const judged = [...input.ratings, ...input.preferences];
  const total = input.criteria.length * stepsACriterion;
  let done = 0;
  const step = (message: string) => onProgress({ done: done++, total, message });
  return {
    version: 1,
    study: input.study,
    include: input.include,
    excluded: input.excluded,
    settings: whole,
    counts: {
      ratings: judged.length,
      items: new Set(judged.map(({ item }) => item)).size,
      raters: new Set(judged.map(({ rater }) => rater)).size,
      responses: new Set([
        ...input.ratings.map(({ item, system, response }) => styleKey(item, system, response)),
        ...input.preferences.flatMap(({ item, shown }) => shown.map((system) => `${item} ${system}`)),
      ]).size,
    },
    systems: input.systems,
    criteria: input.criteria.map((criterion) => {
      const task: CriterionTask = { criterion, input, settings: whole, step };
      return isPreference(criterion)
        ? preferenceReport(preferences.get(criterion.name) ?? [], task)
        : ratingReport(ratings.get(criterion.name) ?? [], task);
    }),
    methods: methodNotes,
  };
}

/** Calls of `step` that a criterion makes. */
const stepsACriterion = 4;

interface CriterionTask {
  readonly criterion: ReportCriterion;
  readonly input: ReportInput;
  readonly settings: ReportSettings;
  readonly step: (message: string) => void;
}

function isPreference({ kind }: Pick<ReportCriterion, 'kind'>): boolean {
  return kind === 'choice' || kind === 'ranking';
}

/** Which of alpha's levels is right for each kind. */
export function levelOf(kind: CriterionKind): CriterionReport['level'] {
  if (kind === 'slider') return 'interval';
  return kind === 'yes-no' || kind === 'choice' ? 'nominal' : 'ordinal';
}

function headOf({ name, label, kind, minimum, maximum, about }: ReportCriterion) {
  return { name, label, kind, level: levelOf(kind), minimum, maximum, ...(about ? { about } : {}) };
}

function ratingReport(
  ratings: readonly ReportRating[],
  { criterion, input, settings, step }: CriterionTask,
): CriterionReport {
  const { systems, styles, emotions } = input;
  const frame = ratingFrame(ratings, systems);
  const task = { criterion, systems, settings };
  step(`${criterion.label}: mixed model`);
  const fit = fitMixedModel(frame, { family: familyOf(criterion) });
  const model = modelBlock(frame, fit, task);
  step(`${criterion.label}: length and style`);
  const adjusted = adjustedModels(frame, { ...task, styles, model });
  step(`${criterion.label}: position`);
  const position = ratingPositions(frame, fit, task);
  step(`${criterion.label}: pairs and agreement`);
  // No two systems stand beside each other where a dialogue is shown with the answers of one.
  const comparisons = criterion.about
    ? { list: [], items: frame.items.length, raters: frame.raters.length }
    : ratingComparisons(frame, systems);
  return {
    ...headOf(criterion),
    counts: frameCounts(frame),
    means: meansBlock(frame, criterion, task),
    model,
    adjusted,
    pairs: pairsBlock(comparisons, task),
    strengths: strengthsBlock(comparisons, { ...task, criterion: criterion.name }),
    position,
    agreement: agreementBlock(responseUnits(frame), {
      criterion: criterion.name,
      level: levelOf(criterion.kind),
      settings,
    }),
    raters: ratersBlock(frame, fit, settings),
    emotions: emotionsBlock(frame, { ...task, emotions }),
    refused: refusals({
      kind: criterion.kind,
      about: criterion.about,
      ...frameCounts(frame),
      understated: understatement(frame, task),
      isComplete: frame.n === frame.responses * frame.raters.length,
    }),
  };
}

/** The mean over systems of how far the formula for independent ratings is off. */
function understatement(
  frame: RatingFrame,
  { criterion, settings }: Pick<CriterionTask, 'criterion' | 'settings'>,
): number | null {
  const factors = frame.systems.flatMap((system) => {
    const { understated } = systemMean(frame, system, { criterion, settings });
    return understated === null ? [] : [understated];
  });
  return factors.length === 0 ? null : factors.reduce((sum, factor) => sum + factor, 0) / factors.length;
}

function preferenceReport(
  preferences: readonly ReportPreference[],
  { criterion, input: { systems }, settings, step }: CriterionTask,
): CriterionReport {
  const task = { criterion, systems, settings };
  step(`${criterion.label}: pairs`);
  const comparisons = preferenceComparisons(preferences, criterion, systems);
  const counts = {
    ratings: preferences.length,
    items: comparisons.items,
    raters: comparisons.raters,
    responses: new Set(preferences.flatMap(({ item, shown }) => shown.map((system) => `${item} ${system}`)))
      .size,
  };
  const pairs = pairsBlock(comparisons, task);
  step(`${criterion.label}: strengths`);
  const strengths = strengthsBlock(comparisons, { ...task, criterion: criterion.name });
  step(`${criterion.label}: position`);
  const position = preferencePositions(preferences, task);
  step(`${criterion.label}: agreement`);
  return {
    ...headOf(criterion),
    counts,
    means: null,
    model: null,
    adjusted: [],
    pairs,
    strengths,
    position,
    agreement: agreementBlock(
      criterion.kind === 'choice' ? choiceUnits(preferences, systems) : rankUnits(preferences),
      { criterion: criterion.name, level: levelOf(criterion.kind), settings },
    ),
    raters: null,
    emotions: null,
    refused: refusals({
      kind: criterion.kind,
      ...counts,
      understated: null,
      isComplete: counts.ratings === counts.items * counts.raters,
    }),
  };
}
