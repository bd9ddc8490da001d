import { expect, it } from 'vitest';
import { runCase } from '../../../test/support/venue-case.ts';

it('refuses protections at prices that the steps of a market cannot count', async () => {
  const run = (trade: string): Promise<unknown> =>
    runCase({ profile: `trade: { ${trade} }`, minutes: [[100, 100, 100, 100]], wish: {} });
  const message = (name: string): string =>
    `trade.${name} must come to fewer than 2^53 steps of 0.5, was 100000000000000000000 (test:BTC/USD)`;
  await expect(run('stop: 1e20')).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: message('stop') });
  await expect(run('targets: [{ at: 1e20 }]')).rejects.toMatchObject({ message: message('targets[0].at') });
});
