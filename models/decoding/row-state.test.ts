import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { decodingSettings } from './decoding-settings.ts';
import { kBest } from './k-best.ts';
import { logProbabilityOf, logSumExp } from './log-softmax.ts';
import { type RowRequest, RowState } from './row-state.ts';

const vocabulary = 12;

/** A model for tests: logits that depend on everything said so far. */
function model(history: readonly number[]): Float32Array {
  const random = createRandom('model', history.join());
  return Float32Array.from({ length: vocabulary }, () => random.next() * 6 - 3);
}

function massOf(logits: Float32Array, temperature: number): number {
  const top = Math.max(...logits);
  return logits.reduce((sum, logit) => sum + Math.exp((logit - top) / temperature), 0);
}

function run(row: RowState, prompt: readonly number[], step = (logits: Float32Array) => row.next(logits)) {
  const steps = [];
  while (row.finished === null) steps.push(step(model([...prompt, ...row.generated])));
  return steps;
}

const options = fc
  .record({
    doSample: fc.boolean(),
    temperature: fc.constantFrom(0.7, 1, 1.5),
    topK: fc.constantFrom(0, 1, 3, 50),
    topP: fc.constantFrom(0.5, 0.9, 1),
    minNewTokens: fc.integer({ min: 0, max: 6 }),
    minLength: fc.integer({ min: 0, max: 10 }),
    repetitionPenalty: fc.constantFrom(1, 1, 1.3),
    seed: fc.nat(1000),
  })
  .map(({ doSample, temperature, topK, topP, ...rest }) => ({
    maxNewTokens: 8,
    eosTokenIds: [0, 5],
    logProbabilities: true,
    doSample,
    ...(doSample ? { temperature, topK, topP } : {}),
    ...rest,
  }));
const prompt = fc.array(fc.nat(vocabulary - 1), { minLength: 1, maxLength: 6 });

test('greedy takes the best token until the end token, with log-probabilities of the raw distribution', () => {
  const settings = decodingSettings({
    maxNewTokens: 50,
    eosTokenIds: 0,
    repetitionPenalty: 1.2,
    logProbabilities: true,
  });
  const row = new RowState({ settings, prompt: [3] });
  const steps = run(row, [3]);
  expect(row.finished).toBe('eos');
  expect(steps.at(-1)).toMatchObject({ token: 0, finished: 'eos' });
  expect(steps.slice(0, -1).every(({ finished }) => finished === null)).toBe(true);
  steps.forEach(({ token, logProbability }, at) => {
    const logits = model([3, ...row.generated.slice(0, at)]);
    expect(logProbability).toBe(logProbabilityOf(logits, token));
  });
});

test('the reply is never shorter than asked for nor longer than allowed', () => {
  fc.assert(
    fc.property(options, prompt, (given, start) => {
      const settings = decodingSettings(given);
      const row = new RowState({ settings, prompt: start });
      const steps = run(row, start);
      expect(row.generated).toEqual(steps.map(({ token }) => token));
      expect(steps.length).toBeLessThanOrEqual(8);
      if (row.finished === 'length') expect(steps).toHaveLength(8);
      const ended = row.finished === 'eos' ? steps.length - 1 : steps.length;
      expect(ended).toBeGreaterThanOrEqual(Math.min(8, settings.minNewTokens));
      expect(start.length + ended).toBeGreaterThanOrEqual(Math.min(start.length + 8, settings.minLength));
    }),
  );
});

test('the best logits alone give the same steps as the whole row', () => {
  fc.assert(
    fc.property(options, prompt, fc.nat(5), (given, start, spare) => {
      const settings = decodingSettings(given);
      const row = new RowState({ settings, prompt: start, request: 'r' });
      const fromBest = new RowState({ settings, prompt: start, request: 'r' });
      const whole = run(row, start);
      const steps = run(fromBest, start, (logits) => {
        const needed = fromBest.bestNeeded;
        if (needed === null) return fromBest.next(logits);
        const temperature = fromBest.nucleusTemperature;
        // Of a nucleus any number of the best will do, for the rest is looked for in the row.
        const best = kBest(logits, temperature === null ? needed + spare : 1 + 2 * spare);
        const given = {
          values: Float32Array.from(best.scores),
          ids: BigInt64Array.from(best.ids, BigInt),
          logSumExp: logSumExp(logits),
        };
        if (temperature === null) return fromBest.nextFromBest(given);
        // Off by as much as a sum in float32 may be.
        const mass = massOf(logits, temperature) * (1 + (spare - 2) * 4e-6);
        return fromBest.nextFromBest({ ...given, mass }, logits);
      });
      expect(steps).toEqual(whole);
    }),
    { numRuns: 500 },
  );
});

test('a reply is the same alone, among others, and started again from its middle', () => {
  const settings = decodingSettings({ doSample: true, maxNewTokens: 10, seed: 4 });
  const request = (at: number): RowRequest => ({ settings, prompt: [at], request: `context-${at}` });
  const alone = [0, 1, 2, 3].map((at) => {
    const row = new RowState(request(at));
    return run(row, [at]).map(({ token }) => token);
  });
  const rows = [3, 0, 2, 1].map((at) => ({ at, row: new RowState(request(at)) }));
  for (let round = 0; rows.some(({ row }) => row.finished === null); round++)
    // The rows join one after the other.
    for (const [place, { at, row }] of rows.entries())
      if (round >= place * 3 && row.finished === null) row.next(model([at, ...row.generated]));
  for (const { at, row } of rows) expect(row.generated).toEqual(alone[at]);
  expect(new Set(alone.map((tokens) => tokens.join())).size).toBe(4);
});

test('seed and request each change a sampled reply, and neither changes a greedy one', () => {
  const reply = (given: Record<string, unknown>, request: string) => {
    const row = new RowState({
      settings: decodingSettings({ maxNewTokens: 12, ...given }),
      prompt: [1],
      request,
    });
    run(row, [1]);
    return row.generated.join();
  };
  const sampled = reply({ doSample: true, seed: 1 }, 'a');
  expect(reply({ doSample: true, seed: 1 }, 'a')).toBe(sampled);
  expect(reply({ doSample: true, seed: 2 }, 'a')).not.toBe(sampled);
  expect(reply({ doSample: true, seed: 1 }, 'b')).not.toBe(sampled);
  expect(reply({ seed: 1 }, 'a')).toBe(reply({ seed: 2 }, 'b'));
});

test('a stop string ends the reply and is not part of its text', () => {
  const letters = 'abcdefghijkl';
  const decode = (tokens: readonly number[]) => tokens.map((token) => letters[token]).join('');
  const free = new RowState({ settings: decodingSettings({ maxNewTokens: 8 }), prompt: [2] });
  run(free, [2]);
  const text = decode(free.generated);
  const settings = decodingSettings({ maxNewTokens: 8, stopStrings: [text.slice(3, 5)] });
  const row = new RowState({ settings, prompt: [2], decode });
  const steps = run(row, [2]);
  expect(steps).toHaveLength(5);
  expect(row.finished).toBe('stop');
  expect(row.stop).toBe(text.slice(3, 5));
  expect(row.text).toBe(text.slice(0, 3));
});

test('the logits given are left as they are', () => {
  const settings = decodingSettings({ minNewTokens: 2, eosTokenIds: 1, repetitionPenalty: 2 });
  const logits = Float32Array.of(1, 5, 3);
  expect(new RowState({ settings, prompt: [2] }).next(logits).token).toBe(2);
  expect([...logits]).toEqual([1, 5, 3]);
});

test('no further step is taken after the end, and no token is made up where none is left', () => {
  const settings = decodingSettings({ maxNewTokens: 1 });
  const row = new RowState({ settings, prompt: [1] });
  row.next(Float32Array.of(0, 1));
  expect(() => row.next(Float32Array.of(0, 1))).toThrow('finished');
  const banned = new RowState({ settings: decodingSettings({ noRepeatNgramSize: 1 }), prompt: [0, 1] });
  expect(() => banned.next(Float32Array.of(0, 1))).toThrow('No token is left');
  expect(banned.bestNeeded).toBeNull();
});
