import { createRandom, type Random } from '#lib/rng.ts';

export type Ends = readonly [number, number];

/** Data drawn again and again, and every method that is put to them. */
export interface Situation<Data> {
  /** What the data are, as the page names them. */
  readonly data: string;
  readonly simulations: number;
  readonly draw: (random: Random) => Data;
  /** p-values where nothing is to be found; null where the test is undefined, which counts as nothing found. */
  readonly tests?: Readonly<Record<string, (data: Data, random: Random) => number | null>>;
  /** 95 % intervals; null where there is none. */
  readonly intervals?: Readonly<Record<string, (data: Data, random: Random) => Ends | null>>;
  /** What the intervals ought to hold. */
  readonly truth?: number | ((data: Data) => number);
  /** Methods whose assumption the data break on purpose, each with why. */
  readonly misused?: Readonly<Record<string, string>>;
  /** What is known of other methods that may not be as stated here. */
  readonly notes?: Readonly<Record<string, string>>;
}

export interface Row {
  readonly kind: 'test' | 'interval';
  readonly method: string;
  readonly data: string;
  /** Simulations in which there was a p-value or an interval; all of them, for tests. */
  readonly counted: number;
  readonly undefined: number;
  /** p ≤ 0.05, or the truth outside the interval. */
  readonly wrong: number;
  /** p ≤ 0.01; null for intervals. */
  readonly wrongAtOne: number | null;
  readonly misused: string | null;
  readonly note: string | null;
}

export type Experiment = (options: { readonly seed: number; readonly scale: number }) => Row[];

interface Tally {
  undefined: number;
  wrong: number;
  wrongAtOne: number;
}

// Sums such as 1 − (1 − p) may leave a p that is 0.05 a unit of the last place above it.
const slack = 1e-12;

export function experiment<Data>(situation: Situation<Data>): Experiment {
  const { data, draw, tests = {}, intervals = {}, truth = 0 } = situation;
  return ({ seed, scale }) => {
    const simulations = Math.max(1, Math.round(situation.simulations * scale));
    const tallies = new Map<string, Tally>();
    for (const name of [...Object.keys(tests), ...Object.keys(intervals)])
      tallies.set(name, { undefined: 0, wrong: 0, wrongAtOne: 0 });
    for (let simulation = 0; simulation < simulations; simulation++) {
      const drawn = draw(createRandom(seed, data, simulation, 'data'));
      for (const [name, test] of Object.entries(tests)) {
        const p = test(drawn, createRandom(seed, data, simulation, name));
        const tally = tallies.get(name)!;
        if (p === null || Number.isNaN(p)) tally.undefined++;
        else {
          if (p <= 0.05 + slack) tally.wrong++;
          if (p <= 0.01 + slack) tally.wrongAtOne++;
        }
      }
      const value = typeof truth === 'number' ? truth : truth(drawn);
      for (const [name, interval] of Object.entries(intervals)) {
        const ends = interval(drawn, createRandom(seed, data, simulation, name));
        const tally = tallies.get(name)!;
        if (ends === null || Number.isNaN(ends[0]) || Number.isNaN(ends[1])) tally.undefined++;
        else if (value < ends[0] - slack || value > ends[1] + slack) tally.wrong++;
      }
    }
    return Array.from(tallies, ([method, tally]): Row => {
      const isTest = method in tests;
      return {
        kind: isTest ? 'test' : 'interval',
        method,
        data,
        counted: isTest ? simulations : simulations - tally.undefined,
        undefined: tally.undefined,
        wrong: tally.wrong,
        wrongAtOne: isTest ? tally.wrongAtOne : null,
        misused: situation.misused?.[method] ?? null,
        note: situation.notes?.[method] ?? null,
      };
    });
  };
}

/** The p of a result, or null where it is undefined. */
export function pOf(
  result: { readonly status: 'undefined' } | { readonly status: 'defined'; readonly p: number | null },
): number | null {
  return result.status === 'defined' ? result.p : null;
}

export function endsOf(
  result:
    | { readonly status: 'undefined' }
    | { readonly status: 'defined'; readonly interval: Ends | null }
    | { readonly status: 'defined'; readonly low: number; readonly high: number },
): Ends | null {
  if (result.status === 'undefined') return null;
  return 'interval' in result ? result.interval : [result.low, result.high];
}
