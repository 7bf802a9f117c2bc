import { defineConfig } from 'vitest/config';

/** `npm run coverage:conformance`: what the conformance suites reach of the core and of the modelled kernel. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['conformance/suites/*.test.ts'],
    testTimeout: 300_000,
    coverage: {
      provider: 'v8',
      enabled: true,
      include: ['src/backend/**/*.ts', 'src/host/**/*.ts'],
      exclude: ['**/*.test.ts', '**/testing/**'],
      reporter: ['text', 'json-summary'],
      reportsDirectory: 'reports/coverage',
      thresholds: { lines: 95, branches: 90 },
    },
  },
});
