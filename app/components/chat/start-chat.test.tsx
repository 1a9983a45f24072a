// @vitest-environment jsdom
import { json, redirect } from '@remix-run/node';
import { Link } from '@remix-run/react';
import { createRemixStub } from '@remix-run/testing';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { renderToString } from 'react-dom/server';
import { afterEach, expect, test, vi } from 'vitest';
import { forgiveRouterWarning } from '#tests/router-warning.ts';
import { StartChat } from './start-chat.tsx';
import { takeOpening } from './use-draft.ts';

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

/** Starts with words, on a page whose action answers so; there is another conversation to go to. */
async function startWith(answer: () => Promise<Response> | Response) {
  // As pages do, they wait for what they show.
  const loader = async () => {
    await new Promise((resolve) => setTimeout(resolve));
    return null;
  };
  const Stub = createRemixStub([
    {
      path: '/',
      Component: () => (
        <>
          <StartChat systems={[system]} />
          <Link to="/other">Other</Link>
        </>
      ),
      action: answer,
    },
    { path: '/new', loader, Component: () => <p>The new one</p> },
    { path: '/other', loader, Component: () => <p>The other one</p> },
  ]);
  render(<Stub />);
  fireEvent.change(await screen.findByRole('textbox', { name: /talk about/ }), {
    target: { value: 'I got the job!' },
  });
  fireEvent.click(screen.getByRole('button', { name: 'Start' }));
}

test('what is to be said first is there where the conversation begins', async () => {
  await startWith(() => redirect('/new'));
  await screen.findByText('The new one');
  expect(takeOpening()).toBe('I got the job!');
});

test('words whose start was refused stay in the field, and are said nowhere else', async () => {
  await startWith(() => json({ problem: 'The temperature must not be below 0.' }, 400));
  await screen.findByRole('button', { name: 'One moment…' });
  await screen.findByRole('button', { name: 'Start' });
  expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: /talk about/ }).value).toBe(
    'I got the job!',
  );
  fireEvent.click(screen.getByText('Other'));
  await screen.findByText('The other one');
  expect(takeOpening()).toBe('');
});

test('who goes elsewhere before the conversation has begun says nothing there', async () => {
  await startWith(() => new Promise<Response>(() => {}));
  await screen.findByRole('button', { name: 'One moment…' });
  fireEvent.click(screen.getByText('Other'));
  await screen.findByText('The other one');
  expect(takeOpening()).toBe('');
});
