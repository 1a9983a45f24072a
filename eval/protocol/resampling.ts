import { bleu } from '#eval/metrics/bleu.ts';
import { chrf } from '#eval/metrics/chrf.ts';
import { type CorpusMetric, rowsOf } from '#eval/metrics/corpus-metric.ts';
import { ter } from '#eval/metrics/ter.ts';
import {
  type BootstrapMethod,
  type BootstrapResult,
  type BootstrapTask,
  bootstrapFromIndices,
  bootstrapMethods,
  bootstrapSampled,
  type SampleStatisticName,
  sampleStatistics,
} from '#eval/statistics/bootstrap.ts';
import { idealBootstrap } from '#eval/statistics/ideal-bootstrap.ts';
import {
  approximateRandomisation,
  type DrawIndices,
  drawnBy,
  flippedBy,
  maskedBy,
  type PairedRows,
  pairedBootstrap,
} from '#eval/statistics/paired-resampling.ts';
import { alternatives } from '#eval/statistics/pearson.ts';
import { sampledPairedPermutation } from '#eval/statistics/permutation-test.ts';
import { createRandom, type Random } from '#lib/rng.ts';
import type { EvaluationTable } from './evaluation.ts';
import type { Fields } from './fields.ts';
import { bleuOptionsOf, chrfOptionsOf, terOptionsOf } from './sacrebleu.ts';
import { segmentsOf } from './segments.ts';

const statisticNames = Object.keys(sampleStatistics) as readonly SampleStatisticName[];

/** Where resamples are drawn here, `seed` makes them the same again; without one it is 1. */
export const resampling: EvaluationTable = {
  bootstrap_ci_given_indices: (params, inputs) => {
    const statistic = params.oneOf('statistic', statisticNames);
    const shared = readInterval(params);
    const quantiles = 'numpy linear (type 7) as scipy _percentile_along_axis';
    params.oneOf('percentile', [quantiles], quantiles);
    const samples = inputs.numberLists('samples', { atLeast: 1 });
    const indices = inputs.list('indices', { atLeast: 1 }).map((_, s) => indexLists(inputs, s));
    const task = bootstrapTask({ samples, statistic, ...shared }, inputs);
    const wanted = task.paired ? 1 : samples.length;
    if (indices.length !== wanted)
      inputs.fail('indices', `must have ${wanted} list${wanted === 1 ? '' : 's'} of resamples, one a sample`);
    if (indices.some((list) => list.length !== indices[0]?.length))
      inputs.fail('indices', 'must have as many resamples for every sample');
    const result = bootstrapFromIndices(task, indices);
    if (result.status === 'undefined') return result;
    return { ci: result.interval, standard_error: result.standardError, estimate: result.estimate };
  },

  bootstrap_ci_mc: (params, inputs) => {
    const named = params.oneOf('statistic', [...statisticNames, 'mean of x-y'], 'mean');
    const shared = readInterval(params);
    const resamples = params.integer('n_resamples', { min: 1, max: 1e7 }, 9999);
    const random = readRandom(params);
    const isSample = inputs.has('sample');
    const samples = isSample ? [inputs.numbers('sample')] : [inputs.numbers('x'), inputs.numbers('y')];
    for (const name of ['sample', 'x', 'y']) if (!isSample === (name === 'sample')) inputs.raw(name);
    const statistic = named === 'mean of x-y' ? 'mean_difference' : named;
    const paired = shared.paired || named === 'mean of x-y' || named === 'pearson_r';
    const task = bootstrapTask({ samples, statistic, ...shared, paired }, inputs);
    return sampledFields(bootstrapSampled(task, { random, resamples }));
  },

  bootstrap_ideal_distribution: (params, inputs) => {
    params.oneOf('statistic', ['mean'], 'mean');
    const ideal = idealBootstrap(inputs.numbers('sample', { atLeast: 1 }));
    if (ideal.status === 'undefined') return ideal;
    return {
      se: ideal.standardError,
      'percentile_2.5': ideal.quantile(0.025),
      'percentile_97.5': ideal.quantile(0.975),
      percentile_5: ideal.quantile(0.05),
      percentile_95: ideal.quantile(0.95),
      n: ideal.resamples,
    };
  },

  permutation_paired_mc: (params, inputs) => {
    params.oneOf('statistic', ['mean difference'], 'mean difference');
    const alternative = params.oneOf('alternative', alternatives, 'two-sided');
    const resamples = params.integer('n_resamples', { min: 1, max: 1e7 }, 9999);
    const rule = '(2*min tail count+2)/(n+1) style as scipy';
    params.oneOf('p', [rule], rule);
    const random = readRandom(params);
    const x = inputs.numbers('x', { atLeast: 1 });
    const y = inputs.numbers('y', { atLeast: x.length, atMost: x.length });
    const differences = x.map((value, index) => value - y[index]!);
    return { p: sampledPairedPermutation(differences, { random, resamples, alternative }) };
  },

  'sacrebleu.paired_bs': (params, inputs) => {
    const rows = readPaired(params, inputs);
    const { segments } = rows.baseline;
    const given = inputs.numberLists('indices', { min: 0, max: segments - 1, atLeast: 1 });
    const resamples = params.integer('n_samples', { min: 1 }, given.length);
    if (given.length !== resamples) inputs.fail('indices', `must have ${resamples} lists, one a resample`);
    if (given.some((list) => list.length !== segments))
      inputs.fail('indices', `must have ${segments} indices in each list, one a segment`);
    const draw: DrawIndices = (indices, resample) => indices.set(given[resample]!);
    return bootstrapFields(pairedBootstrap(rows, { resamples, draw }));
  },

  'sacrebleu.paired_bs_mc': (params, inputs) => {
    const rows = readPaired(params, inputs);
    const resamples = params.integer('n_samples', { min: 1, max: 1e6 }, 1000);
    return bootstrapFields(pairedBootstrap(rows, { resamples, draw: drawnBy(readRandom(params)) }));
  },

  'sacrebleu.paired_ar': (params, inputs) => {
    const rows = readPaired(params, inputs);
    const { segments } = rows.baseline;
    const given = inputs.numberLists('masks', { min: 0, max: 1, atLeast: 1 });
    const trials = params.integer('n_samples', { min: 1 }, given.length);
    if (given.length !== trials) inputs.fail('masks', `must have ${trials} lists, one a trial`);
    if (given.some((list) => list.length !== segments))
      inputs.fail('masks', `must have ${segments} numbers in each list, one a segment`);
    return randomisationFields(approximateRandomisation(rows, { trials, draw: maskedBy(given) }));
  },

  'sacrebleu.paired_ar_mc': (params, inputs) => {
    const rows = readPaired(params, inputs);
    const trials = params.integer('n_samples', { min: 1, max: 1e6 }, 10_000);
    return randomisationFields(
      approximateRandomisation(rows, { trials, draw: flippedBy(readRandom(params)) }),
    );
  },
};

function readRandom(params: Fields): Random {
  return createRandom(params.integer('seed', {}, 1), 'resampling');
}

interface IntervalParams {
  readonly method: BootstrapMethod;
  readonly level: number;
  readonly paired: boolean;
}

function readInterval(params: Fields): IntervalParams {
  return {
    method: params.oneOf('method', bootstrapMethods, 'percentile'),
    level: params.number('confidence', { above: 0, below: 1 }, 0.95),
    paired: params.boolean('paired', false),
  };
}

function bootstrapTask(
  task: IntervalParams & {
    readonly samples: readonly Float64Array[];
    readonly statistic: SampleStatisticName;
  },
  inputs: Fields,
): BootstrapTask {
  const { samples, statistic } = task;
  const isOfOne = statistic === 'mean' || statistic === 'median' || statistic === 'std_ddof1';
  const field = inputs.has('samples') ? 'samples' : inputs.has('sample') ? 'sample' : 'x';
  if (samples.length !== (isOfOne ? 1 : 2))
    inputs.fail(field, `must be ${isOfOne ? 'one sample' : 'two samples'} for ${statistic}`);
  if (samples.some((sample) => sample.length < 2)) inputs.fail(field, 'must have at least two values');
  const isPaired = task.paired || statistic === 'pearson_r';
  if (isPaired && samples.some((sample) => sample.length !== samples[0]!.length))
    inputs.fail(field, 'must have as many values in both where they are pairs');
  return { ...task, paired: isPaired && samples.length > 1, statistic: sampleStatistics[statistic] };
}

function indexLists(inputs: Fields, sample: number): readonly number[][] {
  const lists = (inputs.raw('indices') as readonly unknown[])[sample];
  if (!Array.isArray(lists)) inputs.fail(`indices[${sample}]`, 'must be a list of resamples');
  return lists.map((list: unknown, b) => {
    if (
      !Array.isArray(list) ||
      list.length === 0 ||
      list.some((index) => !Number.isInteger(index) || index < 0)
    )
      inputs.fail(`indices[${sample}][${b}]`, 'must be a list of whole numbers from 0');
    return list as number[];
  });
}

function sampledFields(result: BootstrapResult): object {
  if (result.status === 'undefined') return result;
  const { estimate, interval, standardError } = result;
  return { low: interval[0], high: interval[1], se: standardError, estimate };
}

function readPaired(params: Fields, inputs: Fields): PairedRows {
  const metric = readMetric(params.nested('metric'));
  // The name of the baseline system, for whoever reads the file.
  if (params.has('baseline')) params.string('baseline');
  else params.raw('baseline');
  const baseline = rowsOf(metric, segmentsOf(inputs, 'baseline'));
  const system = rowsOf(metric, segmentsOf(inputs, 'system'));
  return { baseline, system, score: (sums) => metric.aggregate(sums).score };
}

/** A metric by sacreBLEU's name for it, with its options. */
function readMetric(fields: Fields): CorpusMetric {
  switch (fields.oneOf('name', ['BLEU', 'chrF', 'TER'])) {
    case 'BLEU':
      return bleu(bleuOptionsOf(fields));
    case 'chrF':
      return chrf(chrfOptionsOf(fields));
    case 'TER':
      return ter(terOptionsOf(fields));
  }
}

function bootstrapFields(test: ReturnType<typeof pairedBootstrap>): object {
  const { baseline, system, p, mean, halfWidth } = test;
  return {
    baseline_score: baseline,
    system_score: system,
    p,
    system_mean: mean,
    system_ci: halfWidth,
    mean,
    ci: halfWidth,
  };
}

function randomisationFields({ baseline, system, p }: ReturnType<typeof approximateRandomisation>): object {
  return { baseline_score: baseline, system_score: system, p };
}
