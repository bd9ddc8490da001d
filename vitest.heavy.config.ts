import { defineConfig } from 'vitest/config';

/** Suites that take minutes or need more than npm: packaging, servers, browsers, long simulations. */
export default defineConfig({
  test: { include: ['test/heavy/**/*.test.ts'], testTimeout: 600_000, hookTimeout: 600_000, passWithNoTests: true },
});
