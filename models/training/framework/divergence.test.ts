import { expect, test } from 'vitest';
import { LossWatch } from './divergence.ts';

test('a loss that is no number ends the training with its step', () => {
  expect(() => new LossWatch(2).observe(Number.NaN, 7)).toThrow(/diverged at step 7.*Lower learningRate/);
});

test('a mean far above its lowest ends the training, one bad batch does not', () => {
  const watch = new LossWatch(2);
  for (let step = 1; step <= 100; step++) watch.observe(3, step);
  watch.observe(30, 101);
  for (let step = 102; step <= 200; step++) watch.observe(3, step);
  const rise = () => {
    for (let step = 201; step <= 300; step++) watch.observe(8, step);
  };
  expect(rise).toThrow(/mean rose from 3\.00 to 6/);
});

test('it goes on from its state', () => {
  const whole = new LossWatch(2);
  const first = new LossWatch(2);
  for (const loss of [5, 4, 6]) for (const watch of [whole, first]) watch.observe(loss, 1);
  const second = new LossWatch(2, first.state);
  for (const loss of [3, 7]) for (const watch of [whole, second]) watch.observe(loss, 1);
  expect(second.state).toEqual(whole.state);
});
