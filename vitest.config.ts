import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'src/**/*.test.ts',
      'fuzz/**/*.test.ts',
      'conformance/**/*.test.ts',
      'corpus/**/*.test.ts',
      'docs/**/*.test.ts',
    ],
    // By default one core is left idle, which on a machine of two is half of it.
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    coverage: { provider: 'v8', include: ['src/**'], exclude: ['**/*.test.ts'] },
  },
});
