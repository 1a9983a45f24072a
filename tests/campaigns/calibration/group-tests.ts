import { adjustP } from '#eval/statistics/adjust-p.ts';
import { cochranQ } from '#eval/statistics/cochran-q.ts';
import { friedman, nemenyi } from '#eval/statistics/friedman.ts';
import { kendallTau } from '#eval/statistics/kendall-tau.ts';
import { kendallW } from '#eval/statistics/kendall-w.ts';
import { kruskalWallis } from '#eval/statistics/kruskal-wallis.ts';
import { mannWhitney } from '#eval/statistics/mann-whitney.ts';
import { pearson } from '#eval/statistics/pearson.ts';
import { exactIndependentPermutation } from '#eval/statistics/permutation-test.ts';
import { spearman } from '#eval/statistics/spearman.ts';
import { independentT } from '#eval/statistics/t-test.ts';
import { wilcoxonSignedRank } from '#eval/statistics/wilcoxon-signed-rank.ts';
import type { Random } from '#lib/rng.ts';
import {
  clusteredDifferences,
  normal,
  normals,
  rating,
  ratings,
  ratingsByRater,
  unequalSizes,
} from './draws.ts';
import { type Experiment, experiment, pOf } from './experiment.ts';

type Two = readonly [Float64Array, Float64Array];
type Tests<Data> = Readonly<Record<string, (data: Data, random: Random) => number | null>>;

const two: Tests<Two> = {
  'Welch t': ([x, y]) => pOf(independentT(x, y, { variance: 'welch' })),
  'Student t': ([x, y]) => pOf(independentT(x, y, { variance: 'student' })),
  'Mann–Whitney': ([x, y]) => pOf(mannWhitney(x, y)),
};
const twoExact: Tests<Two> = {
  ...two,
  'Mann–Whitney, exact': ([x, y]) => pOf(mannWhitney(x, y, { method: 'exact' })),
  'permutation, exact (independent)': ([x, y]) => exactIndependentPermutation(x, y, 'two-sided').p,
};
const all = (tests: object, why: string) => Object.fromEntries(Object.keys(tests).map((name) => [name, why]));
const unequal = 'variances differ, the smaller sample has the greater';

const twoSamples: readonly Experiment[] = [
  experiment({
    data: '6 against 14, normal',
    simulations: 3000,
    draw: (r): Two => [normals(6, r), normals(14, r)],
    tests: twoExact,
  }),
  experiment({
    data: '6 against 14, ratings 1–5',
    simulations: 3000,
    draw: (r): Two => [ratings(6, r), ratings(14, r)],
    tests: twoExact,
    notes: {
      'Welch t': 'Six ratings of few kinds often vary too little; an exact permutation test does not mind.',
    },
  }),
  experiment({
    data: '20 against 80, ratings 1–5',
    simulations: 5000,
    draw: (r): Two => [ratings(20, r), ratings(80, r)],
    tests: two,
  }),
  experiment({
    data: '12 of standard deviation 3 against 60 of 1, normal',
    simulations: 5000,
    draw: (r): Two => [normals(12, r, 3), normals(60, r)],
    tests: two,
    misused: { 'Student t': unequal, 'Mann–Whitney': `${unequal}: the test is of equal distributions` },
  }),
  experiment({
    data: '8 against 5 raters, 15 ratings each, pooled',
    simulations: 3000,
    draw: (r): Two => [ratingsByRater(8, 15, r), ratingsByRater(5, 15, r)],
    tests: two,
    misused: all(two, 'ratings of one rater are taken for independent'),
  }),
];

type Table = readonly Float64Array[];

const smallGroup = 'The χ² approximation is of large groups; one here has five values.';
const ofPairs = 'The rate over all pairs is at most what is stated, and each test is discrete.';
const groups: Tests<Table> = { 'Kruskal–Wallis': (table) => pOf(kruskalWallis(table)) };
const blocks: Tests<Table> = {
  Friedman: (table) => pOf(friedman(table)),
  'Friedman, Iman–Davenport F': (table) => {
    const result = friedman(table);
    return result.status === 'defined' ? result.imanDavenport.p : null;
  },
  'Nemenyi, least p of all pairs': (table) => {
    const result = friedman(table);
    return result.status === 'defined' ? Math.min(...nemenyi(result.meanRanks, table.length).flat()) : null;
  },
  'Wilcoxon of all pairs, Holm, least p': (table) => leastAdjusted(table, 'holm'),
  'Wilcoxon of all pairs, Benjamini–Hochberg, least p': (table) => leastAdjusted(table, 'BH'),
  'Kendall W': (table) =>
    pOf(
      kendallW(
        Array.from(table[0]!, (_, j) => table.map((row) => row[j]!)),
        { tieCorrection: true },
      ),
    ),
};

function leastAdjusted(table: Table, method: 'holm' | 'BH'): number {
  const k = table[0]!.length;
  const ps: number[] = [];
  for (let i = 0; i < k; i++)
    for (let j = i + 1; j < k; j++)
      ps.push(pOf(wilcoxonSignedRank(table.map((row) => row[i]! - row[j]!))) ?? 1);
  return Math.min(...adjustP(ps, method));
}

function ratedBlocks(n: number, k: number, random: Random): Table {
  return Array.from({ length: n }, () => {
    const shared = normal(random);
    return Float64Array.from({ length: k }, () => rating(shared + normal(random)));
  });
}

function clusteredBlocks(random: Random): Table {
  return unequalSizes(18).flatMap((size) => {
    const systems = normals(4, random);
    return Array.from({ length: size }, () => systems.map((effect) => rating(effect + normal(random))));
  });
}

const adjusted = {
  'Wilcoxon of all pairs, Holm, least p': ofPairs,
  'Wilcoxon of all pairs, Benjamini–Hochberg, least p': ofPairs,
};
const chi = 'The χ² approximation needs more blocks; Iman and Davenport’s F holds better.';
const several: readonly Experiment[] = [
  experiment({
    data: 'groups of 5, 12 and 40, normal',
    simulations: 5000,
    draw: (r): Table => [normals(5, r), normals(12, r), normals(40, r)],
    tests: groups,
    notes: { 'Kruskal–Wallis': smallGroup },
  }),
  experiment({
    data: 'groups of 5, 12 and 40, ratings 1–5',
    simulations: 5000,
    draw: (r): Table => [ratings(5, r), ratings(12, r), ratings(40, r)],
    tests: groups,
    notes: { 'Kruskal–Wallis': smallGroup },
  }),
  experiment({
    data: '10 blocks of 4, normal',
    simulations: 3000,
    draw: (r): Table => Array.from({ length: 10 }, () => normals(4, r)),
    tests: blocks,
    notes: { Friedman: chi, 'Kendall W': chi, ...adjusted },
  }),
  experiment({
    data: '50 blocks of 4, ratings 1–5',
    simulations: 2000,
    draw: (r) => ratedBlocks(50, 4, r),
    tests: blocks,
    notes: {
      ...adjusted,
      'Nemenyi, least p of all pairs':
        'Its variance is that without ties (as scikit-posthocs and Demšar 2006); with many ties it is too great.',
    },
  }),
  experiment({
    data: '18 dialogues of 1 to 12 contexts, 4 systems, ratings, contexts pooled',
    simulations: 600,
    draw: clusteredBlocks,
    tests: blocks,
    misused: all(blocks, 'contexts of one dialogue are taken for independent blocks'),
  }),
  ...[10, 60].map((n) =>
    experiment({
      data: `${n} blocks of 3, successes of 0.6`,
      simulations: 5000,
      draw: (r): Table =>
        Array.from({ length: n }, () => Float64Array.from({ length: 3 }, () => (r.next() < 0.6 ? 1 : 0))),
      tests: { 'Cochran Q': (table) => pOf(cochranQ(table)) },
    }),
  ),
];

const correlations: Tests<Two> = {
  'Pearson r': ([x, y]) => pearson(x, y).p,
  'Spearman ρ': ([x, y]) => spearman(x, y).p,
  'Kendall τ': ([x, y]) => kendallTau(x, y).p,
};
const orders: readonly Experiment[] = [
  experiment({
    data: '8 pairs, normal, no correlation',
    simulations: 5000,
    draw: (r): Two => [normals(8, r), normals(8, r)],
    tests: { ...correlations, 'Spearman ρ, exact': ([x, y]) => spearman(x, y).exactP },
    notes: { 'Kendall τ': 'Exact and discrete.', 'Spearman ρ, exact': 'Exact and discrete.' },
  }),
  experiment({
    data: '40 pairs of ratings 1–5, no correlation',
    simulations: 5000,
    draw: (r): Two => [ratings(40, r), ratings(40, r)],
    tests: correlations,
  }),
  experiment({
    data: '24 dialogues of 1 to 12 contexts, no correlation, contexts pooled',
    simulations: 2000,
    draw: (r): Two => [
      clusteredDifferences(unequalSizes(24), r).values,
      clusteredDifferences(unequalSizes(24), r).values,
    ],
    tests: correlations,
    misused: all(correlations, 'contexts of one dialogue are taken for independent'),
  }),
];

export const groupExperiments: readonly Experiment[] = [...twoSamples, ...several, ...orders];
