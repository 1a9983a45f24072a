import { clopperPearson, wilsonInterval } from '#eval/statistics/binomial-test.ts';
import {
  type BootstrapMethod,
  bootstrapMethods,
  bootstrapSampled,
  sampleStatistics,
} from '#eval/statistics/bootstrap.ts';
import { bootstrapMean } from '#eval/statistics/bootstrap-mean.ts';
import {
  centredInterval,
  drawClusters,
  percentileInterval,
  replicates,
  sumsByCluster,
  weightedSums,
} from '#eval/statistics/cluster-bootstrap.ts';
import { hodgesLehmannPaired } from '#eval/statistics/hodges-lehmann.ts';
import { pearson } from '#eval/statistics/pearson.ts';
import { independentT, pairedT } from '#eval/statistics/t-test.ts';
import { twoWayMeanInterval } from '#eval/statistics/two-way-bootstrap.ts';
import type { Random } from '#lib/rng.ts';
import {
  type ClusteredDifferences,
  clusteredDifferences,
  meanRating,
  normal,
  normals,
  rating,
  ratings,
  unequalSizes,
} from './draws.ts';
import { type Ends, type Experiment, endsOf, experiment } from './experiment.ts';

const resamples = 500;
const few = 'Percentiles of so few values are too narrow: they lack the t’s wider tails and the n ÷ (n − 1).';

function bootstrapped(method: BootstrapMethod, values: Float64Array, random: Random): Ends | null {
  const task = { samples: [values], statistic: sampleStatistics.mean, paired: false, method, level: 0.95 };
  return endsOf(bootstrapSampled(task, { random, resamples }));
}

const ofMean = {
  't interval': (values: Float64Array) => endsOf(pairedT(values)),
  ...Object.fromEntries(
    bootstrapMethods.map((method) => [
      `bootstrap, ${method}`,
      (values: Float64Array, random: Random) => bootstrapped(method, values, random),
    ]),
  ),
};
const bootstrapNotes = Object.fromEntries(bootstrapMethods.map((method) => [`bootstrap, ${method}`, few]));

const means: readonly Experiment[] = [
  experiment({
    data: 'mean of 10, normal',
    simulations: 2000,
    draw: (r) => normals(10, r),
    intervals: ofMean,
    notes: bootstrapNotes,
  }),
  experiment({
    data: 'mean of 10 ratings 1–5',
    simulations: 2000,
    draw: (r) => ratings(10, r),
    intervals: ofMean,
    truth: meanRating(1),
    notes: bootstrapNotes,
  }),
  experiment({
    data: 'mean of 60 ratings 1–5',
    simulations: 1500,
    draw: (r) => ratings(60, r),
    intervals: ofMean,
    truth: meanRating(1),
  }),
  experiment({
    data: 'mean of 30, exponential (skewed)',
    simulations: 1500,
    draw: (r) => Float64Array.from({ length: 30 }, () => -Math.log(1 - r.next())),
    intervals: ofMean,
    truth: 1,
    notes: {
      ...bootstrapNotes,
      't interval': 'The t interval is symmetric, the mean’s distribution is not.',
    },
  }),
  experiment({
    data: 'difference of means, 12 of deviation 3 and 60 of 1',
    simulations: 4000,
    draw: (r) => [normals(12, r, 3), normals(60, r)] as const,
    intervals: {
      'Welch interval': ([x, y]) => endsOf(independentT(x, y, { variance: 'welch' })),
      'Student interval': ([x, y]) => endsOf(independentT(x, y, { variance: 'student' })),
    },
    misused: { 'Student interval': 'variances differ, the smaller sample has the greater' },
  }),
  ...(
    [
      ['15 differences, normal', (r: Random) => normals(15, r)],
      [
        '60 differences of ratings (ties, zeros)',
        (r: Random) => clusteredDifferences(new Array(60).fill(1), r).values,
      ],
    ] as const
  ).map(([data, draw]) =>
    experiment({
      data,
      simulations: 1500,
      draw,
      intervals: { 'Hodges–Lehmann interval': (d) => endsOf(hodgesLehmannPaired(d)) },
      notes: { 'Hodges–Lehmann interval': 'Zeros are dropped, as R does, which widens the interval.' },
    }),
  ),
  experiment({
    data: '25 pairs, correlation 0.6',
    simulations: 4000,
    draw: (r) => {
      const x = normals(25, r);
      return [x, x.map((value) => 0.6 * value + 0.8 * normal(r))] as const;
    },
    intervals: { 'Fisher z interval of Pearson r': ([x, y]) => pearson(x, y).interval },
    truth: 0.6,
  }),
];

const shares: readonly Experiment[] = (
  [
    [15, 0.1],
    [15, 0.5],
    [80, 0.1],
    [80, 0.5],
  ] as const
).map(([n, share]) =>
  experiment({
    data: `share of ${n}, truly ${share}`,
    simulations: 8000,
    draw: (r) => {
      let successes = 0;
      for (let i = 0; i < n; i++) if (r.next() < share) successes++;
      return successes;
    },
    intervals: {
      'Clopper–Pearson': (successes) => clopperPearson(successes, n),
      Wilson: (successes) => wilsonInterval(successes, n),
      'Wilson with continuity': (successes) => wilsonInterval(successes, n, { continuity: true }),
    },
    truth: share,
    notes: {
      'Clopper–Pearson': 'It holds at least 95 % for every share, so more for most.',
      'Wilson with continuity': 'The correction imitates Clopper–Pearson.',
      Wilson: 'Right on the average over shares; for one share it swings about 95 % as counts are whole.',
    },
  }),
);

function clusterMean(centred: boolean) {
  return ({ values, clusterOf, clusters }: ClusteredDifferences, random: Random): Ends => {
    const rows = Array.from(values, (value) => [value, 1]);
    const sums = sumsByCluster(rows, { clusterOf, clusters: clusters.length });
    const mean = (weights: ArrayLike<number>) => {
      const [sum, count] = weightedSums(sums, weights);
      return sum! / count!;
    };
    const drawn = replicates(drawClusters(clusters.length, { random, resamples }), mean);
    const whole = mean(new Uint16Array(clusters.length).fill(1));
    const { low, high } = centred ? centredInterval(whole, drawn, 0.95) : percentileInterval(drawn, 0.95);
    return [low, high];
  };
}

const clustered: readonly Experiment[] = [10, 24, 80].map((dialogues) =>
  experiment({
    data: `${dialogues} dialogues of 1 to 12 contexts, differences of ratings`,
    simulations: 1500,
    draw: (r) => clusteredDifferences(unequalSizes(dialogues), r),
    intervals: {
      't interval, contexts pooled': ({ values }) => endsOf(pairedT(values)),
      'bootstrap, percentile, contexts pooled': ({ values }, random) =>
        bootstrapped('percentile', values, random),
      'bootstrap by dialogue, percentile': clusterMean(false),
      'bootstrap by dialogue, centred': clusterMean(true),
      'bootstrap of a mean by item': ({ clusters }, random) =>
        endsOf(bootstrapMean(clusters, { random, resamples, level: 0.95 })),
    },
    misused: {
      't interval, contexts pooled': 'contexts of one dialogue are taken for independent',
      'bootstrap, percentile, contexts pooled': 'contexts of one dialogue are taken for independent',
    },
    notes: {
      'bootstrap by dialogue, percentile':
        'Few dialogues of unequal sizes: too narrow, as every bootstrap of few clusters.',
      'bootstrap by dialogue, centred':
        'Few dialogues of unequal sizes: too narrow, as every bootstrap of few clusters.',
      'bootstrap of a mean by item':
        'Few dialogues of unequal sizes: too narrow, as every bootstrap of few clusters.',
    },
  }),
);

interface Crossed {
  readonly values: Float64Array;
  readonly dialogueOf: readonly number[];
  readonly raterOf: readonly number[];
  readonly dialogues: number;
  readonly raters: number;
}

interface CrossedSpread {
  readonly dialogues: number;
  readonly raters: number;
  /** Ratings of each dialogue, by raters drawn for it. */
  readonly each: number;
  readonly ofDialogues: number;
  readonly ofRaters: number;
}

function crossed({ dialogues, raters, each, ofDialogues, ofRaters }: CrossedSpread, random: Random): Crossed {
  const [byDialogue, byRater] = [normals(dialogues, random, ofDialogues), normals(raters, random, ofRaters)];
  const dialogueOf: number[] = [];
  const raterOf: number[] = [];
  for (let dialogue = 0; dialogue < dialogues; dialogue++) {
    const order = Array.from({ length: raters }, (_, i) => i);
    for (let i = 0; i < each; i++) {
      const [rater] = order.splice(random.below(order.length), 1);
      dialogueOf.push(dialogue);
      raterOf.push(rater!);
    }
  }
  const values = Float64Array.from(dialogueOf, (dialogue, i) =>
    rating(byDialogue[dialogue]! + byRater[raterOf[i]!]! + normal(random)),
  );
  return { values, dialogueOf, raterOf, dialogues, raters };
}

function oneWay(which: 'dialogueOf' | 'raterOf') {
  return (data: Crossed, random: Random): Ends | null => {
    const count = which === 'dialogueOf' ? data.dialogues : data.raters;
    const clusters = Array.from({ length: count }, () => ({ sum: 0, count: 0 }));
    data[which].forEach((cluster, i) => {
      clusters[cluster]!.sum += data.values[i]!;
      clusters[cluster]!.count++;
    });
    return endsOf(bootstrapMean(clusters, { random, resamples, level: 0.95 }));
  };
}

const designs: readonly CrossedSpread[] = [
  { dialogues: 40, raters: 5, each: 3, ofDialogues: 0.7, ofRaters: 0.7 },
  { dialogues: 40, raters: 20, each: 3, ofDialogues: 0.7, ofRaters: 0.7 },
  { dialogues: 40, raters: 40, each: 5, ofDialogues: 0.7, ofRaters: 0.7 },
  { dialogues: 40, raters: 20, each: 3, ofDialogues: 0, ofRaters: 0 },
];

const twoWay: readonly Experiment[] = designs.map((design) => {
  const { dialogues, raters, each, ofDialogues, ofRaters } = design;
  const differ = ofRaters > 0;
  return experiment({
    data: `${dialogues} dialogues × ${raters} raters, ${each} ratings a dialogue, ${differ ? 'both differ' : 'neither differs'}`,
    simulations: 600,
    draw: (r) => crossed(design, r),
    intervals: {
      'bootstrap by dialogue alone': oneWay('dialogueOf'),
      'bootstrap by rater alone': oneWay('raterOf'),
      'two-way bootstrap, by dialogue and rater': ({ values, ...crossing }, random) =>
        endsOf(twoWayMeanInterval(values, crossing, { ...crossing, random, resamples: 400, level: 0.95 })),
    },
    truth: meanRating(Math.sqrt(1 + ofDialogues ** 2 + ofRaters ** 2)),
    misused: differ
      ? {
          'bootstrap by dialogue alone': 'other raters would have rated otherwise',
          'bootstrap by rater alone': 'other dialogues would have been rated otherwise',
        }
      : {},
    notes: {
      'bootstrap by rater alone': 'Percentiles over so few raters are too narrow.',
      'two-way bootstrap, by dialogue and rater': differ
        ? 'Percentiles over so few raters are too narrow.'
        : 'Where neither factor matters the noise within cells is counted up to three times (Owen 2007).',
    },
  });
});

export const meanIntervalExperiments: readonly Experiment[] = [...means, ...shares, ...clustered, ...twoWay];
