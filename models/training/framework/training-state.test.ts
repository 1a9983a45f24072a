import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing.ts';
import { openLossCurve } from './loss-curve.ts';
import { fingerprintOf, loadTrainingState, type SavedState, saveTrainingState } from './training-state.ts';

function state(step: number): SavedState {
  return {
    trainer: {
      step,
      parameters: new Map([['w', Float32Array.of(step, Number.MIN_VALUE, 0.1)]]),
      moments: new Map([
        ['m:w', Float32Array.of(1, 2, 3)],
        ['v:w', Float32Array.of(4, 5, step)],
      ]),
    },
    loop: {
      step,
      tokens: 10 * step,
      seconds: 0.1 + 0.2,
      watch: { smoothed: 0.1 + 0.7, lowest: null },
      best: { step: 1, loss: 1 / 3 },
      lastValidation: { loss: 1 / 3 },
      validatedAt: 1,
    },
  };
}

test('a state comes back to the last bit, and only the latest is kept', () => {
  const out = temporaryFolder();
  saveTrainingState(out, 'f', state(1));
  saveTrainingState(out, 'f', state(2));
  expect(loadTrainingState(out, 'f')).toEqual(state(2));
  expect(readdirSync(join(out, 'state')).sort()).toEqual(['state.json', 'step-2-1.safetensors']);
});

test('a state that is saved again at its step is whole until the new one is', () => {
  const out = temporaryFolder();
  saveTrainingState(out, 'f', state(2));
  const unreadable = { ...state(2).trainer, parameters: new Map([['w', null as unknown as Float32Array]]) };
  expect(() => saveTrainingState(out, 'f', { ...state(2), trainer: unreadable })).toThrow();
  expect(loadTrainingState(out, 'f')).toEqual(state(2));
  saveTrainingState(out, 'f', { ...state(2), extra: 'later' });
  saveTrainingState(out, 'f', { ...state(2), extra: 'latest' });
  expect(loadTrainingState(out, 'f')).toEqual({ ...state(2), extra: 'latest' });
  expect(readdirSync(join(out, 'state'))).toHaveLength(2);
});

test('what a training carries besides comes back as it was', () => {
  const out = temporaryFolder();
  const saved = { ...state(1), extra: { coefficient: 0.1 + 0.2, levels: '012' } };
  saveTrainingState(out, 'f', saved);
  expect(loadTrainingState(out, 'f')).toEqual(saved);
});

test('a crash while the next state is written leaves the one before', () => {
  const out = temporaryFolder();
  saveTrainingState(out, 'f', state(1));
  writeFileSync(join(out, 'state', 'step-2-1.safetensors'), 'half');
  writeFileSync(join(out, 'state', 'state.json.partial'), '{');
  expect(loadTrainingState(out, 'f')).toEqual(state(1));
  saveTrainingState(out, 'f', state(2));
  expect(loadTrainingState(out, 'f')).toEqual(state(2));
});

test('the state of another training is refused, and none is none', () => {
  const out = temporaryFolder();
  expect(loadTrainingState(out, 'f')).toBeUndefined();
  saveTrainingState(out, 'f', state(1));
  expect(() => loadTrainingState(out, 'g')).toThrow(/another config, other data or another start/);
});

test('a fingerprint sees every value, and neither the order of keys nor what is undefined', () => {
  expect(fingerprintOf({ a: 1, b: { c: [1, 2], d: undefined } })).toBe(
    fingerprintOf({ b: { c: [1, 2] }, a: 1 }),
  );
  expect(fingerprintOf({ a: [1, 2] })).not.toBe(fingerprintOf({ a: [2, 1] }));
});

test('a loss curve that is opened after a step loses the lines past it and a line cut off', () => {
  const path = join(temporaryFolder(), 'loss.jsonl');
  const point = { tokens: 1, loss: 1, learningRate: 1, gradientNorm: 1, tokensPerSecond: 1 };
  const curve = openLossCurve(path, 0);
  for (const step of [2, 4, 6]) curve.append({ step, ...point });
  writeFileSync(path, '{"step":7,"lo', { flag: 'a' });
  openLossCurve(path, 4).append({ step: 5, ...point });
  const steps = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).step);
  expect(steps).toEqual([2, 4, 5]);
});
