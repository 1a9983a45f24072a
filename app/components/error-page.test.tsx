// @vitest-environment jsdom
import { createRemixStub } from '@remix-run/testing';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import * as nothing from '#app/routes/$.tsx';
import { forgiveRouterWarning } from '#tests/router-warning.ts';
import { ErrorPage } from './error-page.tsx';

afterEach(() => {
  cleanup();
  forgiveRouterWarning();
});

/** The pages with what takes all other addresses; `/page` fails as it is told. */
async function visit(address: string, fail: () => never = nothing.loader) {
  const Stub = createRemixStub([
    {
      id: 'root',
      path: '/',
      loader: () => null,
      ErrorBoundary: ErrorPage,
      children: [
        { index: true, Component: () => <h1>Start</h1> },
        { path: 'page', loader: fail, Component: () => null },
        { path: '*', loader: nothing.loader, Component: nothing.default },
      ],
    },
  ]);
  render(<Stub initialEntries={[address]} />);
  return (await screen.findByRole('heading', { level: 1 })).textContent;
}

test.each(['/nowhere', '/nowhere/at/all', '/studies/../x?y=1', '/%E2%82%AC'])(
  'at %s there is nothing, and a way back',
  async (address) => {
    expect(await visit(address)).toBe('Nothing here');
    expect(screen.getByText('Error 404')).toBeTruthy();
    expect(screen.getByText(/There is no such page, or your account may not see it/)).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Back to the start' }).getAttribute('href')).toBe('/');
  },
);

test('an address that exists is not taken by it', async () => {
  expect(await visit('/')).toBe('Start');
});

test('what is sent to no address is answered as what is asked of none', () => {
  for (const answer of [nothing.loader, nothing.action])
    expect(answer).toThrow(expect.objectContaining({ status: 404 }));
});

const failing = (status: number, text: string) => (): never => {
  throw new Response(text, { status });
};

test('a failure that was expected says how to go on', async () => {
  expect(await visit('/page', failing(410, 'This study has ended.'))).toBe('No longer open');
  expect(screen.getByText('This study has ended.')).toBeTruthy();
});

test('a status without words of its own is told by its number', async () => {
  expect(await visit('/page', failing(503, 'Redis does not answer.'))).toBe('Something went wrong');
  expect(screen.getByText('Error 503')).toBeTruthy();
  expect(screen.getByText('Redis does not answer.')).toBeTruthy();
});

test('a defect is not quoted', async () => {
  // The router tells the console of it.
  vi.mocked(console.error).mockImplementation(() => {});
  const title = await visit('/page', () => {
    throw new TypeError('somebody’s words');
  });
  expect(title).toBe('Something went wrong');
  expect(screen.queryByText(/somebody’s words/)).toBeNull();
  vi.mocked(console.error).mockClear();
});
