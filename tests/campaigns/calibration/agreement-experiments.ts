import { brennanPrediger } from '#eval/statistics/brennan-prediger.ts';
import { categoryWeights, type WeightScheme } from '#eval/statistics/category-weights.ts';
import type { ChanceCorrectedEstimate, ChanceCorrectedOptions } from '#eval/statistics/chance-corrected.ts';
import { cohenKappa, crossTable } from '#eval/statistics/cohen-kappa.ts';
import { congerKappa } from '#eval/statistics/conger-kappa.ts';
import { cronbachAlpha } from '#eval/statistics/cronbach-alpha.ts';
import type { Estimate } from '#eval/statistics/estimate.ts';
import { estimateInterval } from '#eval/statistics/estimate-interval.ts';
import { fleissKappa, fleissKappaMissing } from '#eval/statistics/fleiss-kappa.ts';
import { gwetAc } from '#eval/statistics/gwet-ac.ts';
import { type IccForm, intraclassCorrelation } from '#eval/statistics/intraclass-correlation.ts';
import { krippendorffAlpha, type MeasurementLevel } from '#eval/statistics/krippendorff-alpha.ts';
import { krippendorffWeighted } from '#eval/statistics/krippendorff-weighted.ts';
import { type RatingTable, ratingTable } from '#eval/statistics/rating-table.ts';
import type { Random } from '#lib/rng.ts';
import { normal, normals } from './draws.ts';
import { type Ends, type Experiment, endsOf, experiment, pOf } from './experiment.ts';

/** Subjects × raters, null where missing. */
type Rows = readonly (readonly (number | null)[])[];

const scale = [1, 2, 3, 4, 5] as const;
const shares = [0.1, 0.2, 0.3, 0.25, 0.15] as const;
const even = [0.2, 0.2, 0.2, 0.2, 0.2] as const;

interface Raters {
  readonly subjects: number;
  readonly raters: number;
  /** How likely a rater sees the subject's category; else one is drawn by its share. */
  readonly skill: number;
  readonly missing?: number;
  readonly shares?: readonly number[];
  /** Subjects of one dialogue, which often share the category. */
  readonly each?: number;
}

function category(of: readonly number[], random: Random): number {
  let rest = random.next();
  for (let i = 0; i < of.length - 1; i++) {
    rest -= of[i]!;
    if (rest < 0) return i + 1;
  }
  return of.length;
}

function rated(design: Raters, random: Random): Rows {
  const { subjects, raters, skill, missing = 0, each = 1 } = design;
  const of = design.shares ?? shares;
  let shared = 1;
  return Array.from({ length: subjects }, (_, subject) => {
    if (subject % each === 0) shared = category(of, random);
    const truth = each > 1 && random.next() < 0.8 ? shared : category(of, random);
    return Array.from({ length: raters }, () => {
      const value = random.next() < skill ? truth : category(of, random);
      return random.next() < missing ? null : value;
    });
  });
}

/**
 * Two raters agree on the category by skill² beyond chance, whatever the weights: that is what every coefficient whose
 * chance comes from the shares estimates. Gwet's and Brennan and Prediger's take another chance.
 */
function truthOf(skill: number, scheme: WeightScheme, chance: 'shares' | 'gwet' | 'uniform'): number {
  const weights = categoryWeights(scale, scheme);
  let byShares = 0;
  for (let a = 0; a < 5; a++)
    for (let b = 0; b < 5; b++) byShares += weights[a * 5 + b]! * shares[a]! * shares[b]!;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const spread = shares.reduce((sum, share) => sum + share * (1 - share), 0);
  const expected = { shares: byShares, gwet: (total / 20) * spread, uniform: total / 25 }[chance];
  const observed = skill ** 2 + (1 - skill ** 2) * byShares;
  return (observed - expected) / (1 - expected);
}

type Coefficient = (table: RatingTable, options: ChanceCorrectedOptions) => ChanceCorrectedEstimate;

const coefficients: readonly (readonly [string, Coefficient, 'shares' | 'gwet' | 'uniform'])[] = [
  ['Fleiss κ (missing)', fleissKappaMissing, 'shares'],
  ['Conger κ', congerKappa, 'shares'],
  ['Krippendorff α (irrCAC)', krippendorffWeighted, 'shares'],
  ['Gwet AC', gwetAc, 'gwet'],
  ['Brennan–Prediger', brennanPrediger, 'uniform'],
];

const optionsOf = (scheme: WeightScheme) => ({ weights: categoryWeights(scale, scheme), level: 0.95 });

function bootstrapped<Unit>(
  units: readonly Unit[],
  estimate: (units: readonly Unit[]) => Estimate,
  random: Random,
): Ends | null {
  return endsOf(estimateInterval(units, estimate, { random, resamples: 250, level: 0.95 }));
}

const present = (rows: Rows) => rows.map((row) => row.filter((value): value is number => value !== null));
const alpha = (level: MeasurementLevel) => (rows: readonly Rows[number][]) =>
  krippendorffAlpha(present(rows), level);

const skewed =
  'Few subjects: the coefficient is skewed near its upper end, and quadratic weights let a few subjects decide; the interval is symmetric.';
const fewSubjects = 'Few subjects: the percentile bootstrap of a coefficient is a little narrow.';

function coefficientExperiments(design: Raters, data: string): Experiment[] {
  const draw = (r: Random) => rated(design, r);
  const analytic = coefficients.flatMap(([name, coefficient, chance]) =>
    (['identity', 'quadratic'] as const).map((scheme) =>
      experiment({
        data,
        simulations: 1500,
        draw,
        truth: truthOf(design.skill, scheme, chance),
        intervals: {
          [`${name}, ${scheme === 'identity' ? 'unweighted' : 'quadratic'}, t interval`]: (rows) =>
            endsOf(coefficient(ratingTable(rows, scale), optionsOf(scheme))),
        },
        notes: {
          [`${name}, ${scheme === 'identity' ? 'unweighted' : 'quadratic'}, t interval`]: skewed,
        },
      }),
    ),
  );
  const drawn = experiment({
    data,
    simulations: 400,
    draw,
    truth: design.skill ** 2,
    intervals: Object.fromEntries(
      (['nominal', 'ordinal', 'interval'] as const).map((level) => [
        `Krippendorff α, ${level}, bootstrap`,
        (rows: Rows, random: Random) => bootstrapped(rows, alpha(level), random),
      ]),
    ),
    notes: Object.fromEntries(
      ['nominal', 'ordinal', 'interval'].map((level) => [`Krippendorff α, ${level}, bootstrap`, fewSubjects]),
    ),
  });
  return [...analytic, drawn];
}

const tableOf = (rows: Rows) =>
  crossTable(
    rows.map((row) => [row[0]! - 1, row[1]! - 1] as const),
    5,
  );

const cohen: readonly Experiment[] = [
  experiment({
    data: '50 subjects, 2 raters, 1–5',
    simulations: 1500,
    draw: (r) => rated({ subjects: 50, raters: 2, skill: 0.8 }, r),
    truth: 0.64,
    intervals: {
      'Cohen κ, large-sample': (rows) => endsOf(cohenKappa(tableOf(rows))),
      'Cohen κ, quadratic, large-sample': (rows) =>
        endsOf(cohenKappa(tableOf(rows), { weights: 'quadratic' })),
      'Cohen κ, bootstrap': (rows, random) =>
        bootstrapped(rows, (drawn) => cohenKappa(tableOf(drawn)), random),
    },
    notes: { 'Cohen κ, bootstrap': fewSubjects, 'Cohen κ, quadratic, large-sample': skewed },
  }),
  experiment({
    data: '40 subjects, no agreement beyond chance, 1–5',
    simulations: 4000,
    draw: (r) => rated({ subjects: 40, raters: 3, skill: 0, shares: even }, r),
    tests: {
      'Cohen κ, z': (rows) => pOf(cohenKappa(tableOf(rows))),
      'Fleiss κ, z': (rows) =>
        pOf(
          fleissKappa(rows.map((row) => scale.map((value) => row.filter((given) => given === value).length))),
        ),
      ...Object.fromEntries(
        coefficients.map(([name, coefficient]) => [
          `${name}, t`,
          (rows: Rows) => pOf(coefficient(ratingTable(rows, scale), optionsOf('identity'))),
        ]),
      ),
    },
    notes: Object.fromEntries(
      coefficients.map(([name]) => [
        `${name}, t`,
        'Its standard error is the estimated one, not that where nothing agrees; Fleiss’ z has the latter.',
      ]),
    ),
  }),
];

const dialogues = (rows: Rows) =>
  Array.from({ length: rows.length / 4 }, (_, dialogue) => rows.slice(dialogue * 4, dialogue * 4 + 4));

const clustered = experiment({
  data: '30 dialogues of 4 responses, 3 raters, 1–5',
  simulations: 400,
  draw: (r) => rated({ subjects: 120, raters: 3, skill: 0.8, each: 4 }, r),
  truth: 0.64,
  intervals: {
    'Krippendorff α, interval, bootstrap of responses': (rows, random) =>
      bootstrapped(rows, alpha('interval'), random),
    'Krippendorff α, interval, bootstrap of dialogues': (rows, random) =>
      bootstrapped(dialogues(rows), (drawn) => alpha('interval')(drawn.flat()), random),
  },
  misused: {
    'Krippendorff α, interval, bootstrap of responses': 'responses of one dialogue are taken for independent',
  },
  notes: { 'Krippendorff α, interval, bootstrap of dialogues': fewSubjects },
});

function layout(spread: { readonly subjects: number; readonly raters: number }) {
  return (random: Random) => {
    const byRater = normals(4, random, spread.raters);
    return Array.from({ length: 20 }, () => {
      const subject = spread.subjects * normal(random);
      return Array.from(byRater, (rater) => subject + rater + normal(random));
    });
  };
}

const forms: readonly IccForm[] = ['ICC(1,1)', 'ICC(2,1)', 'ICC(3,1)', 'ICC(1,k)', 'ICC(2,k)', 'ICC(3,k)'];
const iccs: readonly Experiment[] = forms.flatMap((form) => {
  const raters = form.startsWith('ICC(1') || form.startsWith('ICC(2') ? 0.5 : 0;
  const noise = (raters ** 2 + 1) / (form.endsWith('k)') ? 4 : 1);
  const isOneWay = form.startsWith('ICC(1');
  return [
    experiment({
      data: '20 subjects × 4 raters, normal',
      simulations: 2000,
      // In the one-way layout every subject has raters of its own.
      draw: (r) =>
        isOneWay
          ? Array.from({ length: 20 }, () => {
              const subject = normal(r);
              return Array.from(normals(4, r, Math.sqrt(1 + raters ** 2)), (value) => subject + value);
            })
          : layout({ subjects: 1, raters: 0.5 })(r),
      truth: 1 / (1 + noise),
      intervals: { [`${form}, F interval`]: (rows) => endsOf(intraclassCorrelation(rows, { form })) },
    }),
    ...(form.endsWith('1)')
      ? [
          experiment({
            data: '20 subjects × 4 raters, normal, subjects do not differ',
            simulations: 3000,
            draw: layout({ subjects: 0, raters: isOneWay ? 0 : 0.5 }),
            tests: { [`${form}, F`]: (rows) => pOf(intraclassCorrelation(rows, { form })) },
          }),
        ]
      : []),
  ];
});

const ofSubjects = experiment({
  data: '20 subjects × 4 raters, normal, bootstrap of subjects',
  simulations: 600,
  draw: layout({ subjects: 1, raters: 0.5 }),
  truth: 0.8,
  intervals: {
    'Cronbach α, bootstrap': (rows, random) => bootstrapped(rows, cronbachAlpha, random),
    'ICC(3,k), bootstrap': (rows, random) =>
      bootstrapped(rows, (drawn) => intraclassCorrelation(drawn, { form: 'ICC(3,k)' }), random),
  },
  notes: { 'Cronbach α, bootstrap': fewSubjects, 'ICC(3,k), bootstrap': fewSubjects },
});

export const agreementExperiments: readonly Experiment[] = [
  ...coefficientExperiments({ subjects: 30, raters: 3, skill: 0.8 }, '30 subjects, 3 raters, 1–5'),
  ...coefficientExperiments(
    { subjects: 80, raters: 5, skill: 0.8, missing: 0.4 },
    '80 subjects, 5 raters, 40 % missing, 1–5',
  ),
  clustered,
  ...cohen,
  ...iccs,
  ofSubjects,
];
