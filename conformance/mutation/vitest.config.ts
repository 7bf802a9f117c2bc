import { defineConfig } from 'vitest/config';

/** The conformance suites alone, on Linux 6.1 and a few devices per case: what mutants are held against. */
export default defineConfig({
  test: {
    include: ['conformance/suites/*.test.ts'],
    env: { PCIBACK_RIG_SUITE: 'quick' },
    testTimeout: 120_000,
  },
});
