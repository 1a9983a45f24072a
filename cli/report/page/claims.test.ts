import { expect, test } from 'vitest';
import type { Figure } from '../figure.ts';
import type { Compared, EmpathyCompared, EmpRlFigures } from '../part-emprl.ts';
import { claims } from './claims.ts';
import { empRlSection } from './empathy-sections.ts';
import { lempexSection } from './lempex-section.ts';

const figure = (value: number, spread: number): Figure => ({
  ...{ value, low: value - spread, high: value + spread },
  ...{ n: 5255, signature: 'made up' },
});
const compared = (difference: Figure): Compared => ({
  before: figure(40, 1),
  after: figure(40 + difference.value, 1),
  difference,
});

function empathy(probability: Figure, empathyF1: Figure): { status: 'measured' } & EmpathyCompared {
  const each = compared(figure(0, 1));
  const none = [1, 2, 3];
  return {
    status: 'measured',
    probability: compared(probability),
    mechanisms: { emotionalReaction: each, interpretation: each, exploration: each },
    product: each,
    empathyF1: compared(empathyF1),
    targetCounts: { emotionalReaction: none, interpretation: none, exploration: none },
  };
}

function empRl(changes: Partial<EmpRlFigures>): { status: 'measured' } & EmpRlFigures {
  return {
    status: 'measured',
    seeds: [1, 2, 3],
    judge: empathy(figure(2, 1), figure(2, 1)),
    reward: empathy(figure(5, 1), figure(5, 1)),
    perplexityRatio: figure(1.02, 0.01),
    distinct1: compared(figure(0, 1)),
    distinct2: compared(figure(0.1, 0.3)),
    bleu4: compared(figure(0, 1)),
    length: compared(figure(0, 1)),
    ...changes,
  };
}

test('a gain that the judging set confirms brings the claim back', () => {
  const page = empRlSection(empRl({}));
  expect(page).toContain(
    '**The claim comes back**: by the judging set the mean probability of the target levels and Emp-F1 rise',
  );
  expect(page).not.toContain('flatters');
});

test('a gain that only the rewarding set sees does not, and is said to flatter', () => {
  const page = empRlSection(empRl({ judge: empathy(figure(0.2, 0.5), figure(-1, 0.5)) }));
  expect(page).toContain(
    '**The claim does not come back**: by the judging set Emp-F1 falls and of the mean probability of the target levels the interval holds 0',
  );
  expect(page).toContain('a judge that was the reward flatters');
});

test('what a gain costs is said', () => {
  const page = empRlSection(
    empRl({
      judge: empathy(figure(2, 1), figure(0.2, 1)),
      perplexityRatio: figure(1.3, 0.1),
      distinct2: compared(figure(-3, 1)),
    }),
  );
  expect(page).toContain('**The claim comes back in part**');
  expect(page).toContain('Perplexity rises by more than the 10 % that were allowed.');
  expect(page).toContain('Distinct-2 falls.');
});

test('marks are compared with values and intervals, and what is missing is not measured', () => {
  const found = claims({
    perplexity: {
      caire: { status: 'measured', byWord: figure(37, 0.5), byToken: figure(20, 1) },
      lempex: { status: 'not measured', reason: 'no checkpoint lempex' },
    },
    emprl: empRl({}),
    negative: {
      status: 'measured',
      rounds: 3,
      before: { replies: 5, hitRate: 1, tokenLogProbability: -1, wordPerplexity: 40, probes: null },
      after: { replies: 5, hitRate: 0, tokenLogProbability: -6, wordPerplexity: 41, probes: null },
    },
  });
  const verdictOf = (what: string, wanted: string) =>
    found.find((claim) => claim.what.includes(what) && claim.wanted.includes(wanted))?.verdict;
  expect(verdictOf('perplexity per word', '37.3')).toBe('yes, but not surely');
  expect(verdictOf('perplexity per word', '26.4')).toBe('no');
  expect(verdictOf('mean probability', 'higher')).toBe('yes');
  expect(verdictOf('Distinct-2 less', '0')).toBe('yes, but not surely');
  expect(verdictOf('hit rate', '0')).toBe('yes');
  expect(verdictOf('after ÷ before', '1.02')).toBe('no');
  expect(verdictOf('BLEU-4', '2.76')).toBeNull();
  expect(found.find(({ what }) => what.startsWith('emotion'))).toMatchObject({ found: 'not measured' });
});

test('LEMPEx is called better where an interval excludes 0, and a perplexity that falls is better', () => {
  const none = figure(0, 1);
  const contrast = {
    ...{ perplexityRatio: figure(0.95, 0.02), bleu4: none, sampledBleu4: none, distinct2: figure(-1, 0.2) },
    levels: null,
  };
  const nothing = { ...contrast, perplexityRatio: figure(1, 0.02), distinct2: none };
  const page = lempexSection({
    rows: { 'lempex-plain': { status: 'not measured', reason: 'no checkpoint lempex-plain' } },
    contrasts: [
      { without: 'lempex-no-exemplars', ...contrast },
      { without: 'lempex-no-losses', ...nothing },
    ],
  });
  expect(page).toContain(
    'Against “without exemplars” LEMPEx is better in perplexity and worse in Distinct-2; in the rest',
  );
  expect(page).toContain(
    'Against “without the losses”: no difference is shown in anything; the claim of the paper does not come back here.',
  );
  expect(page).toContain('not measured: no checkpoint lempex-plain');
});
