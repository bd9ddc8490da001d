import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type LoadedProfile, loadProfile } from '../src/config/load.ts';
import { Store } from '../src/database/store.ts';
import type { RunRecord } from '../src/market/record.ts';
import { runBacktest } from '../src/system/backtest.ts';
import type { BacktestStore } from '../src/system/market-data.ts';
import type { Outcome, Work } from './row.ts';
import { benchDir } from './tape.ts';

/** A backtest as a row describes it. */
export interface BenchProfile {
  readonly name: string;
  readonly instruments: readonly string[];
  /** File of bench/strategy. */
  readonly strategy: string;
  readonly params?: Readonly<Record<string, number>>;
}

/** Writes the profile of a row as a user would: with fees and risk limits, an account that never runs dry. @returns its path. */
export function writeProfile({ name, instruments, strategy, params = {} }: BenchProfile): string {
  const profile = {
    name,
    instruments,
    strategy: { use: resolve(import.meta.dirname, 'strategy', strategy), params },
    account: { balance: 1e9 },
    limits: { maxNotional: 1e8, maxOpenTrades: 200, maxOrdersPerMinute: 1000, maxDailyLoss: 9e8 },
    history: 'none',
  };
  const folder = join(benchDir, 'profiles');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify(profile, undefined, 2));
  return path;
}

/** A profile and its data, ready to be run again and again by the door that `siis backtest` uses. */
export class BenchRun {
  readonly #loaded: LoadedProfile;
  readonly #store: BacktestStore;

  private constructor(loaded: LoadedProfile, store: BacktestStore) {
    this.#loaded = loaded;
    this.#store = store;
  }

  /** @param through puts something between the store and the engine. */
  static async open(
    profile: BenchProfile,
    data: string,
    through: (store: Store) => BacktestStore = (store) => store,
  ): Promise<BenchRun> {
    const loaded = await loadProfile(writeProfile(profile), { env: {}, workspace: benchDir });
    return new BenchRun(loaded, through(Store.open(data, { readonly: true })));
  }

  run(): RunRecord {
    const { profile, strategies } = this.#loaded;
    return runBacktest({ profile, strategies, store: this.#store, from: undefined, to: undefined }).record;
  }

  /** As the work of a row: `count` units. */
  work(count: number): Work {
    return { n: count, run: () => outcomeOf(this.run()) };
  }
}

function outcomeOf(record: RunRecord): Outcome {
  const profit = record.trades.reduce((sum, trade) => sum + Number(trade.profit) + Number(trade.fees), 0);
  return { trades: record.trades.length, profit };
}
