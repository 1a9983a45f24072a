import { expect, test } from 'vitest';
import { replyLength } from './length.ts';
import { metricValue } from './sum-metric.ts';

test('words are those of the tokeniser that the signature names', () => {
  const replies = ["oh no, that's sad!", 'ok'];
  expect(metricValue(replyLength({ tokenize: 'whitespace' }), replies)).toMatchObject({ value: 2.5 });
  expect(metricValue(replyLength(), replies)).toMatchObject({ value: 3.5 });
  expect(metricValue(replyLength({ tokenize: 'nltk' }), replies)).toMatchObject({ value: 4 });
  expect(replyLength({ lowercase: true }).signature()).toBe('unit:words|case:lc|tok:13a|v:1');
});

test('characters are code points, without white space at the ends or without any', () => {
  expect(metricValue(replyLength({ unit: 'characters' }), ['  a  b 🙂 \n'])).toMatchObject({ value: 6 });
  expect(metricValue(replyLength({ unit: 'characters-without-space' }), [' a  b 🙂'])).toMatchObject({
    value: 3,
  });
  expect(replyLength({ unit: 'characters' }).signature()).toBe('unit:characters|v:1');
});

test('an empty reply counts with 0, no replies have no mean', () => {
  expect(metricValue(replyLength(), ['', 'oh no'])).toMatchObject({ value: 1 });
  expect(metricValue(replyLength(), [])).toEqual({ status: 'undefined', reason: 'there are no replies' });
});
