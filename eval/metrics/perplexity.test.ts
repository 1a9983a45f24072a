import { expect, test } from 'vitest';
import { perplexity, type TextLikelihood } from './perplexity.ts';
import { metricValue } from './sum-metric.ts';

const of = (per: 'token' | 'word', texts: readonly TextLikelihood[]) =>
  metricValue(perplexity({ per, model: 'm', end: 'counted' }), texts);

test('tokens that are one of eight each have perplexity 8, words of two of them 64', () => {
  const texts = [
    { logLikelihood: 4 * Math.log(1 / 8), tokens: 4, words: 2 },
    { logLikelihood: 2 * Math.log(1 / 8), tokens: 2, words: 1 },
  ];
  expect(of('token', texts)).toMatchObject({ value: expect.closeTo(8, 9) });
  expect(of('word', texts)).toMatchObject({ value: expect.closeTo(64, 9) });
});

test('it is of all tokens together, not the mean of perplexities', () => {
  const texts = [
    { logLikelihood: 0, tokens: 3, words: 3 },
    { logLikelihood: Math.log(1 / 16), tokens: 1, words: 1 },
  ];
  expect(of('token', texts)).toMatchObject({ value: expect.closeTo(2, 12) });
});

test('where there is none it says why', () => {
  expect(of('word', [])).toEqual({ status: 'undefined', reason: 'the texts have no word' });
  const impossible = { logLikelihood: Number.NEGATIVE_INFINITY, tokens: 1, words: 1 };
  expect(of('token', [impossible])).toMatchObject({ reason: 'the model gives a text no probability' });
  expect(of('token', [{ ...impossible, logLikelihood: -1e6 }])).toMatchObject({ status: 'undefined' });
  for (const logLikelihood of [0.1, Number.NaN])
    expect(() => of('token', [{ ...impossible, logLikelihood }])).toThrow(RangeError);
});
