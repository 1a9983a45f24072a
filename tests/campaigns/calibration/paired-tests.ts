import { mcnemar } from '#eval/statistics/mcnemar.ts';
import {
  approximateRandomisation,
  drawnBy,
  flippedBy,
  pairedBootstrap,
} from '#eval/statistics/paired-resampling.ts';
import { exactPairedPermutation, sampledPairedPermutation } from '#eval/statistics/permutation-test.ts';
import { signTest } from '#eval/statistics/sign-test.ts';
import { pairedT } from '#eval/statistics/t-test.ts';
import { wilcoxonSignedRank } from '#eval/statistics/wilcoxon-signed-rank.ts';
import type { Random } from '#lib/rng.ts';
import { clusteredDifferences, normal, normals, rating, unequalSizes } from './draws.ts';
import { type Experiment, experiment, pOf } from './experiment.ts';

type Tests = Readonly<Record<string, (differences: Float64Array, random: Random) => number | null>>;

const tests: Tests = {
  'Wilcoxon signed-rank': (d) => pOf(wilcoxonSignedRank(d)),
  'Wilcoxon, normal': (d) => pOf(wilcoxonSignedRank(d, { method: 'normal' })),
  'Wilcoxon, zeros by Pratt': (d) => pOf(wilcoxonSignedRank(d, { zeroMethod: 'pratt' })),
  sign: (d) => signTest(d).p,
  'paired t': (d) => pOf(pairedT(d)),
  'permutation, Monte Carlo (499)': (d, random) =>
    sampledPairedPermutation(d, { random, resamples: 499, alternative: 'two-sided' }),
  'approximate randomisation (499)': (d, random) =>
    approximateRandomisation(rowsOf(d), { trials: 499, draw: flippedBy(random) }).p,
  'paired bootstrap of sacreBLEU (499)': (d, random) =>
    pairedBootstrap(rowsOf(d), { resamples: 499, draw: drawnBy(random) }).p,
};

const exact: Tests = { ...tests, 'permutation, exact': (d) => exactPairedPermutation(d, 'two-sided').p };

const sacreBleu =
  'sacreBLEU centres |d| by its own mean, so that its p is one-sided: it finds two to three times as much as it says where nothing is. Kept as it is because printed numbers must equal sacreBLEU’s; for a two-sided claim take the permutation test.';
const strict =
  'sacreBLEU counts only what lies strictly beyond the difference: with ratings many exchanges give the same one, and p is too small. Kept as it is because printed numbers must equal sacreBLEU’s; for ratings take the permutation test.';
const discrete = 'Exact and discrete: few p-values are possible.';
const notes = {
  'approximate randomisation (499)': strict,
  'Wilcoxon signed-rank': discrete,
  'Wilcoxon, zeros by Pratt': discrete,
  'permutation, Monte Carlo (499)': discrete,
  'permutation, exact': discrete,
  'paired bootstrap of sacreBLEU (499)': sacreBleu,
  sign: 'Exact and discrete: few p-values are possible, and ties are dropped.',
};

/** A mean as a metric of two sums: the values, and how many there are. */
function rowsOf(differences: Float64Array) {
  const segments = differences.length;
  const rows = (value: (i: number) => number) => ({
    segments,
    width: 2,
    values: Float64Array.from({ length: 2 * segments }, (_, at) => (at % 2 === 0 ? value(at / 2) : 1)),
  });
  return {
    system: rows((i) => differences[i]!),
    baseline: rows(() => 0),
    score: (sums: Float64Array) => sums[0]! / sums[1]!,
  };
}

function ratedPairs(n: number, random: Random): Float64Array {
  return Float64Array.from({ length: n }, () => {
    const shared = normal(random);
    return rating(shared + normal(random)) - rating(shared + normal(random));
  });
}

const pooled = 'contexts of one dialogue are taken for independent';

export const pairedExperiments: readonly Experiment[] = [
  experiment({
    data: '12 pairs, normal',
    simulations: 3000,
    draw: (r) => normals(12, r),
    tests: exact,
    notes,
  }),
  experiment({
    data: '12 pairs, ratings 1–5 (ties, zeros)',
    simulations: 3000,
    draw: (r) => ratedPairs(12, r),
    tests: exact,
    notes,
  }),
  experiment({
    data: '100 pairs, ratings 1–5 (ties, zeros)',
    simulations: 2000,
    draw: (r) => ratedPairs(100, r),
    tests,
    notes,
  }),
  experiment({
    data: '24 dialogues of 1 to 12 contexts, ratings, contexts pooled',
    simulations: 1500,
    draw: (r) => clusteredDifferences(unequalSizes(24), r).values,
    tests,
    misused: Object.fromEntries(Object.keys(tests).map((name) => [name, pooled])),
  }),
  experiment({
    data: '24 dialogues of 1 to 12 contexts, ratings, a mean a dialogue',
    simulations: 2000,
    draw: (r) => clusteredDifferences(unequalSizes(24), r).means,
    tests,
    notes,
  }),
  ...[20, 100].map((n) =>
    experiment({
      data: `McNemar: ${n} pairs, shares 0.7`,
      simulations: 10_000,
      draw: (r) => {
        let [first, second] = [0, 0];
        for (let i = 0; i < n; i++) {
          const [a, b] = [r.next() < 0.7, r.next() < 0.7];
          if (a && !b) first++;
          if (b && !a) second++;
        }
        return mcnemar(first, second);
      },
      tests: {
        'McNemar, exact': (result) => (result.status === 'defined' ? result.exactP : null),
        'McNemar, mid-p': (result) => (result.status === 'defined' ? result.midP : null),
        'McNemar, χ²': (result) => (result.status === 'defined' ? result.p : null),
        'McNemar, χ² with continuity': (result) => (result.status === 'defined' ? result.correctedP : null),
      },
      notes: {
        'McNemar, exact': 'Exact and discrete.',
        'McNemar, χ² with continuity': 'The correction imitates the exact test, discreteness and all.',
      },
    }),
  ),
];
