// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { useStickToBottom } from './use-stick-to-bottom.ts';

afterEach(() => vi.restoreAllMocks());

test('a page whose top is to be read first stays there until somebody has said something', () => {
  const scrolled = vi.spyOn(window, 'scrollTo').mockImplementation(() => undefined);
  const { result, rerender } = renderHook(
    ({ turns }) => useStickToBottom(turns, { beginsAtEnd: turns.length > 0 }),
    { initialProps: { turns: [] as readonly string[] } },
  );
  expect(scrolled).not.toHaveBeenCalled();
  act(() => result.current());
  rerender({ turns: ['said'] });
  rerender({ turns: ['said', 'replied'] });
  expect(scrolled).toHaveBeenCalledTimes(3);
});

test('a conversation begins at its end', () => {
  const scrolled = vi.spyOn(window, 'scrollTo').mockImplementation(() => undefined);
  renderHook(() => useStickToBottom([]));
  expect(scrolled).toHaveBeenCalled();
});
