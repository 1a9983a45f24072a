import { brennanPrediger } from '#eval/statistics/brennan-prediger.ts';
import { categoryWeights, type WeightScheme, weightSchemes } from '#eval/statistics/category-weights.ts';
import type { ChanceCorrectedEstimate, ChanceCorrectedOptions } from '#eval/statistics/chance-corrected.ts';
import { cohenKappa, crossTable } from '#eval/statistics/cohen-kappa.ts';
import { congerKappa } from '#eval/statistics/conger-kappa.ts';
import { cronbachAlpha } from '#eval/statistics/cronbach-alpha.ts';
import { fleissKappa, fleissKappaMissing } from '#eval/statistics/fleiss-kappa.ts';
import { gwetAc } from '#eval/statistics/gwet-ac.ts';
import { iccForms, intraclassCorrelation } from '#eval/statistics/intraclass-correlation.ts';
import { kendallW } from '#eval/statistics/kendall-w.ts';
import { krippendorffAlpha, measurementLevels } from '#eval/statistics/krippendorff-alpha.ts';
import { krippendorffWeighted } from '#eval/statistics/krippendorff-weighted.ts';
import { lightKappa } from '#eval/statistics/light-kappa.ts';
import { meanRankCorrelation } from '#eval/statistics/mean-rank-correlation.ts';
import { allRatersAgreement } from '#eval/statistics/percent-agreement.ts';
import {
  categoryCounts,
  completeSubjects,
  type RatingTable,
  type RatingValue,
  ratingTable,
} from '#eval/statistics/rating-table.ts';
import { countsOfRows, countTable, countValues } from '#eval/statistics/value-counts.ts';
import { weightedAgreement } from '#eval/statistics/weighted-agreement.ts';
import type { Evaluation, EvaluationTable } from './evaluation.ts';
import { estimated } from './evaluation.ts';
import { EvaluationError } from './evaluation-error.ts';
import type { Fields } from './fields.ts';

/** `reliability_data` is raters × units, `ratings` subjects × raters; null is missing. */
export const agreement: EvaluationTable = {
  krippendorff_alpha: (params, inputs) => {
    const level = params.oneOf('level', measurementLevels);
    const domain = domainOf(params);
    const counts = reliabilityCounts(inputs, { level, domain });
    return { alpha: estimated(krippendorffAlpha(counts, level)) };
  },

  krippendorff_alpha_value_counts: (params, inputs) => {
    const level = params.oneOf('level', measurementLevels);
    const rows = inputs.matrix('value_counts', { min: 0, max: 2 ** 31 - 1 });
    const domain = domainOf(params) ?? Array.from({ length: rows[0]?.length ?? 0 }, (_, index) => index);
    const values = domain.map((value, index) => positionOf(value, index, { level, params }));
    return { alpha: estimated(krippendorffAlpha(countsOfRows(rows, values), level)) };
  },

  percent_agreement_pairwise: chanceCorrected('reliability_data', weightedAgreement),
  gwet_ac1: chanceCorrected('reliability_data', gwetAc),
  gwet_ac2_quadratic: chanceCorrected('reliability_data', gwetAc, 'quadratic'),
  fleiss_kappa_missing: chanceCorrected('reliability_data', fleissKappaMissing),
  brennan_prediger: chanceCorrected('reliability_data', brennanPrediger),
  conger_kappa: chanceCorrected('reliability_data', congerKappa),
  'irrCAC.pa.coeff.raw': chanceCorrected('ratings', weightedAgreement),
  'irrCAC.gwet.ac1.raw': chanceCorrected('ratings', gwetAc),
  'irrCAC.fleiss.kappa.raw': chanceCorrected('ratings', fleissKappaMissing),
  'irrCAC.krippen.alpha.raw': chanceCorrected('ratings', krippendorffWeighted),
  'irrCAC.conger.kappa.raw': chanceCorrected('ratings', congerKappa),
  'irrCAC.bp.coeff.raw': chanceCorrected('ratings', brennanPrediger),

  cohen_kappa: (params, inputs) => {
    const weights = params.oneOf('weights', ['none', 'linear', 'quadratic'], 'none');
    params.oneOf('variance', ['Fleiss, Cohen & Everitt 1969'], 'Fleiss, Cohen & Everitt 1969');
    const alpha = params.number('alpha', { above: 0, below: 1 }, 0.05);
    const kappa = cohenKappa(cohenTable(inputs), { weights, alpha });
    if (kappa.status === 'undefined') return kappa;
    return {
      kappa: kappa.value,
      var_kappa: kappa.variance,
      std_kappa: Math.sqrt(kappa.variance),
      ci_low: kappa.interval[0],
      ci_upp: kappa.interval[1],
      var_kappa0: kappa.nullVariance,
      z: kappa.z,
      p_two_sided: kappa.p,
    };
  },

  fleiss_kappa: (params, inputs) => {
    const marginal = params.oneOf('marginal', ['fixed', 'uniform (Randolph)'], 'fixed');
    const kappa = fleissKappa(fleissCounts(inputs), { chance: marginal === 'fixed' ? 'shares' : 'uniform' });
    if (kappa.status === 'undefined') return kappa;
    return { kappa: kappa.value, ...(kappa.z === null ? {} : { z: kappa.z, p: kappa.p }) };
  },

  fleiss_kappa_test: (params, inputs) => {
    const variance = 'null (Fleiss, Nee & Landis 1979)';
    params.oneOf('variance', [variance], variance);
    const kappa = fleissKappa(fleissCounts(inputs));
    return kappa.status === 'undefined' ? kappa : { kappa: kappa.value, z: kappa.z, p: kappa.p };
  },

  light_kappa: (_params, inputs) => ({
    kappa: estimated(lightKappa(ratingTable(completeSubjects(readTable(inputs, 'ratings'))))),
  }),

  percent_agreement_all_raters: (params, inputs) => {
    const tolerance = params.number('tolerance', { min: 0 }, 0);
    const rows = completeSubjects(readTable(inputs, 'ratings'));
    const { categories, codes, raters } = ratingTable(rows);
    // Words have no distance: their places do only where they must be equal.
    const isNumeric = categories.every((category) => typeof category === 'number');
    if (!isNumeric && tolerance > 0) inputs.fail('ratings', 'must be numbers where a tolerance is given');
    const units = rows.map((_, i) =>
      Array.from(codes.subarray(i * raters, (i + 1) * raters), (code) =>
        isNumeric ? (categories[code] as number) : code,
      ),
    );
    return { percent: 100 * estimated(allRatersAgreement(countValues(units), { tolerance })) };
  },

  mean_pairwise_spearman: (params, inputs) => {
    params.oneOf('averaging', ['Fisher z'], 'Fisher z');
    const mean = meanRankCorrelation(numericRatings(inputs));
    return mean.status === 'undefined'
      ? mean
      : { value: mean.value, z: mean.z, p: mean.p, dropped: mean.dropped };
  },

  kendall_w: (params, inputs) => {
    const tieCorrection = params.boolean('tie_correction', false);
    const w = kendallW(numericRatings(inputs), { tieCorrection });
    return w.status === 'undefined' ? w : { W: w.value, chisq: w.chiSquared, df: w.degrees, p: w.p };
  },

  icc: (params, inputs) => {
    const form = params.oneOf('type', iccForms);
    params.oneOf('irr', [irrNames[form]], irrNames[form]);
    const level = params.number('conf', { above: 0, below: 1 }, 0.95);
    const icc = intraclassCorrelation(numericRatings(inputs), { form, level });
    if (icc.status === 'undefined') return icc;
    const { value, f, numeratorDegrees, denominatorDegrees, p, interval } = icc;
    return {
      icc: value,
      F: f,
      df1: numeratorDegrees,
      df2: denominatorDegrees,
      p,
      ci: interval,
      ...(level === 0.95 ? { ci95: interval } : {}),
    };
  },

  cronbach_alpha: (_params, inputs) => ({ alpha: estimated(cronbachAlpha(numericRatings(inputs))) }),
};

const irrNames = {
  'ICC(1,1)': 'oneway_consistency_single',
  'ICC(2,1)': 'twoway_agreement_single',
  'ICC(3,1)': 'twoway_consistency_single',
  'ICC(1,k)': 'oneway_consistency_average',
  'ICC(2,k)': 'twoway_agreement_average',
  'ICC(3,k)': 'twoway_consistency_average',
} as const;

type Coefficient = (table: RatingTable, options: ChanceCorrectedOptions) => ChanceCorrectedEstimate;

/** @param input the form of the data that the metric's golden files have; either is taken, but not both */
function chanceCorrected(
  input: 'reliability_data' | 'ratings',
  coefficient: Coefficient,
  scheme: WeightScheme = 'identity',
): Evaluation {
  return (params, inputs) => {
    const weights = readWeights(params, scheme);
    const level = params.number('conf', { above: 0, below: 1 }, 0.95);
    const categories = params.has('categories')
      ? categoryList(params, 'categories')
      : void params.raw('categories');
    const other = input === 'ratings' ? 'reliability_data' : 'ratings';
    const isOther = inputs.has(other) && !inputs.has(input);
    const rows = readTable(inputs, isOther ? other : input);
    const subjects = (isOther ? other : input) === 'ratings' ? rows : transposed(rows);
    const table = ratingTable(subjects, categories);
    if (table.categories.length === 0)
      throw new EvaluationError('undefined', 'undefined: there are no ratings');
    const matrix =
      typeof weights === 'string'
        ? categoryWeights(table.categories, weights)
        : customWeights(weights, table.categories.length, params);
    const estimate = coefficient(table, { weights: matrix, level });
    if (estimate.status === 'undefined') return estimate;
    const { value, observed, expected, standardError, interval, p } = estimate;
    return { value, kappa: value, pa: observed, pe: expected, se: standardError, ci: interval, p };
  };
}

/** Null is missing, and so is NaN, as in the programs that keep such tables as numbers. */
function readTable(inputs: Fields, name: string): readonly (readonly RatingValue[])[] {
  return inputs
    .table(name)
    .map((row) => (row.includes('NaN') ? row.map((value) => (value === 'NaN' ? null : value)) : row));
}

function readWeights(params: Fields, scheme: WeightScheme): WeightScheme | readonly Float64Array[] {
  if (Array.isArray(params.raw('weights'))) return params.matrix('weights');
  const weights = params.oneOf('weights', [...weightSchemes, 'unweighted'], scheme);
  return weights === 'unweighted' ? 'identity' : weights;
}

function customWeights(rows: readonly Float64Array[], size: number, params: Fields): Float64Array {
  if (rows.length !== size || (rows[0]?.length ?? 0) !== size)
    params.fail('weights', `must have ${size} rows and columns, one a category`);
  return Float64Array.from(rows.flatMap((row) => Array.from(row)));
}

function categoryList(fields: Fields, name: string): readonly (number | string)[] {
  return fields.list(name, { atLeast: 1 }).map((value, index) => {
    if (typeof value !== 'number' && typeof value !== 'string')
      fields.fail(`${name}[${index}]`, 'must be a number or a string');
    return value;
  });
}

function domainOf(params: Fields): readonly (number | string)[] | undefined {
  if (!params.has('value_domain')) return void params.raw('value_domain');
  const domain = categoryList(params, 'value_domain');
  if (new Set(domain).size !== domain.length) params.fail('value_domain', 'must not repeat a value');
  return domain;
}

type Level = (typeof measurementLevels)[number];

interface DomainTask {
  readonly level: Level;
  readonly domain: readonly (number | string)[] | undefined;
}

/** Values as numbers where they are, else by their place in the domain. */
function reliabilityCounts(inputs: Fields, { level, domain }: DomainTask) {
  const rows = readTable(inputs, 'reliability_data');
  const units = rows[0]?.length ?? 0;
  const known = domain ?? ratingTable(rows).categories;
  const isText = known.some((value) => typeof value === 'string');
  if (isText && !domain && level !== 'nominal')
    inputs.fail(
      'reliability_data',
      `holds words: at the ${level} level params.value_domain must give their order`,
    );
  if (isText && (level === 'interval' || level === 'ratio'))
    inputs.fail('reliability_data', `must be numbers at the ${level} level`);
  const placed = new Map(
    known.map((value, index) => [value, isText || level === 'ordinal' ? index : (value as number)]),
  );
  const cells = new Float64Array(rows.length * units);
  rows.forEach((row, rater) => {
    row.forEach((value, unit) => {
      const number = value === null ? Number.NaN : placed.get(value);
      if (number === undefined)
        inputs.fail(`reliability_data[${rater}][${unit}]`, 'is none of params.value_domain');
      cells[rater * units + unit] = number;
    });
  });
  return countTable(cells, { units });
}

function positionOf(
  value: number | string,
  index: number,
  { level, params }: { readonly level: Level; readonly params: Fields },
): number {
  if (typeof value === 'number') return value;
  if (level === 'interval' || level === 'ratio')
    params.fail('value_domain', `must be numbers at the ${level} level`);
  return index;
}

function transposed(rows: readonly (readonly RatingValue[])[]): RatingValue[][] {
  return (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? null));
}

/** Subjects × raters as numbers; subjects with a missing rating are left out, as R's na.omit. */
function numericRatings(inputs: Fields): readonly (readonly number[])[] {
  return completeSubjects(readTable(inputs, 'ratings')).map((row, subject) =>
    row.map((value, rater) => {
      if (typeof value !== 'number') inputs.fail(`ratings[${subject}][${rater}]`, 'must be a number or null');
      return value;
    }),
  );
}

function cohenTable(inputs: Fields): readonly Float64Array[] {
  const given = inputs.has('table')
    ? inputs.matrix('table', { min: 0, max: 2 ** 40, atLeast: 1 })
    : void inputs.raw('table');
  if (!inputs.has('ratings')) {
    if (!given) inputs.fail('ratings', 'is missing, and there is no table either');
    inputs.raw('ratings');
    return given;
  }
  const rows = completeSubjects(readTable(inputs, 'ratings'));
  if (rows.some((row) => row.length !== 2)) inputs.fail('ratings', 'must have two raters');
  const { categories, codes, subjects } = ratingTable(rows);
  const pairs = Array.from({ length: subjects }, (_, i) => [codes[2 * i]!, codes[2 * i + 1]!] as const);
  // A table says more than the ratings: the categories that nobody used and their order.
  return given ?? crossTable(pairs, categories.length);
}

/** Subjects × categories: as given, or counted from ratings. */
function fleissCounts(inputs: Fields): readonly Float64Array[] {
  const categories = inputs.has('categories')
    ? categoryList(inputs, 'categories')
    : void inputs.raw('categories');
  const given = inputs.has('counts')
    ? inputs.matrix('counts', { min: 0, max: 2 ** 40 })
    : void inputs.raw('counts');
  if (!inputs.has('ratings')) {
    if (!given) inputs.fail('ratings', 'is missing, and there are no counts either');
    inputs.raw('ratings');
    return given;
  }
  const table = ratingTable(completeSubjects(readTable(inputs, 'ratings')), categories);
  if (given) return given;
  const counts = categoryCounts(table);
  const q = table.categories.length;
  return Array.from({ length: table.subjects }, (_, i) => counts.slice(i * q, (i + 1) * q));
}
