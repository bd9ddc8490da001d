import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type LoadedProfile, loadProfile } from '../src/config/load.ts';
import { Store } from '../src/database/store.ts';
import type { RunRecord } from '../src/market/record.ts';
import { runBacktest } from '../src/system/backtest/backtest.ts';
import type { BacktestStore } from '../src/system/data/market-data.ts';
import type { Outcome, Work } from './row.ts';
import { stopwatch, type Took } from './stopwatch.ts';
import { benchDir } from './tape.ts';
import { TimedStore } from './timed-store.ts';

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
  readonly #store: TimedStore;

  private constructor(loaded: LoadedProfile, store: TimedStore) {
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
    return new BenchRun(loaded, new TimedStore(through(Store.open(data, { readonly: true }))));
  }

  run(): RunRecord {
    const { profile, strategies } = this.#loaded;
    return runBacktest({ profile, strategies, store: this.#store, from: undefined, to: undefined }).record;
  }

  /** As the work of a row: `count` units, all of it, or without what the store took, or only that. */
  work(count: number, part: 'all' | 'run' | 'loading' = 'all'): Work {
    if (part === 'all') return { n: count, run: () => outcomeOf(this.run()) };
    return {
      n: count,
      run: () => {
        this.#store.begin();
        const watch = stopwatch();
        const outcome = outcomeOf(this.run());
        const [took, loading] = [watch(), this.#store.took];
        return { ...outcome, took: part === 'loading' ? loading : less(took, loading) };
      },
    };
  }
}

function less(whole: Took, part: Took): Took {
  return { seconds: whole.seconds - part.seconds, processor: whole.processor - part.processor };
}

function outcomeOf(record: RunRecord): Outcome {
  const profit = record.trades.reduce((sum, trade) => sum + Number(trade.profit) + Number(trade.fees), 0);
  return { trades: record.trades.length, profit };
}
