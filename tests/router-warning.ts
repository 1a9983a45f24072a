import { vi } from 'vitest';

/**
 * For `afterEach` of tests that use `createRemixStub`: it offers no way to set the flag that its router asks for
 * once a process, and the pages themselves do not see that warning. Any other warning still fails the test.
 */
export function forgiveRouterWarning(): void {
  const warn = vi.mocked(console.warn);
  if (warn.mock.calls.every(([text]) => String(text).includes('React Router Future Flag'))) warn.mockClear();
}
