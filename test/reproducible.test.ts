import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadProfile } from '../src/config/load.ts';
import { Store } from '../src/database/store.ts';
import { instrumentId } from '../src/market/instrument.ts';
import type { RunRecord } from '../src/market/record.ts';
import { runBacktest } from '../src/system/backtest/backtest.ts';
import { runPaper } from '../src/system/paper/paper.ts';
import type { SessionLine } from '../src/system/observer/session-line.ts';
import { mergeRecords, type Shard, shardsOf } from '../src/system/backtest/shard.ts';
import { demoMarkets } from '../src/watcher/synthetic/market.ts';
import { syntheticSource } from '../src/watcher/synthetic/source.ts';

const start = Date.UTC(2026, 0, 5);
const hour = 3_600_000;
const profile = `
name: repeat
instruments: [demo:BTC/USDT, demo:ETH/USDT]
strategies:
  - { use: ema-cross, params: { timeframe: 1m, fast: 5, slow: 13 } }
trade: { stop: 1%, target: 1.5% }
paper:
  latency: { order: 20, jitter: 200, cancel: 30 }
  slippage: { randomTicks: 3 }
`;

let folder = '';

/** A workspace with six hours of two invented markets. */
function workspace(name: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, 'profiles'), { recursive: true });
  writeFileSync(join(path, 'profiles', 'repeat.yaml'), profile);
  const store = Store.open(join(path, 'data'), { create: true });
  for (const market of demoMarkets.slice(0, 2)) {
    const id = instrumentId(market.id);
    store.putInstrument(id, market.spec);
    const source = syntheticSource({ seed: 5, market, start, end: start + 6 * hour });
    const recorder = store.recorder(id, source.kind, source.scale);
    for (let block = source.next(); block !== undefined; block = source.next()) {
      const { offset, price, lots, side } = block.columns;
      for (let k = 0; k < block.count; k++) recorder.trade(block.baseTime + offset[k]!, price[k]!, lots[k]!, side[k]!);
    }
    recorder.seal();
    recorder.close();
  }
  store.close();
  return path;
}

async function run(path: string, set: readonly string[] = []): Promise<RunRecord> {
  const loaded = await loadProfile('repeat', { workspace: path, set, env: {}, cwd: path });
  const store = Store.open(loaded.dataDir, { readonly: true });
  try {
    const records = shardsOf(loaded.profile, loaded.strategies).map(
      (shard) => runBacktest({ ...shard, store, from: start + hour, to: undefined }).record,
    );
    return mergeRecords(records, 1);
  } finally {
    store.close();
  }
}

describe('a backtest', () => {
  let here = '';
  let there = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'siis-repeat-'));
    here = workspace('here');
    there = workspace('elsewhere/deep/er');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has the same hash twice, and from another folder', async () => {
    const first = await run(here);
    expect(first.trades.length).toBeGreaterThan(20);
    expect((await run(here)).hash).toBe(first.hash);
    expect((await run(there)).hash).toBe(first.hash);
  });

  it('has another hash, and other fills, with another seed of chance', async () => {
    const [one, two] = [await run(here), await run(here, ['seed=2'])];
    expect(two.hash).not.toBe(one.hash);
    const fills = (record: RunRecord): unknown[] => record.orders.map((order) => order.averagePrice);
    expect(fills(two)).not.toEqual(fills(one));
  });

  it('is the same in one session as in shards, and on paper, where accounts are separate', async () => {
    // Enough for some entries to be refused by what each account has open and has lost.
    const set = [
      'account.separate=true',
      'history=none',
      'limits.maxOrdersPerMinute=4',
      'limits.maxDailyLossPercent=0.1',
    ];
    const {
      profile: whole,
      strategies,
      dataDir,
    } = await loadProfile('repeat', { workspace: here, set, env: {}, cwd: here });
    const store = Store.open(dataDir, { readonly: true });
    try {
      const backtest = (each: Shard): RunRecord =>
        runBacktest({ ...each, store, from: undefined, to: undefined }).record;
      const session = backtest({ profile: whole, strategies });
      const shards = mergeRecords(
        shardsOf(whole, strategies).map((shard) => backtest(shard)),
        1,
      );
      const fast = { ...whole, data: { ...whole.data, synthetic: { ...whole.data.synthetic, speed: 1e12 } } };
      const stop = new AbortController().signal;
      const ends: [unknown, unknown][] = [];
      const onLine = (line: SessionLine): void => {
        if (line.type === 'trade' && line['exitReason'] !== undefined) ends.push([line['instrument'], line['profit']]);
      };
      await runPaper({ profile: fast, strategies, store, stop, onLine });
      expect(session.trades.length).toBeGreaterThan(10);
      expect(session.denials['daily-loss']).toBeGreaterThan(0);
      expect(session.denials).toEqual(shards.denials);
      expect(session.hash).toBe(shards.hash);
      const inOrder = (list: readonly unknown[]): string[] => list.map((each) => JSON.stringify(each)).toSorted();
      expect(inOrder(ends)).toEqual(inOrder(shards.trades.map(({ instrument, profit }) => [instrument, profit])));
    } finally {
      store.close();
    }
  });

  it('is untouched by who else runs, where accounts are separate', async () => {
    const both = await run(here, ['account.separate=true']);
    const alone = await run(here, ['account.separate=true', 'instruments=[demo:BTC/USDT]']);
    const own = (record: RunRecord): unknown[] =>
      record.trades
        .filter((trade) => trade.instrument === 'demo:BTC/USDT')
        .map(({ entryTime, exitTime, entryPrice, exitPrice, profit }) => [
          entryTime,
          exitTime,
          entryPrice,
          exitPrice,
          profit,
        ]);
    expect(own(both).length).toBeGreaterThan(5);
    expect(own(both)).toEqual(own(alone));
  });
});
