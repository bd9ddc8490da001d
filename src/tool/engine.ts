import type { TimeRange } from '../config/time.ts';
import type { RunRecord } from '../market/record.ts';
import { runBacktest } from '../system/backtest/backtest.ts';
import type { BacktestStore } from '../system/data/market-data.ts';
import type { Shard } from '../system/backtest/shard.ts';
import type { JobLink } from './job/messages.ts';

/** The door from the command line to the engine: runs a profile over stored data, with throttled progress. */
export function backtest(shard: Shard, store: BacktestStore, range: TimeRange, link: JobLink): RunRecord {
  const { profile, strategies } = shard;
  const { record } = runBacktest({
    profile,
    strategies,
    store,
    from: range.from,
    to: range.to,
    onProgress: link.progress,
    shouldStop: link.shouldStop,
    log: link.log,
    onWarning: link.warn,
  });
  return record;
}
