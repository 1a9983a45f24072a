// @vitest-environment jsdom
import { createRemixStub } from '@remix-run/testing';
import { cleanup, render, screen } from '@testing-library/react';
import type { ComponentProps } from 'react';
import { afterEach, expect, test } from 'vitest';
import { forgiveRouterWarning } from '#tests/router-warning.ts';
import { NothingToRate } from './nothing-to-rate.tsx';

afterEach(() => {
  cleanup();
  forgiveRouterWarning();
});

test.each([
  [0, 'All items have been given to others. Thank you for coming.'],
  [2, 'You skipped every item that was given to you, and there is no other. Thank you for coming.'],
])('who rated nothing and skipped %i is told what is so', async (skipped, text) => {
  const study = { id: 'stu_1', title: 'Rating', submitted: 0, skipped, items: 4 };
  const props = {
    page: { study, previous: null, hasPassword: true },
    step: { kind: 'nothing', reason: 'your-share-is-done', comesFreeAt: null, completion: null },
    saving: {},
  } as unknown as ComponentProps<typeof NothingToRate>;
  const Stub = createRemixStub([{ path: '/', Component: () => <NothingToRate {...props} /> }]);
  render(<Stub />);
  expect(await screen.findByText(text)).toBeTruthy();
});
