import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DecodingSettings, decodingSettings } from './decoding-settings.ts';
import { processLogits } from './logits-processors.ts';
import { banRepeatedNgrams } from './no-repeat-ngram.ts';
import { penaliseRepetition } from './repetition-penalty.ts';
import { warpLogits } from './warp-logits.ts';

const goldenFile = new URL('../../../shared/goldens/models/primitives/primitives.json', import.meta.url);

type Rows = readonly (readonly (number | null)[])[];
interface Golden {
  readonly logits: readonly (readonly number[])[];
  readonly input_ids: readonly (readonly number[])[];
  readonly transfertransfo_top_filtering: Readonly<Record<string, Rows>>;
  readonly [name: string]: unknown;
}

/** A row as processors and warpers leave it, null where a token is ruled out. */
function throughAll(logits: readonly number[], settings: DecodingSettings, tokens: readonly number[]) {
  const scores = Float32Array.from(logits);
  processLogits(scores, settings, { tokens, promptLength: tokens.length });
  const candidates = warpLogits(scores, settings);
  const row = new Array<number | null>(logits.length).fill(null);
  candidates.ids.forEach((id, place) => {
    if (candidates.scores[place]! > Number.NEGATIVE_INFINITY) row[id] = candidates.scores[place]!;
  });
  return row;
}

function expectRows(golden: Golden, expected: Rows, options: Record<string, unknown>) {
  const settings = decodingSettings({ doSample: true, ...options });
  expect(expected.length).toBe(golden.logits.length);
  expected.forEach((row, index) => {
    const actual = throughAll(golden.logits[index]!, settings, golden.input_ids[index]!);
    expect(actual.map((value) => value === null)).toEqual(row.map((value) => value === null));
    actual.forEach((value, token) => {
      if (value !== null) expect(value).toBeCloseTo(row[token]!, 5);
    });
  });
}

describe.skipIf(!existsSync(goldenFile))('the reference numbers for processors and warpers', () => {
  const golden = existsSync(goldenFile)
    ? (JSON.parse(readFileSync(goldenFile, 'utf8')).logits_processors as Golden)
    : ({} as Golden);

  test.each([
    ['temperature_0.9', { temperature: 0.9 }],
    ['top_k_5', { topK: 5 }],
    ['top_p_0.8', { topP: 0.8 }],
    ['repetition_penalty_1.3', { repetitionPenalty: 1.3 }],
    ['no_repeat_ngram_2', { noRepeatNgramSize: 2 }],
    ['min_length_8_eos_3', { minLength: 8, eosTokenIds: 3 }],
    ['emprl_min5_temp0.9_top_k20_top_p1', { minLength: 5, eosTokenIds: 3, temperature: 0.9, topK: 20 }],
    ['temp0.7_top_k8_top_p0.9', { temperature: 0.7, topK: 8, topP: 0.9 }],
  ])('%s', (name, options) => {
    expectRows(golden, golden[name] as Rows, options);
  });

  test.each([
    ['top_k0_top_p0.9', { topP: 0.9 }],
    ['top_k5_top_p0.0', { topK: 5 }],
    ['top_k10_top_p0.8', { topK: 10, topP: 0.8 }],
  ])('transfer-learning-conv-ai %s', (name, options) => {
    expectRows(golden, golden.transfertransfo_top_filtering[name]!, { temperature: 0.7, ...options });
  });
});

const tokens = fc.array(fc.nat(4), { maxLength: 25 });

test('no run of n tokens occurs twice where banned tokens are not taken, and nothing else is banned', () => {
  fc.assert(
    fc.property(tokens, fc.integer({ min: 1, max: 4 }), (history, size) => {
      const scores = new Float32Array(5);
      banRepeatedNgrams(scores, history, size);
      const runs = new Set<string>();
      for (let start = 0; start + size <= history.length; start++)
        runs.add(history.slice(start, start + size).join());
      for (let token = 0; token < 5; token++) {
        const run = [...history, token].slice(-size);
        const repeats = run.length === size && runs.has(run.join());
        expect(scores[token] === Number.NEGATIVE_INFINITY).toBe(repeats);
      }
    }),
  );
});

test('the repetition penalty touches each token of the history once and no other', () => {
  fc.assert(
    fc.property(tokens, fc.constantFrom(0.5, 1.5, 2), (history, penalty) => {
      const before = Float32Array.of(2, -2, 0, 1, -1);
      const scores = before.slice();
      penaliseRepetition(scores, history, penalty);
      before.forEach((score, token) => {
        const penalised = score < 0 ? score * penalty : score / penalty;
        expect(scores[token]).toBe(Math.fround(history.includes(token) ? penalised : score));
      });
    }),
  );
});

test('tokens of a history that the row of logits does not have are passed over', () => {
  const scores = new Float32Array(2);
  penaliseRepetition(scores, [7], 2);
  banRepeatedNgrams(scores, [7, 7], 2);
  expect([...scores]).toEqual([0, 0]);
});

test('minLength counts the prompt, minNewTokens the reply alone', () => {
  const endAllowed = (options: Record<string, unknown>, promptLength: number, generated: number) => {
    const scores = new Float32Array(4);
    const settings = decodingSettings({ eosTokenIds: [1, 3], ...options });
    const history = new Array<number>(promptLength + generated).fill(0);
    processLogits(scores, settings, { tokens: history, promptLength });
    expect(scores[0]).toBe(0);
    expect(scores[1]).toBe(scores[3]);
    return scores[1] === 0;
  };
  expect(endAllowed({ minLength: 5 }, 3, 1)).toBe(false);
  expect(endAllowed({ minLength: 5 }, 3, 2)).toBe(true);
  expect(endAllowed({ minNewTokens: 2 }, 3, 1)).toBe(false);
  expect(endAllowed({ minNewTokens: 2 }, 3, 2)).toBe(true);
});
