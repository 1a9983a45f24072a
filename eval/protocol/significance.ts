import { adjustments, adjustP } from '#eval/statistics/adjust-p.ts';
import { binomialTest, clopperPearson, wilsonInterval } from '#eval/statistics/binomial-test.ts';
import { cochranQ } from '#eval/statistics/cochran-q.ts';
import { criticalDifference, type FTest, friedman, nemenyi, nemenyiQ } from '#eval/statistics/friedman.ts';
import { hodgesLehmannPaired } from '#eval/statistics/hodges-lehmann.ts';
import { kendallTau } from '#eval/statistics/kendall-tau.ts';
import { kruskalWallis } from '#eval/statistics/kruskal-wallis.ts';
import { mannWhitney } from '#eval/statistics/mann-whitney.ts';
import { mcnemar } from '#eval/statistics/mcnemar.ts';
import { type Alternative, alternatives, pearson } from '#eval/statistics/pearson.ts';
import { exactIndependentPermutation, exactPairedPermutation } from '#eval/statistics/permutation-test.ts';
import { signTest } from '#eval/statistics/sign-test.ts';
import { spearman } from '#eval/statistics/spearman.ts';
import { independentT, pairedT } from '#eval/statistics/t-test.ts';
import { wilcoxonSignedRank, zeroMethods } from '#eval/statistics/wilcoxon-signed-rank.ts';
import type { EvaluationTable } from './evaluation.ts';
import type { Fields } from './fields.ts';

/** `x` and `y`, or their `differences`; the alternative is about x − y. */
export const significance: EvaluationTable = {
  wilcoxon_signed_rank: (params, inputs) => {
    const alternative = readAlternative(params);
    const method = params.oneOf('method', ['exact', 'normal', 'auto'], 'auto');
    const zeroMethod = params.oneOf('zero_method', zeroMethods, 'wilcox');
    const continuity = params.boolean('continuity', false);
    const test = wilcoxonSignedRank(readDifferences(inputs), { alternative, method, zeroMethod, continuity });
    // The golden files ask for a field, not an error, where all differences are zero.
    if (test.status === 'undefined') return { undefined: true, reason: test.reason };
    const { plus, minus, n, z, p } = test;
    const statistic = alternative === 'two-sided' ? Math.min(plus, minus) : plus;
    return { W_plus: plus, W_minus: minus, n, statistic_scipy: statistic, z, p, method: test.method };
  },

  wilcoxon_signed_rank_exact_conditional: (params, inputs) => {
    const alternative = readAlternative(params);
    const zeroMethod = params.oneOf('zero_method', ['wilcox', 'pratt'], 'wilcox');
    const differences = readDifferences(inputs);
    const test = wilcoxonSignedRank(differences, { alternative, zeroMethod, method: 'exact' });
    if (test.status === 'undefined') return test;
    // coin standardises the sum of positive ranks whatever the alternative.
    const signed = wilcoxonSignedRank(differences, { alternative: 'greater', zeroMethod, method: 'normal' });
    return {
      W_plus: test.plus,
      W_minus: test.minus,
      n: test.n,
      p: test.p,
      z: signed.status === 'defined' ? signed.z : test.z,
    };
  },

  paired_t: (params, inputs) => {
    const alternative = readAlternative(params);
    const level = params.number('conf', { above: 0, below: 1 }, 0.95);
    const test = pairedT(readDifferences(inputs), { alternative, level });
    if (test.status === 'undefined') return test;
    const { t, degrees, p, difference, interval } = test;
    return { t, df: degrees, p, ...intervalFields(interval, level), mean_diff: difference };
  },

  t_test_independent: (params, inputs) => {
    const variance = params.oneOf('variance', ['student', 'welch']);
    const alternative = readAlternative(params);
    const level = params.number('conf', { above: 0, below: 1 }, 0.95);
    const { x, y } = readSamples(inputs);
    const test = independentT(x, y, { variance, alternative, level });
    if (test.status === 'undefined') return test;
    const { t, degrees, p, difference, interval } = test;
    return { t, df: degrees, p, ...intervalFields(interval, level), mean_diff: difference };
  },

  sign_test: (params, inputs) => {
    const alternative = readAlternative(params);
    params.oneOf('zeros', ['dropped'], 'dropped');
    const { positive, negative, p } = signTest(readDifferences(inputs), alternative);
    return { n_pos: positive, n_neg: negative, p };
  },

  permutation_paired_exact: (params, inputs) => {
    const alternative = readAlternative(params);
    params.oneOf('statistic', ['mean difference'], 'mean difference');
    params.oneOf('n_resamples', ['all 2^n'], 'all 2^n');
    const { statistic, p, permutations } = exactPairedPermutation(readDifferences(inputs), alternative);
    return { statistic, p, n_perm: permutations };
  },

  permutation_independent_exact: (params, inputs) => {
    const alternative = readAlternative(params);
    params.oneOf('statistic', ['difference of means'], 'difference of means');
    const { x, y } = readSamples(inputs);
    const { statistic, p, permutations } = exactIndependentPermutation(x, y, alternative);
    return { statistic, p, n_perm: permutations };
  },

  hodges_lehmann_paired: (params, inputs) => {
    const level = params.number('conf', { above: 0, below: 1 }, 0.95);
    const test = hodgesLehmannPaired(readDifferences(inputs), { level });
    if (test.status === 'undefined') return test;
    return {
      estimate: test.estimate,
      ...intervalFields(test.interval, level),
      conf_achieved: test.level,
      method: test.method,
    };
  },

  mann_whitney_u: (params, inputs) => {
    const alternative = readAlternative(params);
    const method = params.oneOf('method', ['exact', 'asymptotic', 'auto'], 'auto');
    const continuity = params.boolean('continuity', true);
    const { x, y } = readSamples(inputs);
    const test = mannWhitney(x, y, { alternative, method, continuity });
    if (test.status === 'undefined') return test;
    return { U1: test.u1, U2: test.u2, p: test.p, method: test.method };
  },

  mann_whitney_u_exact_conditional: (params, inputs) => {
    const alternative = readAlternative(params);
    const { x, y } = readSamples(inputs);
    const test = mannWhitney(x, y, { alternative, method: 'exact', twoSided: 'distance' });
    return test.status === 'undefined' ? test : { W: test.u1, p: test.p };
  },

  kruskal_wallis: (_params, inputs) => {
    const test = kruskalWallis(inputs.numberLists('groups'));
    return test.status === 'undefined' ? test : { H: test.h, df: test.degrees, p: test.p };
  },

  friedman: (params, inputs) => {
    params.oneOf('ranks', ['average'], 'average');
    const blocks = inputs.matrix('blocks');
    const test = friedman(blocks);
    if (test.status === 'undefined') return test;
    const [n, k] = [blocks.length, test.meanRanks.length];
    return {
      chi2: test.chiSquared,
      p: test.p,
      df: test.degrees,
      mean_ranks_ascending: test.meanRanks,
      mean_ranks_descending: test.meanRanks.map((value) => k + 1 - value),
      chi2_no_tie_correction: test.uncorrectedChiSquared,
      p_no_tie_correction: test.uncorrectedP,
      iman_davenport_tie_corrected: fFields(test.imanDavenport),
      iman_davenport_no_tie_correction: fFields(test.uncorrectedImanDavenport),
      'q_0.05': nemenyiQ(k, 0.05),
      'q_0.10': nemenyiQ(k, 0.1),
      'CD_0.05': criticalDifference(n, k, 0.05),
      'CD_0.10': criticalDifference(n, k, 0.1),
    };
  },

  nemenyi_friedman: (_params, inputs) => {
    const blocks = inputs.matrix('blocks');
    const test = friedman(blocks);
    if (test.status === 'undefined') return test;
    return { p_matrix: nemenyi(test.meanRanks, blocks.length) };
  },

  cochran_q: (_params, inputs) => {
    const blocks = inputs.matrix('blocks', { min: 0, max: 1 });
    const test = cochranQ(blocks);
    return test.status === 'undefined' ? test : { Q: test.q, df: test.degrees, p: test.p };
  },

  spearman: (params, inputs) => {
    const alternative = readAlternative(params);
    const { x, y } = readSamples(inputs);
    const { rho, p, exactP } = spearman(x, y, { alternative });
    return { rho, p_t: p, ...(exactP === null ? {} : { p_exact: exactP }) };
  },

  kendall_tau_b: (params, inputs) => {
    const alternative = readAlternative(params);
    const method = params.oneOf('method', ['exact', 'asymptotic', 'auto'], 'auto');
    const { x, y } = readSamples(inputs);
    const tau = kendallTau(x, y, { alternative, method });
    return { tau: tau.tauB, p: tau.p, method: tau.method };
  },

  kendall_tau_c: (params, inputs) => {
    const alternative = readAlternative(params);
    const { x, y } = readSamples(inputs);
    const tau = kendallTau(x, y, { alternative });
    return { tau: tau.tauC, p: tau.p };
  },

  pearson: (params, inputs) => {
    const alternative = readAlternative(params);
    params.oneOf('ci', ['Fisher z 95%'], 'Fisher z 95%');
    const { x, y } = readSamples(inputs);
    const { r, p, interval } = pearson(x, y, { alternative });
    return { r, p, ci95: interval };
  },

  binomial_test: (params, inputs) => {
    const alternative = readAlternative(params);
    const level = params.number('conf', { above: 0, below: 1 }, 0.95);
    const rule = 'sum of outcomes no more likely than observed';
    params.oneOf('two_sided', [rule], rule);
    const n = inputs.integer('n', { min: 1 });
    const k = inputs.integer('k', { min: 0, max: n });
    const probability = inputs.number('p0', { min: 0, max: 1 }, 0.5);
    const options = { level, alternative };
    return {
      p: binomialTest(k, n, { probability, alternative }),
      ci_clopper_pearson: clopperPearson(k, n, options),
      ci_wilson: wilsonInterval(k, n, options),
      ci_wilson_cc: wilsonInterval(k, n, { ...options, continuity: true }),
    };
  },

  mcnemar: (_params, inputs) => {
    const table = inputs.matrix('table', { min: 0, max: 2 ** 40, atLeast: 2, atMost: 2 });
    const [[, b], [c]] = table.map((row) => Array.from(row)) as [number[], number[]];
    if (b === undefined || c === undefined || table[0]?.length !== 2)
      return inputs.fail('table', 'must be two by two');
    const test = mcnemar(b, c);
    if (test.status === 'undefined') return test;
    return {
      exact_p: test.exactP,
      midp: test.midP,
      cc: { chi2: test.correctedChiSquared, p: test.correctedP },
      nocc: { chi2: test.chiSquared, p: test.p },
    };
  },

  p_adjust: (params, inputs) => {
    const method = params.oneOf('method', [...adjustments, ...Object.keys(sameAdjustments)]);
    const alpha = params.number('alpha', { above: 0, below: 1 }, 0.05);
    const p = inputs.numbers('p', { nonFinite: 'allowed' });
    const own = sameAdjustments[method] ?? (method as (typeof adjustments)[number]);
    const adjusted = adjustP(p, own, { alpha });
    const rejected = Array.from(adjusted, (value) => value <= alpha);
    return { p_adjusted: adjusted, [`reject_${alpha}`]: rejected };
  },
};

/** Other programs' names of the same. */
const sameAdjustments: Readonly<Record<string, (typeof adjustments)[number]>> = {
  fdr: 'BH',
  fdr_bh: 'BH',
  fdr_by: 'BY',
  'simes-hochberg': 'hochberg',
  fdr_2sbh: 'fdr_tsbh',
  fdr_2sbky: 'fdr_tsbky',
  fdr_twostage: 'fdr_tsbky',
};

function readAlternative(params: Fields): Alternative {
  return params.oneOf('alternative', alternatives, 'two-sided');
}

function readSamples(inputs: Fields): { readonly x: Float64Array; readonly y: Float64Array } {
  return { x: inputs.numbers('x'), y: inputs.numbers('y') };
}

function readDifferences(inputs: Fields): Float64Array {
  if (!inputs.has('differences')) {
    inputs.raw('differences');
    const { x, y } = readSamples(inputs);
    if (x.length !== y.length) inputs.fail('y', `must have ${x.length} values, as x has`);
    return x.map((value, index) => value - y[index]!);
  }
  if (inputs.has('x') || inputs.has('y')) inputs.fail('differences', 'cannot stand beside x and y');
  inputs.raw('x');
  inputs.raw('y');
  return inputs.numbers('differences');
}

/** An open end is "Inf" or "-Inf" here, as the golden files write it for the t tests. */
function intervalFields([low, high]: readonly [number, number], level: number) {
  const end = (value: number) => (Number.isFinite(value) ? value : value > 0 ? 'Inf' : '-Inf');
  const interval = [end(low), end(high)];
  return { ci: interval, ...(level === 0.95 ? { ci95: interval } : {}) };
}

function fFields({ f, numerator, denominator, p }: FTest) {
  return { F: f, df1: numerator, df2: denominator, p };
}
