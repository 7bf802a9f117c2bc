import { defineConfig } from 'vitest/config';

/** Of `npm run coverage:merged`: what replayed programs reach of the core, measured as the suites' coverage is. */
export default defineConfig({
  test: {
    root: new URL('../../..', import.meta.url).pathname,
    include: ['conformance/coverage/replay/programs.ts'],
    testTimeout: 3_600_000,
    coverage: {
      provider: 'v8',
      enabled: true,
      include: ['src/backend/**/*.ts', 'src/host/**/*.ts'],
      exclude: ['**/*.test.ts', '**/testing/**'],
      reporter: ['json'],
      reportsDirectory: 'reports/coverage/replay',
    },
  },
});
