import type { BarSource } from '../src/market/bar.ts';
import type { BacktestStore } from '../src/system/data/market-data.ts';
import type { Took } from './stopwatch.ts';

/** A store whose bars are measured as they are found and read. Ticks are not: they stream while the engine runs. */
export class TimedStore implements BacktestStore {
  readonly #store: BacktestStore;
  #seconds = 0;

  constructor(store: BacktestStore) {
    this.#store = store;
  }

  /** Starts to measure. */
  begin(): void {
    this.#seconds = 0;
  }

  /** Since then. All of it is this thread's. */
  get took(): Took {
    return { seconds: this.#seconds, processor: this.#seconds };
  }

  instrument: BacktestStore['instrument'] = (id) => this.#measured(() => this.#store.instrument(id));
  coverage: BacktestStore['coverage'] = (id) => this.#measured(() => this.#store.coverage(id));
  openTicks: BacktestStore['openTicks'] = (id, query) => this.#store.openTicks(id, query);
  openBars: BacktestStore['openBars'] = (id, query) => {
    const source = this.#measured(() => this.#store.openBars(id, query));
    return source === undefined ? undefined : this.#timed(source);
  };

  #timed(source: BarSource): BarSource {
    return {
      timeframe: source.timeframe,
      next: () => this.#measured(() => source.next()),
      close: () => source.close(),
    };
  }

  #measured<T>(work: () => T): T {
    const start = performance.now();
    const result = work();
    this.#seconds += (performance.now() - start) / 1000;
    return result;
  }
}
