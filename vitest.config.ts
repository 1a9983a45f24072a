import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/longest-first.ts';

const pages = ['app/**/*.test.tsx'];
const browser = ['tests/e2e/**/*.test.ts'];
const never = ['node_modules/**', 'build/**', 'var/**'];
// With no more than there are cores one would idle whenever a test waits for a process, a disk or a browser.
const maxWorkers = availableParallelism() + 1;

// A slow test on a machine that others use as well is no failure.
const common = { setupFiles: ['tests/setup.ts'], testTimeout: 60_000, unstubGlobals: true, maxWorkers };

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...common,
          name: 'parts',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...never, ...pages, ...browser],
          // Files of a process share its modules: to load them anew for each took as long as the tests themselves.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Each has a document of its own.
        test: { ...common, name: 'pages', include: pages, sequence: { groupOrder: 1 } },
      },
      {
        test: {
          ...common,
          name: 'browser',
          include: browser,
          // What drives a browser is loaded once by a process.
          isolate: false,
          globalSetup: ['tests/e2e/support/make-seeded-data-dir.ts'],
          // More than a few browsers at once are in each other's way.
          maxWorkers: Math.min(4, maxWorkers),
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
