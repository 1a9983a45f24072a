// @vitest-environment jsdom
import { createRemixStub } from '@remix-run/testing';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { renderToString } from 'react-dom/server';
import { afterEach, expect, test, vi } from 'vitest';
import { forgiveRouterWarning } from '#tests/router-warning.ts';
import { StartChat } from './start-chat.tsx';

const system = { name: 'caire', description: '', isControl: false, decoding: 'top-k 20', problem: null };

afterEach(() => {
  cleanup();
  sessionStorage.clear();
  forgiveRouterWarning();
});

/** What the form was posted with, once it was. */
function posted(): Promise<FormData> {
  return new Promise((resolve) => {
    const Stub = createRemixStub([
      {
        path: '/',
        Component: () => <StartChat systems={[system]} />,
        action: async ({ request }) => {
          resolve(await request.formData());
          return null;
        },
      },
    ]);
    render(<Stub />);
  });
}

test('before the script runs nothing can be sent: what is to be said first would be lost', () => {
  const Stub = createRemixStub([{ path: '/', Component: () => <StartChat systems={[system]} /> }]);
  document.body.innerHTML = renderToString(<Stub />);
  const start = screen.getByRole<HTMLButtonElement>('button', { name: 'Start' });
  expect(start.disabled).toBe(true);
  document.body.replaceChildren();
  // The stub's router is made for the browser alone.
  const said = vi.mocked(console.error);
  expect(said.mock.calls.every(([text]) => String(text).includes('useLayoutEffect'))).toBe(true);
  said.mockClear();
});

test('what is set of decoding goes along, and what is left empty does not', async () => {
  const form = posted();
  const temperature = await screen.findByLabelText('Temperature');
  fireEvent.change(temperature, { target: { value: '0.7' } });
  fireEvent.change(screen.getByLabelText('Longest, tokens'), { target: { value: '40' } });
  fireEvent.change(screen.getByLabelText('Next word by'), { target: { value: 'sampling' } });
  expect(screen.getByText('3 changed for all')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Start' }));
  const settings = JSON.parse(String((await form).get('settings')));
  expect(settings).toEqual({ doSample: true, temperature: 0.7, maxNewTokens: 40 });
});

test('where nothing is set, systems decode as they do', async () => {
  const form = posted();
  await waitFor(() => expect(screen.getByText('each system’s own')).toBeTruthy());
  fireEvent.click(screen.getByRole('button', { name: 'Start' }));
  expect([(await form).get('settings'), (await form).getAll('system')]).toEqual(['{}', ['caire']]);
});
