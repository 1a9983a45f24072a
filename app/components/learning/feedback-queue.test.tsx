// @vitest-environment jsdom
import { createRemixStub } from '@remix-run/testing';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, test } from 'vitest';
import type { Decided, FeedbackPage } from '#app/server/learning/feedback-page.server.ts';
import { forgiveRouterWarning } from '#tests/router-warning.ts';
import { FeedbackQueue } from './feedback-queue.tsx';

afterEach(() => {
  cleanup();
  forgiveRouterWarning();
});

function page(...ids: readonly string[]): FeedbackPage {
  const row = {
    kind: 'edit' as const,
    system: 'caire',
    history: [],
    reply: 'why?',
    correction: 'I am sorry.',
    reason: null,
    remark: '',
    status: 'open' as const,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    checkpoint: null,
    who: 'a visitor',
  };
  return {
    asked: { status: 'open', kind: null, system: null, from: 0 },
    counts: { open: ids.length, accepted: 0, dropped: 0 },
    systems: ['caire'],
    total: ids.length,
    rows: ids.map((id) => ({ ...row, id })),
  } as unknown as FeedbackPage;
}

function show(decided: Decided | null = null) {
  const Queue = () => {
    const [shown, setShown] = useState(page('a', 'b'));
    return (
      <>
        <button type="button" onClick={() => setShown(page('c'))}>
          Next page
        </button>
        <FeedbackQueue page={shown} decided={decided} />
      </>
    );
  };
  const Stub = createRemixStub([{ path: '/', Component: Queue }]);
  render(<Stub />);
}

const all = () => screen.findByRole<HTMLInputElement>('checkbox', { name: 'All on this page' });
const ticks = () => screen.getAllByRole<HTMLInputElement>('checkbox', { name: /^Tick/ });

test('“All on this page” is ticked as long as all are, and not for other rows', async () => {
  show();
  fireEvent.click(await all());
  expect(ticks().map(({ checked }) => checked)).toEqual([true, true]);
  for (const [index, isAll] of [
    [1, false],
    [1, true],
  ] as const) {
    const tick = ticks()[index];
    if (tick) fireEvent.click(tick);
    expect((await all()).checked).toBe(isAll);
  }
  fireEvent.click(screen.getByRole('button', { name: 'Next page' }));
  expect((await all()).checked).toBe(false);
  expect(ticks().map(({ checked }) => checked)).toEqual([false]);
});

test('a button for what is ticked says so where nothing is', async () => {
  show({ status: 'accepted', before: 'open', feedback: [], count: 0, missed: 0 });
  expect(await screen.findByText('Nothing was ticked.')).toBeTruthy();
});
