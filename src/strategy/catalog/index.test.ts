import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drive } from '../../../test/support/strategy-driver.ts';
import type { Ohlcv } from '../../market/bar.ts';
import { syntheticMarket } from '../../watcher/synthetic/market.ts';
import { syntheticSource } from '../../watcher/synthetic/source.ts';
import { catalog } from './index.ts';

describe('the catalog', () => {
  it('has every strategy folder, under the name that the strategy gives itself', () => {
    const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((each) => each.isDirectory());
    expect(Object.keys(catalog).toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
    for (const [name, definition] of Object.entries(catalog)) expect(definition.name).toBe(name);
  });

  it('says of each strategy in a sentence what it does', () => {
    for (const { description } of Object.values(catalog)) expect(description).toMatch(/^.{20,120}$/);
  });
});

describe('on the synthetic market, with its defaults,', () => {
  const bars = minutes(40);

  it.each([
    ['ema-cross', {}, 40],
    ['sma-cross', { timeframe: '1h' }, 15],
    ['supertrend', {}, 40],
    ['donchian-breakout', {}, 15],
    ['pullback', {}, 15],
    ['rsi-reversion', {}, 30],
  ])('%s %j trades both ways, at least %i times in 40 days', (name, params, least) => {
    const { trades } = drive(catalog[name]!, { params, bars });
    expect(trades.length).toBeGreaterThanOrEqual(least);
    for (const direction of ['long', 'short']) {
      const part = trades.filter((trade) => trade.direction === direction).length / trades.length;
      expect(part).toBeGreaterThan(0.2);
    }
  });
});

/** One-minute bars of a synthetic market, in price steps. */
function minutes(days: number): Ohlcv[] {
  const start = Date.UTC(2025, 0, 6);
  const market = syntheticMarket('test:BTC/USDT', { ticksPerSecond: 0.1 });
  const source = syntheticSource({ seed: 'catalog', market, start, end: start + days * 86_400_000, blockSize: 65_536 });
  const rows: Ohlcv[] = [];
  for (let block = source.next(); block !== undefined; block = source.next()) {
    const { time, open, high, low, close, volume, count } = block.minutes;
    // A minute that began in the block before is left with the part it had there: one in ten thousand.
    const from = time[0] === rows.at(-1)?.time ? 1 : 0;
    for (let k = from; k < count; k++) {
      rows.push({ time: time[k]!, open: open[k]!, high: high[k]!, low: low[k]!, close: close[k]!, volume: volume[k]! });
    }
  }
  return rows;
}
