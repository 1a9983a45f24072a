import { expect, test } from 'vitest';
import { spokenBy } from '../testing.ts';
import { registerPowerCommand } from './power.ts';

const power = async (...words: readonly string[]) =>
  (await spokenBy(registerPowerCommand, { now: '2026-01-05T12:00:00.000Z' }, ['power', ...words])).out;

const quick = [
  '--shares',
  '10,20,40,20,10',
  '--raters',
  '6',
  '--ratings',
  '2',
  '--simulations',
  '60',
] as const;

test('the fewest items are told with what each rater has to do', async () => {
  const text = await power(...quick, '--points', '0.7');
  const items = Number(/^(\d+) items reach a power of 80\.0 %/.exec(text)?.[1]);
  expect(items).toBeGreaterThan(4);
  expect(text).toContain(`Each of 6 raters rates at most ${Math.ceil(items / 3)} items`);
  expect(text).toContain(`${items * 4} ratings a criterion in all`);
  expect(text).toMatch(/Difference: 0\.70 points of the mean rating, \d\.\d\d logits/);
  expect(text).toContain('60 simulated studies, seed 1');
});

test('the document has the question, the plan and the curve, and is the same again', async () => {
  const words = [...quick, '--effect', '1.5', '--test', 'preference-sign', '--json'];
  const text = await power(...words);
  expect(await power(...words)).toBe(text);
  expect(JSON.parse(text)).toMatchObject({
    question: { systems: 2, difference: { effect: 1.5 }, test: 'preference-sign' },
    power: 0.8,
    goal: 'given',
    items: expect.any(Number),
    plausible: [expect.any(Number), expect.any(Number)],
    estimate: { power: { share: expect.any(Number), interval: [expect.any(Number), expect.any(Number)] } },
    plan: { simulations: 60, seed: 1, correction: 'holm' },
  });
});

test('the power of given numbers of items is a table', async () => {
  const text = await power(
    ...quick,
    '--effect',
    '0',
    '--items',
    '20,10',
    '--systems',
    '3',
    '--careless',
    'fast=0.1',
  );
  expect(text).toMatch(/^items {2}power +95 % interval .*false finding\n {3}10 .*\n {3}20 /);
});

test('what cannot be planned is refused with a sentence', async () => {
  await expect(power(...quick)).rejects.toThrow('either as --points of the mean rating or as --effect');
  await expect(power(...quick, '--points', '1', '--effect', '1')).rejects.toThrow('either as --points');
  await expect(power(...quick, '--points', '1', '--test', 'anova')).rejects.toThrow('A test is one of');
  await expect(power(...quick, '--points', '1', '--correction', 'x')).rejects.toThrow(
    'A correction is one of',
  );
  await expect(power(...quick, '--points', '1', '--goal', 'x')).rejects.toThrow(
    'The --goal is given or all.',
  );
  await expect(power(...quick, '--points', '0')).rejects.toThrow('It is above 0');
  await expect(power(...quick, '--points', '9')).rejects.toThrow('The scale has no room');
  await expect(power('--points', '1')).rejects.toThrow('--shares');
});
