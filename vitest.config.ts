import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['node_modules/**', 'build/**', 'var/**'],
    setupFiles: ['tests/setup.ts'],
    testTimeout: 30_000,
  },
});
