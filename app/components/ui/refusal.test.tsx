// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { Refusal } from './refusal.tsx';

afterEach(cleanup);

test('a refusal comes into sight, and again when the same is refused again', () => {
  const shown = vi.fn();
  Element.prototype.scrollIntoView = shown;
  const { rerender } = render(<Refusal of={undefined} />);
  expect(screen.queryByRole('alert')).toBeNull();
  rerender(<Refusal of={{ error: 'Confirm it.' }} />);
  expect(screen.getByRole('alert').textContent).toBe('Confirm it.');
  rerender(<Refusal of={{ error: 'Confirm it.' }} />);
  expect(shown).toHaveBeenCalledTimes(2);
});
