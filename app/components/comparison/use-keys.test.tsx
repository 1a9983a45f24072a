// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest';
import { cleanup, render, screen } from '@testing-library/react';

import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { useKeys } from './use-keys.ts';

afterEach(cleanup);

function Page({ next, children }: { next: () => void; children?: ReactNode }) {
  useKeys({ j: next, ArrowRight: next });
  return <div>{children}</div>;
}

test('a key does its work wherever the focus rests', async () => {
  const next = vi.fn();
  render(
    <Page next={next}>
      <button type="button">Somewhere</button>
    </Page>,
  );
  await userEvent.keyboard('j{ArrowRight}');
  screen.getByRole('button').focus();
  await userEvent.keyboard('j');
  expect(next).toHaveBeenCalledTimes(3);
});

test('no key does anything while somebody types or chooses', async () => {
  const next = vi.fn();
  render(
    <Page next={next}>
      <input aria-label="Search" />
      <textarea aria-label="Comment" />
      <select aria-label="Emotion">
        <option>jealous</option>
      </select>
      <div role="dialog">
        <button type="button">In a dialogue</button>
      </div>
    </Page>,
  );
  for (const element of [
    screen.getByLabelText('Search'),
    screen.getByLabelText('Comment'),
    screen.getByLabelText('Emotion'),
    screen.getByRole('button'),
  ]) {
    element.focus();
    await userEvent.keyboard('j{ArrowRight}');
  }
  expect(next).not.toHaveBeenCalled();
  expect(screen.getByLabelText('Search')).toHaveValue('j');
});

test('the browser’s own shortcuts stay its own', async () => {
  const next = vi.fn();
  render(<Page next={next} />);
  await userEvent.keyboard('{Control>}j{/Control}{Alt>}{ArrowRight}{/Alt}{Meta>}j{/Meta}');
  await userEvent.keyboard('toString constructor');
  expect(next).not.toHaveBeenCalled();
});
