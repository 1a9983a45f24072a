import type { Adjustment } from '#eval/statistics/adjust-p.ts';
import type { CriterionReport, ModelBlock, StudyReport } from '../../report/study-report.ts';
import { figureInWords } from '../in-words.ts';
import { isWorst } from '../report-input-of.ts';
import { rDataColumns } from './r-data.ts';
import { rHelpers } from './r-helpers.ts';
import { comment, probability, rString, rVector, told } from './r-text.ts';

export interface ScriptMaterial {
  readonly report: StudyReport;
  /** The name under which the data lie beside the script. */
  readonly dataFile: string;
  /** Of this program. */
  readonly version: string;
}

/** An R script that makes the numbers of a report again from its data; comments tell which number each line gives. */
export function rScript(material: ScriptMaterial): string {
  const { report } = material;
  return `${[
    ...head(material),
    rHelpers.trim(),
    ...report.criteria.flatMap((criterion) => ['', ...criterionLines(criterion)]),
  ].join('\n')}\n`;
}

function head({ report, dataFile, version }: ScriptMaterial): string[] {
  const { settings, excluded, systems } = report;
  const adjustment = rAdjustments[settings.adjustment];
  return [
    comment(
      `The report on ${report.study}, made again in R. Written by workbench ${version}, which has not run it.`,
    ),
    '# Needs R 4.1 or later and: install.packages(c("ordinal", "lme4", "emmeans"))',
    comment(`Data: ${dataFile}, a row per answer about a response (${rDataColumns.join(', ')}).`),
    '# "report:" tells the number that a line should come near to: means, counts and agreement to the last digit shown,',
    '# models to about three digits, for the optimisers differ. Intervals that rest on random draws are not made again,',
    '# and the report cuts intervals of means at the ends of the scale.',
    '',
    'library(ordinal)',
    'library(emmeans)',
    'emm_options(lmer.df = "asymptotic")',
    '',
    `data <- read.csv(${rString(dataFile)}, fileEncoding = "UTF-8", stringsAsFactors = FALSE, na.strings = "")`,
    `systems <- ${rVector(systems)}`,
    `level <- ${settings.level}`,
    ...(adjustment === undefined
      ? [comment(`R has no ${settings.adjustment}; p-values are left as they are.`), 'adjustment <- "none"']
      : [`adjustment <- ${rString(adjustment)}`]),
    '# Raters who were left out of the report.',
    `data <- data[!(data$rater %in% ${rVector(excluded)}), ]`,
    '',
  ];
}

const rAdjustments: Readonly<Partial<Record<Adjustment, string>>> = {
  none: 'none',
  bonferroni: 'bonferroni',
  holm: 'holm',
  hochberg: 'hochberg',
  hommel: 'hommel',
  BH: 'BH',
  BY: 'BY',
};

function criterionLines(criterion: CriterionReport): string[] {
  const { name, label, counts, kind, means } = criterion;
  const isRating = kind !== 'choice' && kind !== 'ranking';
  // A rank is better the lower it is, and a choice of the worst is a loss.
  const sign = kind === 'ranking' || (kind === 'choice' && isWorst({ name, label })) ? -1 : 1;
  return [
    comment(`==== ${label} ====`),
    `d <- data[data$criterion == ${rString(name)}, ]`,
    ...(counts.ratings === 0
      ? ['# There are no ratings.']
      : [
          isRating ? `nrow(d) # report: ${counts.ratings}` : `# report: answered ${counts.ratings} times`,
          '',
        ]),
    ...(counts.ratings > 0 && isRating && means
      ? [
          '# Means with intervals over items and raters.',
          'means_of(d)',
          ...means.systems.map(({ system, ...figure }) => told(system, figure)),
          '',
          ...modelLines(criterion),
        ]
      : []),
    ...(counts.ratings > 0 ? pairLines(criterion, sign) : []),
    ...(counts.ratings > 0 ? agreementLines(criterion) : []),
    ...(counts.ratings > 0 && isRating ? restLines(criterion) : []),
  ];
}

/** Of clmm (ordinal 2022.11-16): it stops at a random effect of fewer. */
const fewestLevels = 3;

/** Of two values it is a logistic model, which lme4 fits. */
function isCumulative({ family, thresholds }: ModelBlock): boolean {
  return family !== 'linear' && thresholds.length > 1;
}

function modelLines(criterion: CriterionReport): string[] {
  const { model, adjusted, counts } = criterion;
  if (model === null || model.reason !== '')
    return [comment(`No mixed model: ${model?.reason ?? 'not for this kind'}.`), ''];
  if (isCumulative(model) && Math.min(counts.raters, counts.items) < fewestLevels)
    return [
      comment(
        `The mixed model is left out: clmm refuses random effects of fewer than ${fewestLevels} items or raters, which the report has.`,
      ),
      '',
    ];
  return [
    '# Mixed model.',
    'd$system <- factor(d$system, levels = systems)',
    'd$response <- paste(d$item, d$system, sep = " | ")',
    'd$taste <- paste(d$rater, d$system, sep = " | ")',
    'd$sitting <- paste(d$response, d$rater, sep = " | ")',
    'd$turn <- paste(d$unit, d$system, sep = " | ")',
    ...fitLines('fit', model),
    ...contrastLines('fit', model),
    ...(adjusted.length > 0
      ? [
          '# The same with what responses look like held equal.',
          'd$log2_words <- centred(log2(pmax(1, d$words)))',
          'd$question <- centred(d$question)',
          'd$exclamation <- centred(d$exclamation)',
        ]
      : []),
    ...adjusted.flatMap(({ name, adjustedFor, model: other }) =>
      other.reason === ''
        ? [
            comment(`Held equal: ${adjustedFor}.`),
            ...fitLines(`fit_${name}`, other),
            ...contrastLines(`fit_${name}`, other),
          ]
        : [comment(`No model with ${name} held equal: ${other.reason}.`)],
    ),
  ];
}

function fitLines(fit: string, model: ModelBlock): string[] {
  const { family, thresholds, logLikelihood, deviations } = model;
  const terms = rFormula(model);
  const fitted =
    family === 'linear'
      ? [`${fit} <- lme4::lmer(value ~ ${terms}, data = d, REML = FALSE)`]
      : thresholds.length === 1
        ? // Two values: the cumulative-link model is a logistic one.
          [
            'd$yes <- d$value == max(d$value)',
            `${fit} <- lme4::glmer(yes ~ ${terms}, data = d, family = binomial)`,
          ]
        : ['d$rating <- factor(d$value, ordered = TRUE)', `${fit} <- clmm(rating ~ ${terms}, data = d)`];
  return [
    ...fitted,
    `logLik(${fit}) # report: ${logLikelihood?.toFixed(3) ?? 'none'}`,
    `VarCorr(${fit}) # report, standard deviations: ${deviations.map(({ effect, sd }) => `${effect} ${sd.toFixed(3)}`).join(', ')}`,
  ];
}

/** The right side of a model's formula, with the columns that the script makes. */
export function rFormula({ formula }: Pick<ModelBlock, 'formula'>): string {
  return formula
    .replace(/^[^~]*~\s*/, '')
    .replaceAll('item:rater:system', 'sitting')
    .replaceAll('item:turn:system', 'turn')
    .replaceAll('item:system', 'response')
    .replaceAll('rater:system', 'taste')
    .replaceAll('log2(words)', 'log2_words');
}

function contrastLines(fit: string, model: ModelBlock): string[] {
  if (model.contrasts.length === 0) return [''];
  return [
    `contrasts_of(${fit}, d)`,
    ...model.contrasts.map(({ first, second, difference, test }) =>
      told(`${first} - ${second}`, difference, probability(test.adjusted ?? test.p)),
    ),
    '',
  ];
}

function pairLines(criterion: CriterionReport, sign: 1 | -1): string[] {
  const { kind, pairs, strengths, about } = criterion;
  if (pairs.pairs.length === 0 || about) return [];
  return [
    '# Wins, ties and losses with the same rater on the same item; dominance; test over items.',
    `outcomes <- pairs_of(d, ${rString(kind)}${sign === -1 ? ', sign = -1' : ''})`,
    'outcomes',
    ...pairs.pairs.map(({ first, second, wins, ties, losses, dominance, test }) =>
      told(
        `${first} - ${second}`,
        dominance,
        `${wins}/${ties}/${losses}, ${probability(test.adjusted ?? test.p)}`,
      ),
    ),
    '',
    comment(`Strengths (${strengths.model}).`),
    ...(strengths.reason === ''
      ? [
          'strengths_of(outcomes)',
          ...strengths.systems.map(({ system, ability, rank }) =>
            told(system, { ...ability, low: null, high: null }, `rank ${rank.value ?? 'none'}`),
          ),
        ]
      : [comment(`None: ${strengths.reason}.`)]),
    '',
  ];
}

function agreementLines({ kind, agreement }: CriterionReport): string[] {
  if (agreement.unitsWithTwo === 0) return ['# Nothing was judged twice, so that there is no agreement.', ''];
  const value = (name: string) => agreement.coefficients.find((one) => one.name === name);
  const alphas = (['nominal', 'ordinal', 'interval'] as const).flatMap((level) => {
    const found = value(`krippendorff_alpha_${level}`);
    return found ? [`krippendorff(units, "${level}") # report: ${figureInWords(found, 4)}`] : [];
  });
  const percent = value('percent');
  return [
    comment(`Agreement over ${agreement.unitsWithTwo} units judged at least twice.`),
    `units <- units_of(d, ${rString(kind)})`,
    ...alphas,
    ...(percent ? [`percent_agreement(units) # report: ${figureInWords(percent, 4)}`] : []),
    '',
  ];
}

/** What describes rather than tests: places on the screen, emotions. */
function restLines({ position, emotions }: CriterionReport): string[] {
  return [
    ...(position.reason === ''
      ? [
          '# By place on the screen.',
          't(sapply(split(d, d$position), two_way))',
          ...position.places.map((place) => told(`place ${place.position}`, place.mean)),
        ]
      : []),
    ...(emotions && emotions.reason === ''
      ? [
          '# By emotion, where there are enough items.',
          'lapply(split(d, d$emotion), means_of)',
          ...emotions.emotions.flatMap(({ emotion, systems }) =>
            systems.map(({ system, ...figure }) => told(`${emotion}, ${system}`, figure)),
          ),
        ]
      : []),
  ];
}
