import { expect, test } from 'vitest';
import { PoolFigures } from './pool-figures.ts';

function fixture() {
  const state = { now: 0 };
  return { state, figures: new PoolFigures(() => state.now) };
}

test('rates are those of the last minute', () => {
  const { state, figures } = fixture();
  for (let second = 0; second < 120; second++) {
    state.now = second * 1000;
    figures.done({ tokens: 15, firstTokenSeconds: null, seconds: 1 });
  }
  expect(figures.rates()).toEqual({
    tokensPerSecond: 15,
    repliesPerSecond: 1,
    lastMinute: Array(60).fill({ tokens: 15, replies: 1 }),
  });
  state.now += 30_000;
  expect(figures.rates().repliesPerSecond).toBe(0.5);
  state.now += 60_000;
  expect(figures.rates()).toMatchObject({ tokensPerSecond: 0, repliesPerSecond: 0 });
  expect(figures.counts).toMatchObject({ done: 120, tokens: 1800 });
});

test('latencies are of the last five minutes, their sums of all time', () => {
  const { state, figures } = fixture();
  expect(figures.latencies()).toEqual({ firstToken: null, reply: null });
  for (let count = 1; count <= 100; count++)
    figures.done({ tokens: 1, firstTokenSeconds: count / 100, seconds: count });
  expect(figures.latencies()).toEqual({
    firstToken: { p50: 0.5, p95: 0.95, sum: expect.closeTo(50.5), count: 100 },
    reply: { p50: 50, p95: 95, sum: 5050, count: 100 },
  });
  state.now = 300_001;
  figures.done({ tokens: 1, firstTokenSeconds: null, seconds: 7 });
  expect(figures.latencies()).toEqual({
    firstToken: null,
    reply: { p50: 7, p95: 7, sum: 5057, count: 101 },
  });
});
