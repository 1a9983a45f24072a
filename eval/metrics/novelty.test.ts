import { expect, test } from 'vitest';
import { novelty } from './novelty.ts';
import { metricValue } from './sum-metric.ts';

const training = ['i am so sorry', 'oh no !'];
const of = (n: number | 'reply') => novelty(training, { n, trainingName: 'two' });

test('each occurrence of an n-gram that training lacks is new', () => {
  // Bigrams: "i am" known, "am so" known, "so glad" new; "sorry oh" new, for n-grams do not cross texts, "oh no" known.
  expect(metricValue(of(2), ['i am so glad', 'sorry oh no'])).toMatchObject({ value: 2 / 5 });
  expect(metricValue(of(1), ['glad glad'])).toMatchObject({ value: 1 });
});

test('whole replies are copied or new', () => {
  expect(metricValue(of('reply'), ['i am so sorry', 'i am so', 'oh no !'])).toMatchObject({ value: 1 / 3 });
  expect(of('reply').signature()).toBe('n:reply|train:two|case:mixed|tok:13a|v:1');
});

test('replies too short have no value', () => {
  expect(metricValue(of(4), ['oh no'])).toEqual({ status: 'undefined', reason: 'no reply has 4 words' });
  expect(metricValue(of('reply'), [''])).toEqual({ status: 'undefined', reason: 'no reply has a word' });
});
