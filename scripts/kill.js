// Kills sessions and imports at hundreds of points and judges what is left: `npm run test:kill -- --seed 7`. Every seed chooses
// other points; without one they are those of `npm run test:heavy`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' } } });
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const files = ['test/heavy/kill-', 'test/heavy/damage'];
const { status } = spawnSync(process.execPath, [vitest, 'run', '-c', 'vitest.heavy.config.ts', ...files], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  env: { ...process.env, SIIS_SEED: values.seed },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
