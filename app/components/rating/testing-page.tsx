import { createRemixStub } from '@remix-run/testing';
import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, vi } from 'vitest';
import type { BlindedView } from '#annotations/blinded-view.ts';
import type { RatingPageData } from './rating-page-data.ts';
import { RatingTask } from './rating-task.tsx';
import { itemWith } from './testing.ts';
import { useSaveQueue } from './use-save-queue.ts';

// The rating page in a test, with a server that takes everything and writes down what it was sent.

export interface Posted {
  readonly url: string;
  readonly body: Readonly<Record<string, unknown>>;
}

let requests: Posted[] = [];
let network: 'fine' | 'away' = 'fine';
let account = 0;

// What is sent as a page goes away: no document of a test can.
Object.defineProperty(navigator, 'sendBeacon', { value: () => true, configurable: true });

beforeEach(() => {
  requests = [];
  network = 'fine';
  account++;
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    if (network === 'away') throw new TypeError('Failed to fetch');
    const body = JSON.parse(String(init.body)) as Posted['body'];
    requests.push({ url, body });
    const savedAt = new Date().toISOString();
    const value = body.value ?? body.flagged ?? body.comment ?? null;
    return Response.json({ value, savedAt, submittedAt: savedAt });
  });
});

afterEach(() => {
  // The test router cannot be given the flags the program sets, and says so once.
  const warn = vi.mocked(console.warn);
  if (warn.mock.calls.every(([text]) => String(text).includes('React Router Future Flag'))) warn.mockClear();
  cleanup();
  localStorage.clear();
  vi.unstubAllGlobals();
});

/** An item's page in a router of its own. */
export function pageOf(item: BlindedView, changes: Partial<RatingPageData> = {}) {
  const page: RatingPageData = {
    study: {
      id: 'stu_1',
      title: 'Rating answers',
      status: 'open',
      instructions: 'Read slowly.',
      criteria: item.criteria,
      items: 24,
      submitted: 7,
      skipped: 0,
      shows: 'answers',
    },
    step: { kind: 'item', item },
    previous: 2,
    next: null,
    account: `account-${account}`,
    hasPassword: false,
    ...changes,
  };
  function Page() {
    return <RatingTask page={page} item={item} saving={useSaveQueue(page.account)} formProblem={null} />;
  }
  const Stub = createRemixStub([
    { path: '/rate/stu_1', Component: Page },
    { path: '/rate/stu_1/:number', Component: () => <p>finished item</p> },
  ]);
  return <Stub initialEntries={['/rate/stu_1']} />;
}

export function show(item: BlindedView = itemWith(), changes: Partial<RatingPageData> = {}) {
  render(pageOf(item, changes));
  return userEvent.setup();
}

/** The row that is marked, as `1 empathy`. */
export function marked(): string | undefined {
  return document.querySelector<HTMLElement>('[data-current]')?.dataset.cell;
}

/** What is chosen on a scale, as the form would send it. */
export function value(answer: string, label: string): string | undefined {
  const scale = screen.getByRole('radiogroup', { name: `Answer ${answer} ${label}` });
  return within(scale)
    .getAllByRole<HTMLInputElement>('radio')
    .find(({ checked }) => checked)?.value;
}

export const posted = (): readonly Posted[] => requests;
export const accountNow = (): number => account;

export function setNetwork(now: 'fine' | 'away'): void {
  network = now;
}

/** Bodies of the answers that were sent. */
export const saved = () => requests.filter(({ url }) => url === '/rate/save').map(({ body }) => body);
