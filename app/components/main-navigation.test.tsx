// @vitest-environment jsdom
import { readdirSync } from 'node:fs';
import { createRemixStub } from '@remix-run/testing';
import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import { forgiveRouterWarning } from '#tests/router-warning.ts';
import { MainMenu, MainNavigation } from './main-navigation.tsx';

afterEach(() => {
  cleanup();
  forgiveRouterWarning();
});

/** Row and menu, on a page at this address. */
async function at(address: string) {
  const Stub = createRemixStub([
    {
      path: '*',
      Component: () => (
        <>
          <MainMenu />
          <MainNavigation />
          <button type="button">After</button>
        </>
      ),
    },
  ]);
  render(<Stub initialEntries={[address]} />);
  const summary = await screen.findByText('Menu');
  const menu = summary.closest('details');
  if (!menu) throw new Error('there is no menu');
  const [inMenu, inRow] = screen.getAllByRole('navigation', { name: 'Main', hidden: true });
  const links = (nav: HTMLElement | undefined) =>
    nav ? within(nav).getAllByRole<HTMLAnchorElement>('link', { hidden: true }) : [];
  return { menu, summary, inMenu: links(inMenu), inRow: links(inRow) };
}

function currentOf(links: readonly HTMLElement[]) {
  return links.filter((link) => link.getAttribute('aria-current') === 'page').map((link) => link.textContent);
}

test('menu and row have the same places, and each is the address of a page', async () => {
  const { inMenu, inRow } = await at('/studies');
  const addresses = inRow.map((link) => link.getAttribute('href'));
  expect(inMenu.map((link) => link.getAttribute('href'))).toEqual(addresses);
  const pages = readdirSync('app/routes');
  for (const address of addresses) {
    const name = address?.slice(1) ?? '';
    expect(
      pages.some((page) =>
        [`_research.${name}`, `_talk.${name}`].includes(page.replace(/(\._index)?\.tsx$/, '')),
      ),
    ).toBe(true);
  }
  expect(new Set(addresses).size).toBe(addresses.length);
});

test.each([
  { address: '/studies', place: 'Studies' },
  { address: '/studies/stu_1/results', place: 'Studies' },
  { address: '/pool', place: 'Serving' },
])('at $address $place is marked in both', async ({ address, place }) => {
  const { inMenu, inRow } = await at(address);
  for (const links of [inMenu, inRow]) expect(currentOf(links)).toEqual([place]);
});

test('where nothing of it is, no place is marked', async () => {
  const { inMenu, inRow } = await at('/account');
  for (const link of [...inMenu, ...inRow]) expect(link.getAttribute('aria-current')).toBeNull();
});

test('whoever has gone somewhere has the menu closed', async () => {
  const { menu, summary, inMenu } = await at('/studies');
  await userEvent.click(summary);
  expect(menu.open).toBe(true);
  const chat = inMenu.find((link) => link.textContent === 'Chat');
  await userEvent.click(chat ?? summary);
  expect(menu.open).toBe(false);
  expect(chat?.getAttribute('aria-current')).toBe('page');
});

test('Escape closes it and gives the focus back; other keys do not', async () => {
  const { menu, summary, inMenu } = await at('/studies');
  await userEvent.click(summary);
  inMenu[2]?.focus();
  await userEvent.keyboard('x');
  expect(menu.open).toBe(true);
  await userEvent.keyboard('{Escape}');
  expect([menu.open, document.activeElement]).toEqual([false, summary]);
});

test('the focus may move within it, and closes it when it leaves', async () => {
  const { menu, summary, inMenu } = await at('/studies');
  await userEvent.click(summary);
  inMenu[0]?.focus();
  inMenu[1]?.focus();
  expect(menu.open).toBe(true);
  screen.getByRole('button', { name: 'After' }).focus();
  expect(menu.open).toBe(false);
});
