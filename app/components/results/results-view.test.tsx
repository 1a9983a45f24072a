// @vitest-environment jsdom
import { createRemixStub } from '@remix-run/testing';
import { cleanup, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { reportStudy } from '#annotations/report/report-study.ts';
import { type CountedRating, summariseStudy } from '#annotations/study-results.ts';
import type { ReportState } from '#app/server/study-report.server.ts';
import { forgiveRouterWarning } from '#tests/router-warning.ts';
import { ResultsView } from './results-view.tsx';

// jsdom lays nothing out: plots find no room and stay away, as they do on the server. The tables must do without.
beforeEach(() => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      disconnect() {}
    },
  );
});

afterEach(() => {
  cleanup();
  forgiveRouterWarning();
  vi.unstubAllGlobals();
});

const systems = ['alpha', 'beta', 'gamma'];
const criteria = ['empathy', 'fluency'].map((name) => ({
  name,
  label: name === 'empathy' ? 'Empathy' : 'Fluency',
  question: '?',
  minimum: 1,
  maximum: 5,
  anchors: { '1': 'not at all', '5': 'very much' },
}));

/** On empathy beta is best and alpha worst; gamma was not rated on fluency. */
function ratings(): CountedRating[] {
  const values: Readonly<Record<string, number>> = { alpha: 2, beta: 5, gamma: 3 };
  return criteria.flatMap(({ name: criterion }) =>
    systems
      .filter((system) => criterion === 'empathy' || system !== 'gamma')
      .flatMap((system) =>
        [1, 2, 3].map((item) => ({ criterion, system, item, rater: 'R01', value: values[system] ?? 1 })),
      ),
  );
}

function renderResults(state: ReportState | null = null) {
  const input = { study: 'x', seed: 1, include: 'submitted', criteria, systems, ratings: ratings() } as const;
  const page = {
    study: { id: 'stu_1', kind: 'live', dataset: 'toy', fileName: 'x' },
    systems,
    criteria,
    asked: { include: 'submitted', withExcluded: false, correction: 'holm' },
    excluded: [],
    parties: [],
    ratings: 15,
    results: summariseStudy(input, { resamples: 20 }),
    state,
  } as const;
  const Stub = createRemixStub([{ path: '/', Component: () => <ResultsView {...page} /> }]);
  render(<Stub />);
  return userEvent.setup();
}

const means = () => within(screen.getByRole('table', { name: /Mean rating/ }));
const order = () =>
  means()
    .getAllByRole('rowheader')
    .map((cell) => cell.textContent);

test('the table holds every mean, and says where there is none', () => {
  renderResults();
  const [, alpha, , gamma] = means().getAllByRole('row');
  expect(within(alpha!).getAllByText('2.00')).toHaveLength(2);
  expect(within(gamma!).getByText('no ratings yet')).toBeDefined();
});

test('sorting by a criterion puts the best system first and one without ratings last', async () => {
  const user = renderResults();
  expect(order()).toEqual(['alpha', 'beta', 'gamma']);
  await user.click(means().getByRole('button', { name: 'Empathy' }));
  expect(order()).toEqual(['beta', 'gamma', 'alpha']);
  expect(means().getByRole('columnheader', { name: 'Empathy' }).getAttribute('aria-sort')).toBe('descending');
  await user.click(means().getByRole('button', { name: 'Fluency' }));
  expect(order()).toEqual(['beta', 'alpha', 'gamma']);
});

test('agreement that cannot be reckoned says why', () => {
  renderResults();
  const table = within(screen.getByRole('table', { name: /Agreement/ }));
  expect(table.getAllByText(/^undefined: .*two/).length).toBeGreaterThan(0);
});

test('the page says how its numbers were made', () => {
  renderResults();
  expect(screen.getByText(/B = 20, level 95 %, seed 1/)).toBeDefined();
  expect(screen.getByText(/Only ratings of submitted items count/)).toBeDefined();
});

test('what metrics make of the same ratings is a link away', () => {
  renderResults();
  const link = screen.getByRole('link', { name: 'Metrics against these ratings' });
  expect(link.getAttribute('href')).toBe('/scores/toy/human?study=stu_1');
});

test('with its report the page compares systems, refuses what is wrong, and links every section to its method', () => {
  const report = reportStudy(
    {
      study: 'x',
      seed: 1,
      include: 'submitted',
      excluded: [],
      systems,
      criteria: criteria.map((criterion) => ({ ...criterion, kind: 'scale' as const })),
      ratings: ratings().flatMap((one) => [
        { ...one, position: null },
        { ...one, rater: 'R02', value: one.value === 5 ? 4 : one.value, position: null },
      ]),
      preferences: [],
      emotions: {},
      styles: {},
    },
    { resamples: 20 },
  );
  renderResults({ report, madeAt: '2026-01-05T12:00:00.000Z', isCurrent: true, job: null, failure: null });
  const pairs = within(screen.getByRole('table', { name: /Wins, ties, losses .* on Empathy/ }));
  // Alpha loses to beta and to gamma, with both raters on all three items.
  expect(pairs.getAllByText('0 · 0 · 6')).toHaveLength(2);
  expect(pairs.getByRole('rowheader', { name: 'alpha over beta' })).toBeDefined();
  expect(screen.getByText(/t-test or analysis of variance/)).toBeDefined();
  expect(screen.getAllByText(/the places on the screen were not recorded/).length).toBeGreaterThan(0);
  const links = screen.getAllByRole('link', { name: 'How this is made' });
  expect(links.length).toBeGreaterThan(5);
  for (const link of links) expect(document.querySelector(link.getAttribute('href')!)).not.toBeNull();
});

test('while the report is made the page says so, and what failed can be tried again', () => {
  renderResults({ report: null, madeAt: null, isCurrent: false, job: null, failure: 'It broke.' });
  expect(screen.getByRole('alert').textContent).toContain('It broke.');
  expect(screen.getByRole('button', { name: 'Try again' })).toBeDefined();
});
