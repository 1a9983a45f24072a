// @vitest-environment jsdom
import { createRemixStub } from '@remix-run/testing';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { forgiveRouterWarning } from '#tests/router-warning.ts';
import { ConversationHeader } from './conversation-header.tsx';
import { keepOpening, takeOpening } from './use-draft.ts';

afterEach(() => {
  cleanup();
  sessionStorage.clear();
  forgiveRouterWarning();
});

test('in another conversation with the same systems nothing is said that was meant for one that never began', async () => {
  const view = { id: 'cnv_1', title: '', lanes: ['caire'], turns: [], isEnded: false, asked: null };
  const Stub = createRemixStub([
    { path: '/', Component: () => <ConversationHeader view={view} opening="" isResearcher link={null} /> },
    { path: '/chat', Component: () => <p>Begun</p>, action: () => null },
  ]);
  render(<Stub />);
  keepOpening('I got the job!');
  fireEvent.click(await screen.findByRole('button', { name: 'New conversation' }));
  await screen.findByText('Begun');
  expect(takeOpening()).toBe('');
});
