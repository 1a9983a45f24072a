import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { BeamSearch } from './beam-search.ts';
import { type DecodingSettings, decodingSettings } from './decoding-settings.ts';
import { paddedSequences } from './padded-sequences.ts';

const eos = 0;

/** A model for tests: logits that depend on everything said so far. */
function model(history: readonly number[], { seed, vocabulary }: { seed: number; vocabulary: number }) {
  const random = createRandom('model', seed, history.join());
  return Float32Array.from({ length: vocabulary }, () => random.next() * 6 - 3);
}

function logProbabilities(logits: Float32Array): number[] {
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
  return Array.from(logits, (logit) => logit - Math.log(total));
}

interface Toy {
  readonly seed: number;
  readonly vocabulary: number;
}
const prompt = [1, 2];

function search(settings: DecodingSettings, toy: Toy) {
  const beams = new BeamSearch({ settings, prompt });
  let live: (readonly number[])[] = [prompt];
  let steps = 0;
  while (!beams.done) {
    expect(beams.rowsNeeded).toBe(live.length);
    const { parents, tokens } = beams.advance(live.map((history) => model(history, toy)));
    const before = live;
    live = parents.map((parent, place) => [...before[parent]!, tokens[place]!]);
    steps++;
  }
  expect(beams.rowsNeeded).toBe(0);
  return { sequences: beams.sequences(), steps };
}

interface Ended {
  readonly tokens: readonly number[];
  readonly score: number;
}

/** Every sequence there is: ended by the end token, or as long as allowed. */
function everySequence(settings: DecodingSettings, toy: Toy): Ended[] {
  const ended: Ended[] = [];
  const extend = (tokens: readonly number[], sum: number) => {
    logProbabilities(model([...prompt, ...tokens], toy)).forEach((logProbability, token) => {
      const longer = [...tokens, token];
      const total = sum + logProbability;
      if (token === eos || longer.length === settings.maxNewTokens)
        ended.push({ tokens: longer, score: total / longer.length ** settings.lengthPenalty });
      else extend(longer, total);
    });
  };
  extend([], 0);
  return ended.sort((a, b) => b.score - a.score);
}

test('with enough beams the search finds the best of all sequences, in order', () => {
  fc.assert(
    fc.property(
      fc.record({ seed: fc.nat(10_000), vocabulary: fc.integer({ min: 2, max: 4 }) }),
      fc.integer({ min: 1, max: 3 }),
      fc.constantFrom(0.5, 1, 2),
      (toy, maxNewTokens, lengthPenalty) => {
        const all = everySequence(
          decodingSettings({ numBeams: 1000, maxNewTokens, lengthPenalty, numReturnSequences: 1 }),
          toy,
        );
        fc.pre(!anyClose(all.map(({ score }) => score)));
        const settings = decodingSettings({
          numBeams: Math.max(2, all.length),
          numReturnSequences: all.length,
          maxNewTokens,
          lengthPenalty,
          earlyStopping: 'never',
          eosTokenIds: eos,
        });
        const found = search(settings, toy).sequences;
        expect(found.map(({ tokens }) => tokens)).toEqual(all.map(({ tokens }) => tokens));
        found.forEach(({ score }, place) => {
          expect(score).toBeCloseTo(all[place]!.score, 5);
        });
      },
    ),
  );
});

/** Whether two scores are so close that float32 rounding could order them either way. */
function close(a: number, b: number): boolean {
  return Math.abs(a - b) < 1e-5;
}

function anyClose(scores: readonly number[]): boolean {
  return scores.some((score, place) => place > 0 && close(score, scores[place - 1]!));
}

/**
 * The rules in their plainest form: whole lists, sorted; beams after the first are there from the beginning.
 * Null where rounding could decide.
 */
function plainBeams(settings: DecodingSettings, toy: Toy): { sequences: Ended[]; steps: number } | null {
  const { numBeams, maxNewTokens, lengthPenalty, earlyStopping } = settings;
  let beams = Array.from({ length: numBeams }, (_, at) => ({
    tokens: [] as number[],
    sum: at === 0 ? 0 : -1e9,
  }));
  let kept: Ended[] = [];
  let doubtful = false;
  const end = (tokens: number[], sum: number) => {
    kept.push({ tokens, score: sum / tokens.length ** lengthPenalty });
    kept.sort((a, b) => b.score - a.score);
    doubtful ||= anyClose(kept.map(({ score }) => score));
    kept = kept.slice(0, numBeams);
  };
  for (let length = 1; ; length++) {
    const list = beams.flatMap(({ tokens, sum }) =>
      logProbabilities(model([...prompt, ...tokens], toy)).map((logProbability, token) => ({
        tokens: [...tokens, token],
        sum: sum + logProbability,
      })),
    );
    list.sort((a, b) => b.sum - a.sum);
    doubtful ||= anyClose(list.slice(0, 2 * numBeams + 1).map(({ sum }) => sum));
    const best = list.slice(0, 2 * numBeams);
    beams = [];
    for (const [rank, { tokens, sum }] of best.entries()) {
      if (beams.length === numBeams) break;
      if (tokens.at(-1) !== eos) beams.push({ tokens, sum });
      else if (rank < numBeams) end(tokens, sum);
    }
    const bound = earlyStopping === 'never' ? maxNewTokens : length;
    if (kept.length === numBeams) {
      const worst = kept.at(-1)!.score;
      const attainable = best[0]!.sum / bound ** lengthPenalty;
      doubtful ||= earlyStopping !== true && close(worst, attainable);
      if (earlyStopping === true || worst >= attainable)
        return doubtful ? null : { sequences: kept, steps: length };
    }
    if (length === maxNewTokens) {
      for (const { tokens, sum } of beams) end(tokens, sum);
      return doubtful ? null : { sequences: kept, steps: length };
    }
  }
}

test('the search is the plain rules, sequences, scores and number of steps, for every stopping rule', () => {
  const stopped = new Set<string>();
  fc.assert(
    fc.property(
      fc.record({ seed: fc.nat(10_000), vocabulary: fc.integer({ min: 9, max: 14 }) }),
      fc.integer({ min: 2, max: 4 }),
      fc.record({
        lengthPenalty: fc.constantFrom(0.5, 1, 2),
        earlyStopping: fc.constantFrom(true, false, 'never' as const),
        maxNewTokens: fc.integer({ min: 1, max: 9 }),
      }),
      (toy, numBeams, given) => {
        const settings = decodingSettings({
          ...given,
          numBeams,
          numReturnSequences: numBeams,
          eosTokenIds: eos,
        });
        const expected = plainBeams(settings, toy);
        fc.pre(expected !== null);
        const { sequences, steps } = search(settings, toy);
        expect(sequences.map(({ tokens }) => tokens)).toEqual(expected.sequences.map(({ tokens }) => tokens));
        sequences.forEach(({ score, tokens, finished }, place) => {
          expect(score).toBeCloseTo(expected.sequences[place]!.score, 5);
          expect(finished).toBe(tokens.at(-1) === eos ? 'eos' : 'length');
        });
        expect(steps).toBe(expected.steps);
        if (steps < settings.maxNewTokens) stopped.add(String(settings.earlyStopping));
      },
    ),
    { numRuns: 600 },
  );
  expect(stopped).toEqual(new Set(['true', 'false', 'never']));
});

test('one beam without an end token is greedy', () => {
  const toy = { seed: 5, vocabulary: 6 };
  const settings = { ...decodingSettings({ maxNewTokens: 6 }), numBeams: 1 };
  const [best] = search(settings, toy).sequences;
  let history = [...prompt];
  for (let step = 0; step < 6; step++) {
    const logits = model(history, toy);
    history = [...history, logits.indexOf(Math.max(...logits))];
  }
  expect(best?.tokens).toEqual(history.slice(prompt.length));
});

test('the processors work on every beam with its own history', () => {
  const toy = { seed: 11, vocabulary: 9 };
  const settings = decodingSettings({
    numBeams: 3,
    numReturnSequences: 3,
    maxNewTokens: 6,
    minNewTokens: 4,
    noRepeatNgramSize: 1,
    eosTokenIds: eos,
  });
  for (const { tokens } of search(settings, toy).sequences) {
    expect(new Set([...prompt, ...tokens]).size).toBe(prompt.length + tokens.length);
    expect(tokens.slice(0, 4)).not.toContain(eos);
  }
});

test('an end token further down the list than the beams are many is dropped', () => {
  const settings = decodingSettings({
    numBeams: 2,
    numReturnSequences: 2,
    maxNewTokens: 2,
    eosTokenIds: 3,
    lengthPenalty: 0,
  });
  const beams = new BeamSearch({ settings, prompt });
  // Third in the list, so not within the first two places; kept, it would be the best hypothesis in the end.
  beams.advance([Float32Array.of(3, 2.5, -9, 2)]);
  const last = Float32Array.of(0.2, 0.1, 0, -9);
  expect(beams.advance([last, last]).done).toBe(true);
  expect(beams.sequences()).toMatchObject([
    { tokens: [0, 0], finished: 'length' },
    { tokens: [0, 1], finished: 'length' },
  ]);
});

test('the rows of logits are counted and left as they are, and nothing is given before the end', () => {
  const settings = decodingSettings({ numBeams: 2, maxNewTokens: 3, noRepeatNgramSize: 1 });
  const beams = new BeamSearch({ settings, prompt: [1] });
  const logits = Float32Array.of(1, 2, 3, 4, 5);
  expect(() => beams.advance([logits, logits])).toThrow('takes 1 rows of logits, got 2');
  expect(beams.advance([logits])).toEqual({ parents: [0, 0], tokens: [4, 3], done: false });
  expect([...logits]).toEqual([1, 2, 3, 4, 5]);
  expect(() => beams.sequences()).toThrow('not done');
});

test('a vocabulary that is ruled out is an error, not a made-up beam', () => {
  const settings = decodingSettings({ numBeams: 2, maxNewTokens: 3, noRepeatNgramSize: 1 });
  const beams = new BeamSearch({ settings, prompt: [0, 1] });
  expect(() => beams.advance([Float32Array.of(0, 1)])).toThrow('No token is left');
});

test('several end tokens each close a hypothesis', () => {
  const settings = decodingSettings({
    numBeams: 2,
    numReturnSequences: 2,
    maxNewTokens: 4,
    eosTokenIds: [0, 1],
    earlyStopping: true,
  });
  const beams = new BeamSearch({ settings, prompt });
  expect(beams.advance([Float32Array.of(5, 4, 1, 1, 1)]).done).toBe(true);
  expect(beams.sequences().map(({ tokens }) => tokens)).toEqual([[0], [1]]);
});

test('where every beam prefers its several end tokens, the beams live on among the rest', () => {
  const settings = decodingSettings({ numBeams: 2, maxNewTokens: 4, eosTokenIds: [0, 1] });
  const beams = new BeamSearch({ settings, prompt });
  expect(beams.advance([Float32Array.of(0, 0, 5, 3.5, 1)]).tokens).toEqual([2, 3]);
  const ending = Float32Array.of(9, 8, 1, 2, 0);
  expect(beams.advance([ending, ending])).toMatchObject({ parents: [0, 0], tokens: [3, 2] });
});

test('sequences are padded on the right to the longest', () => {
  expect(paddedSequences([[1, 2, 3], [4], []], 9)).toEqual([
    [1, 2, 3],
    [4, 9, 9],
    [9, 9, 9],
  ]);
  expect(paddedSequences([], 9)).toEqual([]);
});
