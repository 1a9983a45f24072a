import { cumulativeLinkMixedModel, type Grouping } from '#eval/statistics/cumulative-link-mixed-model.ts';
import {
  type ClmData,
  clmProbabilities,
  clmProfileInterval,
  cumulativeLinkModel,
  greatestLogLikelihood,
} from '#eval/statistics/cumulative-link-model.ts';
import { chiSquaredTail } from '#eval/statistics/distributions/chi-squared.ts';
import { normalTailQuantile } from '#eval/statistics/distributions/normal.ts';
import { linearMixedModel, type RandomEffects } from '#eval/statistics/linear-mixed-model.ts';
import {
  buildDesign,
  type Coding,
  completeRows,
  type DataRow,
  type Design,
  learnCoding,
  type ModelFormula,
  parseFormula,
  variablesIn,
  variableValue,
} from '#eval/statistics/model-formula.ts';
import { type OrdinalLinkName, ordinalLinkNames } from '#eval/statistics/ordinal-link.ts';
import type { EvaluationTable } from './evaluation.ts';
import { EvaluationError } from './evaluation-error.ts';
import type { Fields } from './fields.ts';

/** `data` is a list of rows; words are factors whose levels come in the order in which they first appear. */
export const ordinalModels: EvaluationTable = {
  clm: (params, inputs) => clmFields(fitClm(readClm(params, inputs)), 'thresholds first'),
  polr: (params, inputs) => clmFields(fitClm(readClm(params, inputs)), 'coefficients first'),

  clm_lr_test: (params, inputs) => {
    const link = readLink(params);
    const shared = readShared(params, inputs);
    const [smaller, larger] = (['null', 'alternative'] as const).map((name) =>
      fitClm(clmTask({ ...shared, link, formula: parseFormula(params.string(name)) })),
    ) as [ClmFit, ClmFit];
    const df = larger.estimate.length - smaller.estimate.length;
    if (df < 1) params.fail('alternative', 'must have more terms than the null');
    return lrTest(smaller.logLikelihood, larger.logLikelihood, df);
  },

  clm_nominal_test: (params, inputs) => {
    const task = readClm(params, inputs);
    const base = fitClm(task);
    const tests = task.formula.fixed.map((names, term) => {
      const columns = task.design.terms.flatMap((of, column) => (of === term ? [column] : []));
      const nominal = greatestLogLikelihood(withNominal(task, columns), task.link);
      return {
        term: names.join(':'),
        ...lrTest(base.logLikelihood, nominal, columns.length * (task.levels.length - 2)),
      };
    });
    return {
      terms: tests.map(({ term }) => term),
      LRT: tests.map(({ LR }) => LR),
      df: tests.map(({ df }) => df),
      p: tests.map(({ p }) => p),
    };
  },

  clm_predict: (params, inputs) => {
    const task = readClm(params, inputs);
    const fit = fitClm(task);
    const newdata = readRows(inputs, 'newdata');
    const design = buildDesign(newdata, { fixed: task.formula.fixed, intercept: false }, task.coding);
    return { prob: probabilities(fit, design, newdata.length) };
  },

  clm_ci: (params, inputs) => {
    const type = params.oneOf('type', ['Wald', 'profile'], 'Wald');
    const level = params.number('level', { above: 0, below: 1 }, 0.95);
    // The golden file's case is of the wine data and says no formula.
    const task = readClm(params, inputs, { formula: 'rating ~ temp + contact' });
    const fit = fitClm(task);
    if (type === 'profile') {
      // As R: of the coefficients, not of the thresholds.
      const ci = task.design.names.map((_, column) =>
        clmProfileInterval(task.data, column, { link: task.link, level }),
      );
      return { terms: task.design.names, ci };
    }
    const z = normalTailQuantile((1 - level) / 2);
    const ci = Array.from(fit.estimate, (value, i) => {
      const reach = z * fit.standardErrors[i]!;
      return [value - reach, value + reach];
    });
    return { terms: fit.terms, ci };
  },

  clmm: (params, inputs) => {
    const nodes = params.integer('nAGQ', { min: 1, max: 100 }, 1);
    const task = readClm(params, inputs, { mixed: true });
    const { random } = task.formula;
    if (random.some(({ intercept, slopes }) => !intercept || slopes.length > 0))
      params.fail('formula', 'can have random intercepts only, such as (1|rater)');
    const groupings = random.map(({ group }) => groupingOf(task.rows, group));
    const fit = cumulativeLinkMixedModel(task.data, groupings, { link: task.link, nodes });
    if (fit.status === 'undefined') return fit;
    return {
      terms: termsOf(task),
      estimate: fit.estimate,
      se: fit.standardErrors,
      logLik: fit.logLikelihood,
      re_sd: new Map(random.map(({ group }, r) => [group, fit.deviations[r]!])),
    };
  },

  lmm: (params, inputs) => {
    const { text, reml } = readCriterion(params.string('formula'));
    const formula = parseFormula(text);
    if (formula.random.length === 0) params.fail('formula', 'must have a random term such as (1|rater)');
    return lmmFields(formula, completeRows(readRows(inputs, 'data'), variablesIn(formula)), reml);
  },
};

interface ClmTask {
  readonly formula: ModelFormula;
  readonly link: OrdinalLinkName;
  readonly rows: readonly DataRow[];
  readonly levels: readonly string[];
  readonly coding: Coding;
  readonly design: Design;
  readonly data: ClmData;
}

interface SharedInput {
  readonly data: readonly DataRow[];
  readonly levels: readonly string[] | undefined;
  readonly weights: string | undefined;
}

function readLink(params: Fields): OrdinalLinkName {
  return params.oneOf('link', ordinalLinkNames, 'logit');
}

function readShared(params: Fields, inputs: Fields): SharedInput {
  return {
    data: readRows(inputs, 'data'),
    levels: params.has('levels')
      ? params.list('levels', { atLeast: 2 }).map(String)
      : void params.raw('levels'),
    weights: params.has('weights') ? params.string('weights') : void params.raw('weights'),
  };
}

interface ClmForm {
  /** Where the line says none. */
  readonly formula?: string;
  readonly mixed?: boolean;
}

function readClm(params: Fields, inputs: Fields, { formula, mixed = false }: ClmForm = {}): ClmTask {
  const parsed = parseFormula(params.string('formula', formula));
  if (!mixed && parsed.random.length > 0) params.fail('formula', 'has random terms; take clmm');
  if (mixed && parsed.random.length === 0)
    params.fail('formula', 'must have a random term such as (1|rater)');
  return clmTask({ ...readShared(params, inputs), link: readLink(params), formula: parsed });
}

function clmTask(
  input: SharedInput & { readonly link: OrdinalLinkName; readonly formula: ModelFormula },
): ClmTask {
  const { formula, link, weights } = input;
  const rows = completeRows(input.data, [...variablesIn(formula), ...(weights ? [weights] : [])]);
  const values = rows.map((row) => variableValue(row, formula.response));
  const levels = usedLevels(values, input.levels);
  const coding = learnCoding(rows, formula.fixed.flat());
  const design = buildDesign(rows, { fixed: formula.fixed, intercept: false }, coding);
  const places = new Map(levels.map((level, index) => [level, index]));
  const response = Int32Array.from(values, (value) => places.get(String(value)) ?? -1);
  if (response.includes(-1))
    throw new RangeError(`${formula.response} has a value that is none of the levels`);
  const data: ClmData = {
    response,
    categories: levels.length,
    design: design.values,
    columns: design.names.length,
    ...(weights ? { weights: Float64Array.from(rows, (row) => countOf(row, weights)) } : {}),
  };
  return { formula, link, rows, levels, coding, design, data };
}

function countOf(row: DataRow, name: string): number {
  const value = variableValue(row, name);
  if (typeof value !== 'number' || value < 0) throw new RangeError(`${name} must be a number of at least 0`);
  return value;
}

/** Numbers in order, words as they first appear, or as given; only those that occur. */
function usedLevels(values: readonly unknown[], given: readonly string[] | undefined): readonly string[] {
  const seen = new Set(values.map(String));
  if (given) return given.filter((level) => seen.has(level));
  const isNumeric = values.every((value) => typeof value === 'number');
  return isNumeric ? [...seen].sort((a, b) => Number(a) - Number(b)) : [...seen];
}

interface ClmFit {
  readonly task: ClmTask;
  readonly terms: readonly string[];
  readonly estimate: Float64Array;
  readonly standardErrors: Float64Array;
  readonly logLikelihood: number;
}

function fitClm(task: ClmTask): ClmFit {
  const fit = cumulativeLinkModel(task.data, task.link);
  if (fit.status === 'undefined') throw new EvaluationError('undefined', `undefined: ${fit.reason}`);
  const { estimate, standardErrors, logLikelihood } = fit;
  return { task, terms: termsOf(task), estimate, standardErrors, logLikelihood };
}

function withNominal({ data }: ClmTask, nominal: readonly number[]): ClmData {
  const all = Array.from({ length: data.columns }, (_, column) => column);
  const location = all.filter((column) => !nominal.includes(column));
  const pick = (columns: readonly number[]) => ({
    design: Float64Array.from(
      Array.from(data.response).flatMap((_, row) =>
        columns.map((column) => data.design[row * data.columns + column]!),
      ),
    ),
    columns: columns.length,
  });
  return { ...data, ...pick(location), nominal: pick(nominal) };
}

function termsOf({ levels, design }: ClmTask): string[] {
  return [...levels.slice(1).map((level, k) => `${levels[k]}|${level}`), ...design.names];
}

function clmFields(fit: ClmFit, order: 'thresholds first' | 'coefficients first'): object {
  const thresholds = fit.task.levels.length - 1;
  const arranged = <T>(values: Iterable<T>): T[] => {
    const list = [...values];
    return order === 'thresholds first' ? list : [...list.slice(thresholds), ...list.slice(0, thresholds)];
  };
  return {
    terms: arranged(fit.terms),
    estimate: arranged(fit.estimate),
    se: arranged(fit.standardErrors),
    logLik: fit.logLikelihood,
    prob_first7: probabilities(fit, fit.task.design, Math.min(7, fit.task.rows.length)),
  };
}

function probabilities(fit: ClmFit, design: Design, rows: number): number[][] {
  const thresholds = fit.estimate.subarray(0, fit.task.levels.length - 1);
  const coefficients = fit.estimate.subarray(fit.task.levels.length - 1);
  const width = design.names.length;
  return Array.from({ length: rows }, (_, row) =>
    clmProbabilities(
      { thresholds, coefficients },
      design.values.subarray(row * width, (row + 1) * width),
      fit.task.link,
    ),
  );
}

function lrTest(smaller: number, larger: number, df: number) {
  const LR = 2 * (larger - smaller);
  return { LR, df, p: chiSquaredTail(LR, df) };
}

function readRows(inputs: Fields, name: string): readonly DataRow[] {
  return inputs.list(name, { atLeast: 1 }).map((row, index) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row))
      inputs.fail(`${name}[${index}]`, 'must be an object');
    return row as DataRow;
  });
}

function groupingOf(rows: readonly DataRow[], name: string): Grouping {
  const places = new Map<string, number>();
  const groupOf = Int32Array.from(rows, (row) => {
    const key = String(variableValue(row, name));
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    return place;
  });
  return { groupOf, groups: places.size };
}

/** What stands after a comma: REML (also where nothing stands) or ML. */
function readCriterion(text: string): { readonly text: string; readonly reml: boolean } {
  const match = /^(.*?)(?:,\s*(REML|ML)\s*)?$/s.exec(text);
  return { text: match?.[1] ?? text, reml: match?.[2] !== 'ML' };
}

function lmmFields(formula: ModelFormula, rows: readonly DataRow[], reml: boolean): object {
  const coding = learnCoding(rows, [
    ...formula.fixed.flat(),
    ...formula.random.flatMap(({ slopes }) => slopes),
  ]);
  const design = buildDesign(rows, formula, coding);
  const response = Float64Array.from(rows, (row) => {
    const value = variableValue(row, formula.response);
    if (typeof value !== 'number') throw new RangeError(`${formula.response} must be a number in every row`);
    return value;
  });
  const terms = formula.random.map((term) => {
    const columns = buildDesign(
      rows,
      { fixed: term.slopes.map((slope) => [slope]), intercept: term.intercept },
      coding,
    );
    const effects: RandomEffects = {
      ...groupingOf(rows, term.group),
      design: columns.values,
      columns: columns.names.length,
    };
    return { group: term.group, names: columns.names, effects };
  });
  // lme4 lists grouping factors by falling number of levels.
  terms.sort((a, b) => b.effects.groups - a.effects.groups);
  const data = {
    response,
    design: design.values,
    columns: design.names.length,
    random: terms.map(({ effects }) => effects),
  };
  const fit = linearMixedModel(data, { reml });
  if (fit.status === 'undefined') return fit;
  const random = terms.flatMap(({ group, names }, t) => deviationRows(group, names, fit.covariances[t]!));
  return {
    terms: design.names,
    estimate: fit.estimate,
    se: fit.standardErrors,
    random: [...random, { grp: 'Residual', var1: null, var2: null, sdcor: fit.residual }],
    logLik: fit.logLikelihood,
  };
}

/** Standard deviations, then correlations: lme4's `as.data.frame(VarCorr())`. */
function deviationRows(grp: string, names: readonly string[], covariance: Float64Array): object[] {
  const q = names.length;
  const deviation = (i: number) => Math.sqrt(covariance[i * q + i]!);
  const rows: object[] = names.map((var1, i) => ({ grp, var1, var2: null, sdcor: deviation(i) }));
  for (let i = 0; i < q; i++)
    for (let j = i + 1; j < q; j++)
      rows.push({
        grp,
        var1: names[i],
        var2: names[j],
        sdcor: covariance[i * q + j]! / (deviation(i) * deviation(j)),
      });
  return rows;
}
