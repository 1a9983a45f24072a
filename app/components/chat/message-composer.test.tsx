// @vitest-environment jsdom
import { render, screen } from '@testing-library/react';
import { useRef } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, expect, test } from 'vitest';
import { MessageComposer } from './message-composer.tsx';
import { useDraft } from './use-draft.ts';

const sent: string[] = [];

function Page() {
  const field = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useDraft('con_1', field);
  return (
    <MessageComposer
      text={draft}
      longest={20}
      isWriting={false}
      field={field}
      onChange={setDraft}
      onSend={(text) => sent.push(text)}
    />
  );
}

const field = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Your message' });
const button = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Send' });

/** The page as the server renders it, in which somebody writes before the script takes it over. */
function hydratedAfter(typed: string): void {
  const container = document.body.appendChild(document.createElement('div'));
  container.innerHTML = renderToString(<Page />);
  expect(button().disabled).toBe(true);
  field().value = typed;
  render(<Page />, { container, hydrate: true });
}

afterEach(() => {
  sessionStorage.clear();
  sent.length = 0;
  document.body.replaceChildren();
});

test('what was written before the script ran can be sent as it stands', () => {
  hydratedAfter('Hello there.');
  expect(field().value).toBe('Hello there.');
  expect([button().disabled, button().getAttribute('aria-disabled')]).toEqual([false, 'false']);
  button().click();
  expect(sent).toEqual(['Hello there.']);
  expect(sessionStorage.getItem('message con_1')).toBe('Hello there.');
});

test('a page on which nothing was written sends nothing', () => {
  hydratedAfter('');
  expect([button().disabled, button().getAttribute('aria-disabled')]).toEqual([false, 'true']);
  button().click();
  expect(sent).toEqual([]);
});

test('what is too long already is told so', () => {
  hydratedAfter('x'.repeat(21));
  expect(screen.getByText(/1 characters too long/)).toBeTruthy();
  expect(button().getAttribute('aria-disabled')).toBe('true');
});

test.each([
  { kept: 'I said', typed: '', draft: 'I said' },
  { kept: 'I said', typed: 'More.', draft: 'I said\nMore.' },
  // A browser that keeps what stood in a field had put it there again.
  { kept: 'I said', typed: 'I said', draft: 'I said' },
  { kept: 'I said', typed: 'I said so.', draft: 'I said so.' },
])('the draft of an earlier visit “$kept” and “$typed” stand there as “$draft”', ({ kept, typed, draft }) => {
  sessionStorage.setItem('message con_1', kept);
  hydratedAfter(typed);
  expect(field().value).toBe(draft);
});
