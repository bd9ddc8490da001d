import { defineConfig } from 'vitest/config';

/** Reference results of other people's programs; see test/fixtures/README.md. */
export default defineConfig({ test: { include: ['test/fixtures/**/*.test.ts'], testTimeout: 120_000 } });
