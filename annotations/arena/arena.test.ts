import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { arenaTable, fewestPeople } from './arena-table.ts';
import type { ArenaChoice, ArenaVote } from './arena-vote.ts';
import { drawBattle, type PairVotes } from './draw-battle.ts';
import { evenSteps } from './even-telling.ts';
import { namesASystem } from './names-a-system.ts';

const settings = { bothBad: 'tie', level: 0.95, resamples: 300, seed: 1 } as const;

function vote(systems: readonly [string, string], choice: ArenaChoice, voter = 'P1'): ArenaVote {
  return { systems, choice, voter, turns: 1, namesSystem: false };
}

describe('the draw of who meets', () => {
  const systems = ['attuned', 'brief', 'calm', 'drifting'];

  test('is the same from the same seed in whatever order systems are given, and of two different ones', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const [a, b] = drawBattle(systems, [], createRandom(seed));
        expect(a).not.toBe(b);
        expect(drawBattle([...systems].reverse(), [], createRandom(seed))).toEqual([a, b]);
      }),
    );
  });

  test('every system stands first as often as second', () => {
    const draws = 6000;
    const first = new Map<string, number>();
    const met = new Map<string, number>();
    const random = createRandom(4);
    const votes: PairVotes[] = [{ first: 'attuned', second: 'brief', firstWins: 9, secondWins: 3, ties: 2 }];
    for (let draw = 0; draw < draws; draw++) {
      const pair = drawBattle(systems, votes, random);
      first.set(pair[0], (first.get(pair[0]) ?? 0) + 1);
      for (const system of pair) met.set(system, (met.get(system) ?? 0) + 1);
    }
    for (const system of systems) {
      const share = (first.get(system) ?? 0) / (met.get(system) ?? 1);
      // Four standard errors of about 3,000 draws.
      expect(Math.abs(share - 0.5)).toBeLessThan(0.037);
    }
  });

  test('votes on systems that are not offered do not matter', () => {
    const other: PairVotes = { first: 'attuned', second: 'gone', firstWins: 5, secondWins: 5, ties: 0 };
    expect(drawBattle(systems, [other], createRandom(8))).toEqual(drawBattle(systems, [], createRandom(8)));
  });
});

describe('the table of an arena', () => {
  const votes = [
    vote(['a', 'b'], 'first'),
    vote(['b', 'a'], 'first', 'P2'),
    vote(['b', 'a'], 'second'),
    vote(['a', 'c'], 'tie', 'P2'),
    vote(['c', 'b'], 'both-bad'),
  ];

  test('counts wins, ties and votes for neither by pair, whichever lane a system had', () => {
    const table = arenaTable(votes, settings);
    expect(table).toMatchObject({ votes: 5, voters: 2, unit: 'votes' });
    expect(table.choices).toEqual({ first: 2, second: 1, tie: 1, 'both-bad': 1 });
    expect(table.pairs).toEqual([
      { systems: ['a', 'b'], wins: [2, 1], ties: 0, bothBad: 0 },
      { systems: ['a', 'c'], wins: [0, 0], ties: 1, bothBad: 0 },
      { systems: ['b', 'c'], wins: [0, 0], ties: 0, bothBad: 1 },
    ]);
    expect(table.systems.find(({ system }) => system === 'b')).toMatchObject({
      votes: 4,
      wins: 1,
      losses: 2,
      bothBad: 1,
    });
  });

  test('a vote for neither is a tie, or nothing', () => {
    const tied = arenaTable(votes, settings);
    expect(tied.systems.every(({ strength }) => strength.value !== null)).toBe(true);
    expect(tied.systems[0]?.system).toBe('a');
    const leftOut = arenaTable([...votes, vote(['b', 'c'], 'second')], { ...settings, bothBad: 'left-out' });
    expect(leftOut.signature).not.toBe(tied.signature);
    expect(leftOut.systems.find(({ system }) => system === 'c')).toMatchObject({ votes: 3, bothBad: 1 });
  });

  test('says why where there are too few votes, and is empty without any', () => {
    const [best] = arenaTable([vote(['a', 'b'], 'first')], settings).systems;
    expect(best?.strength).toMatchObject({ value: null, reason: expect.stringContaining('more votes') });
    expect(arenaTable([], settings)).toMatchObject({ votes: 0, systems: [], pairs: [] });
  });

  test('lanes and the order of votes change no strength', () => {
    const random = createRandom(2);
    const many = simulated([0.6, 0, -0.6], { votes: 120, people: 5, random });
    const turned = many
      .map(({ systems, choice, ...rest }): ArenaVote => {
        const other: ArenaChoice = choice === 'first' ? 'second' : choice === 'second' ? 'first' : choice;
        return { ...rest, systems: [systems[1], systems[0]], choice: other };
      })
      .reverse();
    const values = (of: readonly ArenaVote[]) =>
      arenaTable(of, settings).systems.map(({ system, strength }) => [system, strength]);
    expect(values(turned)).toEqual(values(many));
  });

  test.each([
    { people: 8, unit: 'votes' },
    { people: 30, unit: 'people' },
  ])('the truth lies within 95 % intervals and rank intervals ($unit drawn)', ({ people, unit }) => {
    const truth = [0.8, 0.1, -0.2, -0.7];
    const arenas = 60;
    let [covered, ranked] = [0, 0];
    for (let seed = 0; seed < arenas; seed++) {
      const random = createRandom(seed, 'coverage');
      const table = arenaTable(simulated(truth, { votes: 240, people, random }), {
        ...settings,
        resamples: 200,
      });
      expect(table.unit).toBe(unit);
      for (const { system, strength, rank } of table.systems) {
        const at = Number(system.slice(1));
        const isWithin = ({ low, high }: typeof strength, value: number) =>
          (low ?? Number.NaN) <= value && value <= (high ?? Number.NaN);
        if (isWithin(strength, truth[at] ?? 0)) covered++;
        if (isWithin(rank, at + 1)) ranked++;
      }
    }
    // 240 intervals: 95 % has a standard error of some 1.5 points, more as those of an arena go together.
    expect(covered / (arenas * truth.length)).toBeGreaterThan(0.895);
    expect(covered / (arenas * truth.length)).toBeLessThan(0.99);
    expect(ranked / (arenas * truth.length)).toBeGreaterThan(0.93);
  });

  test('people are drawn once there are enough of them', () => {
    const random = createRandom(1);
    const few = simulated([0.2, 0, -0.2], { votes: 90, people: fewestPeople - 1, random });
    expect(arenaTable(few, settings).unit).toBe('votes');
  });

  /** Votes of people in turn on pairs drawn as the arena draws them, with no ties. */
  function simulated(
    truth: readonly number[],
    { votes, people, random }: { votes: number; people: number; random: ReturnType<typeof createRandom> },
  ): ArenaVote[] {
    const names = truth.map((_, at) => `s${at}`);
    const given: ArenaVote[] = [];
    const counts = new Map<string, PairVotes>();
    for (let at = 0; at < votes; at++) {
      const systems = drawBattle(names, [...counts.values()], random);
      const [a, b] = systems.map((name) => truth[Number(name.slice(1))] ?? 0) as [number, number];
      const isFirst = random.next() < 1 / (1 + Math.exp(b - a));
      given.push(vote(systems, isFirst ? 'first' : 'second', `P${at % people}`));
      const [first, second] = [...systems].sort() as [string, string];
      const isWon = (isFirst ? systems[0] : systems[1]) === first;
      const before = counts.get(`${first} ${second}`) ?? {
        first,
        second,
        firstWins: 0,
        secondWins: 0,
        ties: 0,
      };
      counts.set(`${first} ${second}`, {
        ...before,
        firstWins: before.firstWins + (isWon ? 1 : 0),
        secondWins: before.secondWins + (isWon ? 0 : 1),
      });
    }
    return given;
  }
});

describe('telling two replies evenly', () => {
  test('each step adds as many words to both, and the last has both whole', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 400 }), { minLength: 2, maxLength: 2 }), (texts) => {
        const steps = evenSteps(texts);
        expect(steps.length).toBeLessThanOrEqual(80);
        if (texts.some((text) => /\S/.test(text))) expect(steps.at(-1)).toEqual(texts);
        steps.forEach((told, step) => {
          told.forEach((text, lane) => {
            expect(texts[lane]!.startsWith(text)).toBe(true);
            expect(text.startsWith(steps[step - 1]?.[lane] ?? '')).toBe(true);
          });
        });
      }),
    );
    expect(evenSteps(['one two three', 'four'])).toEqual([
      ['one', 'four'],
      ['one two', 'four'],
      ['one two three', 'four'],
    ]);
  });
});

describe('a reply that names who wrote it', () => {
  const shipped = ['big-gpt'];
  const systems = [
    { name: 'warm-listener', definition: { generator: 'caire', checkpoint: '/models/big-gpt' } },
    { name: 'far', definition: { generator: 'remote', model: 'owner/huge-lm' } },
    { name: 'human', definition: null },
  ];

  test('is found by the name of a system, its generator and its model, as whole words', () => {
    for (const said of ['I am Warm-Listener.', 'They call me CAiRE!', 'My weights are big-gpt.', 'Huge-LM.'])
      expect(namesASystem(['Hello.', said], systems, shipped)).toBe(true);
    for (const said of ['I am a good listener.', 'Caired for.', 'As a human would.'])
      expect(namesASystem([said], systems, shipped)).toBe(false);
  });

  test('the folder of a checkpoint is no name, so that one a training made is not named by the word “model”', () => {
    const trained = { name: 'warm-listener', definition: { checkpoint: '/data/trained/trn_1/model' } };
    const own = { name: 'calm', definition: { checkpoint: '/home/me/friends' } };
    expect(namesASystem(['You are a role model to your friends!'], [trained, own], shipped)).toBe(false);
    expect(namesASystem(['Warm-listener it is.'], [trained, own], shipped)).toBe(true);
  });
});
