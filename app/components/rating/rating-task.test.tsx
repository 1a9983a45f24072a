// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest';
import { render, screen, waitFor, within } from '@testing-library/react';
import type { ReactElement } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, test, vi } from 'vitest';
import { formatStored } from '#app/rating/queue-entry.ts';
import type { RatingPageData } from './rating-page-data.ts';
import { criterion, empathy, itemWith } from './testing.ts';
import { accountNow, marked, pageOf, posted, saved, setNetwork, show, value } from './testing-page.tsx';

/** As HTML. React complains of layout effects there, since a test has a document where a server has none. */
function renderedOnServer(page: ReactElement): string {
  const complaints = vi.mocked(console.error).mockImplementation(() => {});
  const html = renderToString(page);
  for (const [text] of complaints.mock.calls)
    expect(text).toContain('useLayoutEffect does nothing on the server');
  complaints.mockReset();
  return html;
}

describe('By keyboard alone', () => {
  test('digits rate the marked row and move on to the next without a rating', async () => {
    const user = show(
      itemWith({
        values: [{ position: 1, criterion: 'fluency', value: 2, savedAt: '2026-01-05T12:00:00Z' }],
      }),
    );
    expect(marked()).toBe('1 empathy');
    await user.keyboard('4');
    expect(marked()).toBe('2 empathy');
    await user.keyboard('51');
    expect([
      value('A', 'Empathy'),
      value('A', 'Fluency'),
      value('B', 'Empathy'),
      value('B', 'Fluency'),
    ]).toEqual(['4', '2', '5', '1']);
    await waitFor(() => expect(saved()).toHaveLength(3));
    expect(saved()).toMatchObject([
      { assignment: 'asg_1', position: 1, criterion: 'empathy', value: 4, clientSequence: 0 },
      { position: 2, criterion: 'empathy', value: 5, clientSequence: 1 },
      { position: 2, criterion: 'fluency', value: 1, clientSequence: 2 },
    ]);
    expect(document.activeElement).toHaveProperty('dataset.cell', '2 fluency');
  });

  test('a digit that is not on the scale does nothing', async () => {
    const user = show();
    await user.keyboard('906');
    expect(marked()).toBe('1 empathy');
    expect(value('A', 'Empathy')).toBeUndefined();
  });

  test('arrows and Backspace walk between rows', async () => {
    const user = show();
    await user.keyboard('{ArrowDown}');
    expect(marked()).toBe('1 fluency');
    await user.keyboard('{ArrowRight}');
    expect(marked()).toBe('2 fluency');
    await user.keyboard('{ArrowUp}{ArrowLeft}');
    expect(marked()).toBe('1 empathy');
    await user.keyboard('3{Backspace}5');
    expect(value('A', 'Empathy')).toBe('5');
  });

  test('Enter says what is missing, marks it, and submits when nothing is', async () => {
    const user = show();
    await user.keyboard('123{Enter}');
    expect(screen.getByRole('alert')).toHaveTextContent('1 still to rate');
    expect(marked()).toBe('2 fluency');
    await user.keyboard('4{Enter}');
    await waitFor(() => expect(posted().map(({ url }) => url)).toContain('/rate/submit'));
    const submitted = posted().findIndex(({ url }) => url === '/rate/submit');
    expect(
      posted()
        .slice(0, submitted)
        .map(({ url }) => url),
    ).toEqual(Array(4).fill('/rate/save'));
    expect(posted()[submitted]?.body).toMatchObject({ assignment: 'asg_1' });
  });

  test('Enter on a button presses the button and submits nothing', async () => {
    const user = show();
    await user.keyboard('1234');
    screen.getByRole('button', { name: 'Flag' }).focus();
    await user.keyboard('{Enter}');
    expect(screen.getByRole('button', { name: 'Flag' })).toHaveAttribute('aria-pressed', 'true');
    await waitFor(() => expect(posted().at(-1)?.url).toBe('/rate/flag'));
    expect(posted().map(({ url }) => url)).not.toContain('/rate/submit');
  });

  test('numbers of two digits are typed digit by digit, and Enter ends one', async () => {
    const user = show(itemWith({ criteria: [criterion('warmth', { minimum: 0, maximum: 10 })] }));
    await user.keyboard('10');
    expect(value('A', 'Warmth')).toBe('10');
    await user.keyboard('1{Enter}');
    expect(value('B', 'Warmth')).toBe('1');
    expect(posted().map(({ url }) => url)).not.toContain('/rate/submit');
    await user.keyboard('{ArrowUp}17');
    expect([value('A', 'Warmth'), value('B', 'Warmth')]).toEqual(['1', '1']);
    await user.keyboard('{ArrowUp}0');
    expect(value('A', 'Warmth')).toBe('0');
  });

  test('g, ? and s open windows, in which no key rates; Escape closes them', async () => {
    const user = show();
    for (const [key, title] of [
      ['g', 'Guidelines'],
      ['?', 'Keys'],
      ['s', 'Skip this item'],
    ] as const) {
      await user.keyboard(key);
      expect(screen.getByRole('dialog', { name: title })).toBeVisible();
      await user.keyboard('3');
      await user.keyboard('{Escape}');
      expect(screen.queryByRole('dialog')).toBeNull();
    }
    expect(value('A', 'Empathy')).toBeUndefined();
  });

  test('p leads to the finished item before', async () => {
    const user = show();
    await user.keyboard('p');
    expect(await screen.findByText('finished item')).toBeVisible();
  });

  test('no key acts while a comment is written, or with Ctrl, Alt or Meta', async () => {
    const user = show();
    await user.keyboard('{Control>}3{/Control}{Alt>}3{/Alt}{Meta>}3{/Meta}{Control>}s{/Control}');
    await user.keyboard('c');
    const comment = screen.getByRole('textbox', { name: /Comment/ });
    expect(comment).toHaveFocus();
    await user.keyboard('3 of 5? sfgpn[[]');
    expect(comment).toHaveValue('3 of 5? sfgpn[]');
    expect(value('A', 'Empathy')).toBeUndefined();
    expect(screen.queryByRole('dialog')).toBeNull();
    await user.keyboard('{Escape}2');
    expect(value('A', 'Empathy')).toBe('2');
    await waitFor(() =>
      expect(posted().find(({ url }) => url === '/rate/comment')?.body).toMatchObject({
        comment: '3 of 5? sfgpn[]',
      }),
    );
  });
});

describe('By mouse', () => {
  test('a click rates a point, marks its row and saves', async () => {
    const user = show();
    const scale = screen.getByRole('radiogroup', { name: 'Answer B Fluency' });
    await user.click(within(scale).getByRole('radio', { name: '5' }));
    expect(value('B', 'Fluency')).toBe('5');
    expect(marked()).toBe('2 fluency');
    await waitFor(() => expect(saved()).toMatchObject([{ position: 2, criterion: 'fluency', value: 5 }]));
    expect(screen.getByRole('status')).toHaveTextContent(/^Saved \d\d:\d\d:\d\d$/);
    await user.keyboard('{ArrowLeft}');
    expect(marked()).toBe('1 fluency');
    expect(value('B', 'Fluency')).toBe('5');
  });

  test('skipping asks for a reason', async () => {
    const user = show();
    await user.click(screen.getByRole('button', { name: 'Skip' }));
    await user.click(screen.getByRole('button', { name: 'Skip and go on' }));
    expect(screen.getByText('Choose a reason, or write one.')).toBeVisible();
    await user.click(screen.getByRole('radio', { name: 'The subject is painful to me' }));
    await user.click(screen.getByRole('button', { name: 'Skip and go on' }));
    await waitFor(() =>
      expect(posted()).toMatchObject([
        { url: '/rate/skip', body: { reason: 'The subject is painful to me' } },
      ]),
    );
  });
});

describe('Saving', () => {
  test('keeps answers on the device while the network is away, and sends them when it is back', async () => {
    setNetwork('away');
    const user = show();
    await user.keyboard('12');
    await waitFor(() =>
      expect(screen.getByRole('status')).toHaveTextContent('Offline: 2 answers kept on this device'),
    );
    expect(Object.keys(localStorage)).toHaveLength(2);
    setNetwork('fine');
    window.dispatchEvent(new Event('online'));
    await waitFor(() => expect(screen.getByRole('status')).toHaveTextContent(/^Saved/));
    expect(
      saved()
        .map((body) => body.value)
        .sort(),
    ).toEqual([1, 2]);
    expect(Object.keys(localStorage)).toHaveLength(0);
  });

  test('submits by itself when the connection is back, and says so', async () => {
    setNetwork('away');
    const user = show();
    await user.keyboard('1234{Enter}');
    expect(await screen.findByText(/submitted when the connection is back/)).toBeVisible();
    expect(posted()).toEqual([]);
    setNetwork('fine');
    window.dispatchEvent(new Event('online'));
    await waitFor(() => expect(posted().at(-1)?.url).toBe('/rate/submit'));
    expect(saved()).toHaveLength(4);
  });

  test('shows and sends what an earlier visit could not save', async () => {
    const entry = {
      assignment: 'asg_1',
      target: { kind: 'rating', position: 1, criterion: 'empathy' },
      value: 3,
      clientId: 'an-earlier-visit',
      clientSequence: 4,
      order: 1,
      refused: null,
    } as const;
    localStorage.setItem(
      `workbench.rating.account-${accountNow()}.an-earlier-visit.4`,
      formatStored({ entry, settled: null }),
    );
    show(
      itemWith({
        values: [{ position: 1, criterion: 'empathy', value: 2, savedAt: '2026-01-05T12:00:00Z' }],
      }),
    );
    await waitFor(() => expect(value('A', 'Empathy')).toBe('3'));
    expect(marked()).toBe('1 fluency');
    await waitFor(() => expect(screen.getByRole('status')).toHaveTextContent(/^Saved/));
    expect(saved()).toMatchObject([{ clientId: 'an-earlier-visit', clientSequence: 4, value: 3 }]);
    expect(value('A', 'Empathy')).toBe('3');
  });

  test('saves what was clicked before the page’s script ran', async () => {
    const page = pageOf(itemWith());
    const container = document.body.appendChild(document.createElement('div'));
    container.innerHTML = renderedOnServer(page);
    container.querySelector<HTMLInputElement>('[name="rating.2.empathy"][value="4"]')!.click();
    render(page, { container, hydrate: true });
    await waitFor(() => expect(saved()).toMatchObject([{ position: 2, criterion: 'empathy', value: 4 }]));
    expect(value('B', 'Empathy')).toBe('4');
  });

  test('shows what another tab rates', async () => {
    show();
    const entry = {
      assignment: 'asg_1',
      target: { kind: 'rating', position: 1, criterion: 'empathy' },
      value: 5,
      clientId: 'another-tab',
      clientSequence: 0,
      order: Date.now(),
      refused: null,
    } as const;
    const key = `workbench.rating.account-${accountNow()}.another-tab.0`;
    const tell = (newValue: string | null) =>
      window.dispatchEvent(new StorageEvent('storage', { key, newValue, storageArea: localStorage }));
    tell(formatStored({ entry, settled: null }));
    await waitFor(() => expect(value('A', 'Empathy')).toBe('5'));
    tell(formatStored({ entry, settled: { value: 5, savedAt: '2026-01-05T12:00:00.000Z' } }));
    tell(null);
    await waitFor(() => expect(screen.getByRole('status')).toHaveTextContent(/^Saved/));
    expect(value('A', 'Empathy')).toBe('5');
    expect(saved()).toEqual([]);
  });

  test('tells what the server refuses, shows what stands, and goes on with the rest', async () => {
    const original = fetch;
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) =>
      String(init.body).includes('"criterion":"empathy"')
        ? Response.json({ error: 'This study is closed.' }, { status: 410 })
        : original(url, init),
    );
    const user = show();
    await user.keyboard('54');
    const alert = await screen.findByRole('alert', { name: 'Answers that were not saved' });
    expect(alert).toHaveTextContent('Not saved: Empathy of answer A, 5. This study is closed.');
    await waitFor(() => expect(saved()).toMatchObject([{ criterion: 'fluency', value: 4 }]));
    expect(value('A', 'Empathy')).toBeUndefined();
    await user.click(within(alert).getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByRole('alert', { name: 'Answers that were not saved' })).toBeNull();
  });
});

test('Finished items of a closed study can be read and not changed', async () => {
  const study: RatingPageData['study'] = {
    id: 'stu_1',
    title: 'Rating answers',
    status: 'closed',
    instructions: '',
    criteria: [empathy],
    items: 1,
    shows: 'answers',
    submitted: 1,
    skipped: 0,
  };
  const user = show(itemWith({ status: 'submitted' }), { study });
  await user.keyboard('3');
  expect(value('A', 'Empathy')).toBeUndefined();
  expect(screen.getAllByRole<HTMLInputElement>('radio').every(({ disabled }) => disabled)).toBe(true);
  expect(screen.queryByRole('button', { name: 'Submit' })).toBeNull();
});
