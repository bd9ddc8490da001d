import { describe, expect, it } from 'vitest';
import { money } from '../../src/market/money.ts';
import { joinHashes, runHash } from '../../src/system/backtest/run-hash.ts';
import type { Session } from '../../src/system/session/session.ts';
import { SpotAccount } from '../../src/trader/paper/spot-account.ts';
import { Auditor } from '../support/invariants.ts';
import { drawMixed } from '../support/random-mixed.ts';

/** More rounds, or other seeds: `SIIS_ROUNDS=500 SIIS_SEED=1000 npx vitest run test/property/mixed.test.ts`. */
const rounds = Number(process.env['SIIS_ROUNDS'] ?? 16);
const first = Number(process.env['SIIS_SEED'] ?? 1);
const seeds = Array.from({ length: rounds }, (_, k) => `mixed ${first + k}`);

describe('a random run with bars', () => {
  it('is the same whether bars pass in a row or one by one', () => {
    let fills = 0;
    for (const seed of seeds) {
      const drawn = drawMixed(seed, {});
      const { session, found } = drawn.run({});
      expect(found, seed).toEqual(drawn.run({ slow: true }).found);
      fills += session.fills.length;
    }
    expect(fills).toBeGreaterThan(20 * rounds);
  });

  it('is the same beside a market of ticks whose strategy looks at the bars', () => {
    for (const seed of seeds) {
      const drawn = drawMixed(seed, { ticks: true });
      expect(drawn.run({}).found, seed).toEqual(drawn.run({ slow: true }).found);
    }
  });

  it('is the same in accounts of their own beside one another and alone', () => {
    for (const seed of seeds) {
      const drawn = drawMixed(seed, { separate: true });
      const alone = drawn.ids.map((_id, only) => runHash(drawn.run({ only }).session));
      expect(runHash(drawn.run({}).session), seed).toBe(joinHashes(alone));
      expect(runHash(drawn.run({ slow: true }).session), seed).toBe(joinHashes(alone));
    }
  });

  it('balances to the last digit and leaves no trade without its stop, after every close', () => {
    for (const seed of seeds) {
      const drawn = drawMixed(seed, {});
      const auditor = new Auditor(money(drawn.balance));
      drawn.run({ onClose: auditor.look });
      expect(auditor.faults, seed).toEqual([]);
    }
  });

  it('neither owes nor sells what it does not hold on a spot account, and locks nothing without an order', () => {
    let fills = 0;
    for (const seed of seeds) {
      const faults: string[] = [];
      const { session } = drawMixed(seed, { spot: true }).run({ onClose: (each) => faults.push(...spotFaults(each)) });
      expect(faults, seed).toEqual([]);
      fills += session.fills.length;
    }
    expect(fills).toBeGreaterThan(5 * rounds);
  });
});

function spotFaults({ accounts, hubs, tracker }: Session): string[] {
  const [account] = accounts;
  if (!(account instanceof SpotAccount)) return ['not a spot account'];
  const isIdle = hubs.every(({ market }) => market.orders.length === 0);
  const assets = ['USD', ...hubs.map(({ instrument }) => instrument.base)];
  const money = assets.flatMap((asset) => [
    ...(account.free(asset) < 0n ? [`${asset}: ${account.free(asset)} free`] : []),
    ...(account.locked(asset) < 0n || (isIdle && account.locked(asset) !== 0n)
      ? [`${asset}: ${account.locked(asset)} locked`]
      : []),
  ]);
  const lots = hubs.flatMap(({ market }) => {
    const open = tracker.openOn(market.index).reduce((sum, trade) => sum + trade.sign * trade.lots, 0);
    return market.lots < 0 || market.lots !== open ? [`${market.lots} lots, ${open} in trades`] : [];
  });
  return [...money, ...lots];
}
