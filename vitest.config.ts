import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/fixtures/**', 'test/heavy/**', 'node_modules/**'],
    // Ten times what the slowest needs alone: a machine that others use must not fail a fact.
    testTimeout: 30_000,
    coverage: { include: ['src/**/*.ts'], exclude: ['**/*.test.ts'], reporter: ['text', 'html'] },
  },
});
