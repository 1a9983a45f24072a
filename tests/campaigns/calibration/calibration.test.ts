import { expect, test } from 'vitest';
import { experiment, type Row } from './experiment.ts';
import { calibrationPage } from './page.ts';
import { pairedExperiments } from './paired-tests.ts';
import { verdictOf } from './verdict.ts';

const atFive = (wrong: number, counted = 1000) => verdictOf(wrong, { counted, stated: 0.05 });

test('a verdict says how far a rate of errors lies from what was stated', () => {
  expect(atFive(50)).toBe('as stated');
  expect(atFive(150)).toBe('liberal');
  expect(atFive(600, 10_000)).toBe('slightly liberal');
  expect(atFive(400, 10_000)).toBe('slightly conservative');
  expect(atFive(10)).toBe('conservative');
  expect(atFive(2, 40)).toBe('too few simulations');
  expect(atFive(0, 0)).toBe('too few simulations');
});

test('a uniform p and an interval of 95 % are as stated; an overconfident one is liberal', () => {
  const rows = experiment({
    data: 'a uniform number',
    simulations: 2000,
    draw: (random) => random.next(),
    tests: { right: (u) => u, wrong: (u) => u / 2, never: () => null },
    intervals: { covers: (u) => [0, u / 0.95], fails: (u) => [0, u], none: () => null },
    truth: (u) => (u < 0.05 ? 2 : 1e-3),
    misused: { wrong: 'it is halved' },
    notes: { never: 'It has no p.' },
  })({ seed: 1, scale: 1 });
  const of = (method: string) => rows.find((row) => row.method === method)!;
  expect(atFive(of('right').wrong, of('right').counted)).toBe('as stated');
  expect(atFive(of('wrong').wrong, of('wrong').counted)).toBe('liberal');
  expect(of('wrong').misused).toBe('it is halved');
  expect(of('never')).toMatchObject({ counted: 2000, undefined: 2000, wrong: 0, note: 'It has no p.' });
  expect(of('none')).toMatchObject({ counted: 0, undefined: 2000, wrong: 0, wrongAtOne: null });
  expect(atFive(of('covers').wrong, of('covers').counted)).toBe('as stated');
});

const pooled = pairedExperiments[3]!;

test('a t test of pooled clustered ratings shows as liberal, and of means by dialogue does not', () => {
  const paired = (rows: readonly Row[]) => rows.find(({ method }) => method === 'paired t')!;
  const wrong = paired(pooled({ seed: 2, scale: 0.1 }));
  const right = paired(pairedExperiments[4]!({ seed: 2, scale: 0.1 }));
  expect(wrong.misused).toContain('taken for independent');
  expect(atFive(wrong.wrong, wrong.counted)).toBe('liberal');
  expect(right.misused).toBeNull();
  expect(atFive(right.wrong, right.counted)).not.toBe('liberal');
});

test('the same seed gives the same page, in which every row stands once', () => {
  const page = () => {
    const rows = pooled({ seed: 3, scale: 0.02 });
    return { rows, text: calibrationPage(rows, { seed: 3, scale: 0.02 }) };
  };
  const { rows, text } = page();
  expect(page().text).toBe(text);
  for (const { method, data } of rows) expect(text.split(`| ${method} | ${data} |`)).toHaveLength(2);
  expect(text).toContain('taken for independent');
});
