import { bradleyTerry } from '#eval/statistics/bradley-terry.ts';
import { bradleyTerryBootstrap } from '#eval/statistics/bradley-terry-bootstrap.ts';
import { type PairRecord, withTiesAsHalves } from '#eval/statistics/comparisons.ts';
import { cumulativeLinkMixedModel, type Grouping } from '#eval/statistics/cumulative-link-mixed-model.ts';
import {
  type ClmData,
  clmProfileInterval,
  cumulativeLinkModel,
  greatestLogLikelihood,
} from '#eval/statistics/cumulative-link-model.ts';
import { davidson, type TieModelResult } from '#eval/statistics/davidson.ts';
import { chiSquaredTail } from '#eval/statistics/distributions/chi-squared.ts';
import { normalTail } from '#eval/statistics/distributions/normal.ts';
import { linearMixedModel } from '#eval/statistics/linear-mixed-model.ts';
import { raoKupper } from '#eval/statistics/rao-kupper.ts';
import type { Random } from '#lib/rng.ts';
import { normal, normals, rating } from './draws.ts';
import { type Ends, type Experiment, experiment } from './experiment.ts';

const z95 = 1.959963984540054;
const wald = (estimate: number, error: number): Ends => [estimate - z95 * error, estimate + z95 * error];
const waldP = (estimate: number, error: number) => 2 * normalTail(Math.abs(estimate) / error);

// Bradley–Terry -----------------------------------------------------------------------------------------------------

const abilities = [0.9, 0.2, -0.3, -0.8] as const;
const pairs = [
  [0, 1],
  [0, 2],
  [0, 3],
  [1, 2],
  [1, 3],
  [2, 3],
] as const;
/** Votes of each pair. */
const sizes = [12, 25, 40, 60, 20, 33] as const;

type Chances = (difference: number) => readonly [number, number];

/** The chance that the first wins, and that neither does. */
const chances = {
  none: (d) => [1 / (1 + Math.exp(-d)), 0],
  // A tie counts half: the expected score is that of the model.
  halves: (d) => {
    const p = 1 / (1 + Math.exp(-d));
    const tie = p * (1 - p);
    return [p - tie / 2, tie];
  },
  davidson: (d) => {
    const total = Math.exp(d / 2) + Math.exp(-d / 2) + 0.8;
    return [Math.exp(d / 2) / total, 0.8 / total];
  },
  raoKupper: (d) => {
    const win = 1 / (1 + 1.5 * Math.exp(-d));
    return [win, 1 - win - 1 / (1 + 1.5 * Math.exp(d))];
  },
} as const satisfies Readonly<Record<string, Chances>>;

function votes(of: Chances, random: Random): PairRecord[] {
  return pairs.map(([first, second], pair) => {
    const [win, tie] = of(abilities[first] - abilities[second]);
    const counts = { firstWins: 0, secondWins: 0, ties: 0 };
    for (let vote = 0; vote < sizes[pair]!; vote++) {
      const u = random.next();
      if (u < win) counts.firstWins++;
      else if (u < win + tie) counts.ties++;
      else counts.secondWins++;
    }
    return { first, second, ...counts };
  });
}

/** Items are as able as each other, but not in every context; a context has eight votes of each pair. */
function votesByContext(random: Random): PairRecord[] {
  const records = pairs.map(([first, second]) => ({ first, second, firstWins: 0, secondWins: 0, ties: 0 }));
  for (let context = 0; context < 15; context++) {
    const here = normals(4, random);
    for (const record of records)
      for (let vote = 0; vote < 8; vote++)
        if (random.next() < 1 / (1 + Math.exp(here[record.second]! - here[record.first]!)))
          record.firstWins++;
        else record.secondWins++;
  }
  return records;
}

const rankings = {
  'Bradley–Terry, bootstrap': (records: PairRecord[], random: Random) => {
    const result = bradleyTerryBootstrap(records, { items: 4, random, resamples: 300, level: 0.95 });
    return result.status === 'defined' ? result.intervals[0]! : null;
  },
  'Bradley–Terry, sandwich': (records: PairRecord[], random: Random) => {
    const result = bradleyTerryBootstrap(records, { items: 4, random, resamples: 2, level: 0.95 });
    return result.status === 'defined' ? wald(result.abilities[0]!, result.sandwichErrors[0]!) : null;
  },
  'Bradley–Terry, information': (records: PairRecord[]) => {
    const result = bradleyTerry(withTiesAsHalves(records), { items: 4 });
    return result.status === 'defined' ? wald(result.abilities[0]!, result.standardErrors[0]!) : null;
  },
};
const tied = (result: TieModelResult) =>
  result.status === 'defined' ? wald(result.abilities[0]!, result.standardErrors[0]!) : null;
const tieNote = {
  'Bradley–Terry, information':
    'A tie as two half wins varies less than the model supposes; take the sandwich.',
};
const byContext = 'votes of one context are taken for independent';

const rankingExperiments: readonly Experiment[] = [
  experiment({
    data: '4 systems, 12 to 60 votes a pair',
    simulations: 1500,
    draw: (r) => votes(chances.none, r),
    truth: 0.9,
    intervals: rankings,
  }),
  experiment({
    data: '4 systems, 12 to 60 votes a pair, ties as halves',
    simulations: 1500,
    draw: (r) => votes(chances.halves, r),
    truth: 0.9,
    intervals: rankings,
    notes: tieNote,
  }),
  experiment({
    data: '4 systems, votes of 15 contexts that suit systems differently, pooled',
    simulations: 600,
    draw: votesByContext,
    intervals: rankings,
    misused: Object.fromEntries(Object.keys(rankings).map((name) => [name, byContext])),
  }),
  experiment({
    data: '4 systems, 12 to 60 votes a pair, ties by Davidson’s model',
    simulations: 1500,
    draw: (r) => votes(chances.davidson, r),
    truth: 0.9,
    intervals: { 'Davidson, information': (records) => tied(davidson(records, { items: 4 })) },
  }),
  experiment({
    data: '4 systems, 12 to 60 votes a pair, ties by Rao and Kupper’s model',
    simulations: 1500,
    draw: (r) => votes(chances.raoKupper, r),
    truth: 0.9,
    intervals: { 'Rao–Kupper, information': (records) => tied(raoKupper(records, { items: 4 })) },
  }),
];

// Ratings -----------------------------------------------------------------------------------------------------------

interface Rated {
  readonly data: ClmData;
  readonly items: Grouping;
  readonly raters: Grouping;
}

/** Ratings by system (0 or 1), each with its latent value. */
function ordinal(rows: readonly (readonly [system: number, latent: number])[]): ClmData {
  const values = rows.map(([, latent]) => rating(latent / 1.7));
  // Categories must all occur.
  const kinds = [...new Set(values)].sort((a, b) => a - b);
  return {
    response: Int32Array.from(values, (value) => kinds.indexOf(value)),
    categories: kinds.length,
    design: Float64Array.from(rows, ([system]) => system),
    columns: 1,
  };
}

function logistic(random: Random): number {
  const u = (random.next() * 2 ** 32 + 0.5) / 2 ** 32;
  return Math.log(u / (1 - u));
}

function independent(effect: number, random: Random): ClmData {
  return ordinal(
    Array.from({ length: 80 }, (_, i) => {
      const system = i < 20 ? 1 : 0;
      return [system, effect * system + logistic(random)] as const;
    }),
  );
}

interface Effects {
  readonly effect: number;
  /** Standard deviation of what an item does to one system alone. */
  readonly slopes: number;
}

/** 30 items, both systems' responses to each rated by three of six raters. */
function crossedRatings({ effect, slopes }: Effects, random: Random): Rated {
  const byRater = normals(6, random, 0.7);
  const rows: (readonly [number, number])[] = [];
  const [itemOf, raterOf]: [number[], number[]] = [[], []];
  for (let item = 0; item < 30; item++) {
    const ofItem = normal(random);
    const suits = [slopes * normal(random), slopes * normal(random)] as const;
    for (const system of [0, 1] as const)
      for (let k = 0; k < 3; k++) {
        const rater = (item + k) % 6;
        rows.push([system, effect * system + ofItem + suits[system] + byRater[rater]! + logistic(random)]);
        itemOf.push(item);
        raterOf.push(rater);
      }
  }
  return {
    data: ordinal(rows),
    items: { groupOf: Int32Array.from(itemOf), groups: 30 },
    raters: { groupOf: Int32Array.from(raterOf), groups: 6 },
  };
}

/** Each system has raters of its own, who differ in how kind they are. */
function nestedRatings(random: Random): Rated {
  const rows: (readonly [number, number])[] = [];
  const raterOf: number[] = [];
  for (let rater = 0; rater < 20; rater++) {
    const kindness = normal(random);
    for (let i = 0; i < 10; i++) {
      rows.push([rater < 8 ? 1 : 0, kindness + logistic(random)]);
      raterOf.push(rater);
    }
  }
  const raters = { groupOf: Int32Array.from(raterOf), groups: 20 };
  return { data: ordinal(rows), items: raters, raters };
}

/** The system's coefficient and its standard error. */
type Fit = readonly [number, number] | null;

function clm(data: ClmData): Fit {
  const fit = cumulativeLinkModel(data);
  return fit.status === 'defined' ? [fit.estimate.at(-1)!, fit.standardErrors.at(-1)!] : null;
}

function clmm(data: ClmData, groupings: readonly Grouping[]): Fit {
  const fit = cumulativeLinkMixedModel(data, groupings);
  return fit.status === 'defined' ? [fit.estimate.at(-1)!, fit.standardErrors.at(-1)!] : null;
}

function lmm(data: ClmData, groupings: readonly Grouping[]): Fit {
  const n = data.response.length;
  const ones = new Float64Array(n).fill(1);
  const fit = linearMixedModel({
    response: Float64Array.from(data.response),
    design: Float64Array.from({ length: 2 * n }, (_, at) => (at % 2 === 0 ? 1 : data.design[(at - 1) / 2]!)),
    columns: 2,
    random: groupings.map((grouping) => ({ ...grouping, design: ones, columns: 1 })),
  });
  return fit.status === 'defined' ? [fit.estimate[1]!, fit.standardErrors[1]!] : null;
}

function likelihoodRatioP(data: ClmData): number {
  const without = greatestLogLikelihood({ ...data, design: new Float64Array(0), columns: 0 });
  return chiSquaredTail(Math.max(0, 2 * (greatestLogLikelihood(data) - without)), 1);
}

const pOfFit = (fit: Fit) => fit && waldP(...fit);
const endsOfFit = (fit: Fit) => fit && wald(...fit);
const mixed = {
  'cumulative-link mixed model, Wald': ({ data, items, raters }: Rated) => clmm(data, [items, raters]),
  'linear mixed model, Wald': ({ data, items, raters }: Rated) => lmm(data, [items, raters]),
  'cumulative-link model, Wald, ratings pooled': ({ data }: Rated) => clm(data),
};
const mixedTests = Object.fromEntries(
  Object.entries(mixed).map(([name, estimateOf]) => [name, (rated: Rated) => pOfFit(estimateOf(rated))]),
);
const slopes = 'the model has no random slope: items suit one system more than the other';

const modelExperiments: readonly Experiment[] = [
  experiment({
    data: 'ratings 1–5, 20 of one system and 60 of another',
    simulations: 2000,
    draw: (r) => independent(0, r),
    tests: {
      'cumulative-link model, likelihood ratio': likelihoodRatioP,
      'cumulative-link model, Wald': (data) => pOfFit(clm(data)),
    },
  }),
  experiment({
    data: 'ratings 1–5, 20 of one system and 60 of another, effect 1',
    simulations: 1000,
    draw: (r) => independent(1, r),
    truth: 1,
    intervals: {
      'cumulative-link model, Wald': (data) => endsOfFit(clm(data)),
      'cumulative-link model, profile': (data) => clmProfileInterval(data, 0, { level: 0.95 }),
    },
  }),
  experiment({
    data: '30 items, 2 systems, 3 of 6 raters each, ratings 1–5',
    simulations: 500,
    draw: (r) => crossedRatings({ effect: 0, slopes: 0 }, r),
    tests: mixedTests,
    misused: {
      'cumulative-link model, Wald, ratings pooled': 'what an item’s ratings share is taken for noise',
    },
  }),
  experiment({
    data: '30 items, 2 systems, 3 of 6 raters each, ratings 1–5, effect 1',
    simulations: 400,
    draw: (r) => crossedRatings({ effect: 1, slopes: 0 }, r),
    truth: 1,
    intervals: {
      'cumulative-link mixed model, Wald': ({ data, items, raters }) =>
        endsOfFit(clmm(data, [items, raters])),
    },
  }),
  experiment({
    data: '30 items, 2 systems, 3 of 6 raters each, items suit systems differently',
    simulations: 400,
    draw: (r) => crossedRatings({ effect: 0, slopes: 1 }, r),
    tests: mixedTests,
    misused: Object.fromEntries(Object.keys(mixed).map((name) => [name, slopes])),
  }),
  experiment({
    data: '20 raters of 10 ratings, each of one system',
    simulations: 500,
    draw: nestedRatings,
    tests: {
      'cumulative-link mixed model, Wald': ({ data, raters }) => pOfFit(clmm(data, [raters])),
      'cumulative-link model, likelihood ratio, pooled': ({ data }) => likelihoodRatioP(data),
      'cumulative-link model, Wald, pooled': ({ data }) => pOfFit(clm(data)),
    },
    misused: {
      'cumulative-link model, likelihood ratio, pooled': 'ratings of one rater are taken for independent',
      'cumulative-link model, Wald, pooled': 'ratings of one rater are taken for independent',
    },
    notes: { 'cumulative-link mixed model, Wald': 'Wald’s z has no degrees of freedom of so few raters.' },
  }),
];

export const rankingAndModelExperiments: readonly Experiment[] = [...rankingExperiments, ...modelExperiments];
