import { afterEach, beforeEach, expect, vi } from 'vitest';

// Tests are loud: whatever the code under test warns of fails the test, unless the test says that it expects it.
beforeEach(() => {
  vi.spyOn(console, 'error');
  vi.spyOn(console, 'warn');
});

afterEach(() => {
  const calls = [console.error, console.warn].flatMap((method) =>
    vi.isMockFunction(method) ? method.mock.calls : [],
  );
  vi.restoreAllMocks();
  expect(calls, 'the code under test wrote to console.error or console.warn').toEqual([]);
});
