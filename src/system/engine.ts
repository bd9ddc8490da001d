import type { SimulatedClock } from '../bus/clock.ts';
import type { Series } from '../strategy/series.ts';
import type { StrategyTrader } from '../strategy/strategy-trader.ts';
import type { PaperVenue } from '../trader/paper/paper-venue.ts';
import { type Lane, closeKey, keyTime } from '../watcher/lane/lane.ts';
import type { MarketHub } from './market-hub.ts';

export interface EngineParts {
  readonly clock: SimulatedClock;
  readonly venue: PaperVenue;
  readonly hubs: readonly MarketHub[];
  /** One a market, by its index. */
  readonly lanes: readonly Lane[];
  readonly traders: readonly StrategyTrader[];
  /** Called after everything that happened at a close, with its time. */
  readonly onClose?: ((time: number) => void) | undefined;
}

/** How far a run of the engine goes. */
export interface RunLimits {
  /** Last moment that is executed, ms. */
  readonly until: number;
  /** Timers go on when there are no more data: for markets whose data are yet to come. */
  readonly waits: boolean;
  /** Asked about every 4096 events; true ends the run. */
  readonly shouldStop?: () => boolean;
}

/**
 * The loop: which lane has the earliest event, execute it, look again at what changed. At one moment: bars are matched,
 * rows absorbed, bars closed, timers fired, strategies asked, and then the ticks of that moment come. Synchronous from
 * end to end.
 */
export class Engine {
  readonly #clock: SimulatedClock;
  readonly #venue: PaperVenue;
  readonly #hubs: readonly MarketHub[];
  readonly #lanes: readonly Lane[];
  readonly #onClose: ((time: number) => void) | undefined;
  /** Strategy-traders that watch a series. */
  readonly #watchers = new Map<Series, StrategyTrader[]>();
  readonly #closed: Series[] = [];
  #events = 0;

  constructor(parts: EngineParts) {
    this.#clock = parts.clock;
    this.#venue = parts.venue;
    this.#hubs = parts.hubs;
    this.#lanes = parts.lanes;
    this.#onClose = parts.onClose;
    for (const trader of parts.traders) {
      for (const series of trader.inputs) {
        const present = this.#watchers.get(series);
        if (present === undefined) this.#watchers.set(series, [trader]);
        else present.push(trader);
      }
    }
  }

  /** Events executed so far. */
  get events(): number {
    return this.#events;
  }

  /** Runs to the limit, or to the end of the data. Returns false when it was told to stop. */
  run(limits: RunLimits): boolean {
    const last = limits.until * 2 + 1;
    for (;;) {
      if ((++this.#events & 4095) === 0 && limits.shouldStop?.() === true) return false;
      let first = Infinity;
      let second = Infinity;
      let index = -1;
      for (let k = 0; k < this.#lanes.length; k++) {
        const key = this.#lanes[k]!.key;
        if (key < first) {
          second = first;
          first = key;
          index = k;
        } else if (key < second) {
          second = key;
        }
      }
      const timer = this.#clock.nextTimer;
      // A timer comes after the closes of its moment and before the ticks.
      const timerKey = timer * 2 + 0.5;
      if (timerKey < first && (first !== Infinity || limits.waits)) {
        if (timer > limits.until) return true;
        this.#fireTimers(timer);
        continue;
      }
      if (first === Infinity || first > last) return true;
      if (first % 2 === 0) this.#close(first);
      else this.#tick(index, Math.min(second, timerKey, last));
    }
  }

  /** Looks again at every lane: new data may have come. */
  wake(): void {
    for (const lane of this.#lanes) lane.plan(closeKey(this.#clock.now()), false);
  }

  #fireTimers(time: number): void {
    this.#clock.advanceTo(time);
    for (const lane of this.#lanes) lane.refresh(time);
    this.#clock.fireDue();
    this.#replan(closeKey(time), -1);
  }

  #tick(index: number, limit: number): void {
    const lane = this.#lanes[index]!;
    lane.run(limit);
    const after = lane.doneKey;
    lane.plan(after, false);
    this.#venue.dirty.delete(index);
    this.#replan(after, index);
  }

  #close(key: number): void {
    const time = keyTime(key);
    this.#clock.advanceTo(time);
    for (const lane of this.#lanes) if (lane.key === key) lane.match(time);
    const closed = this.#closed;
    closed.length = 0;
    for (let k = 0; k < this.#lanes.length; k++) {
      const lane = this.#lanes[k]!;
      if (lane.key !== key) continue;
      lane.absorb(time);
      this.#finish(this.#hubs[k]!, time);
    }
    if (this.#clock.nextTimer <= time) this.#clock.fireDue();
    for (const series of closed) {
      const traders = this.#watchers.get(series);
      if (traders !== undefined) for (const trader of traders) trader.onBar(series, time);
    }
    if (this.#onClose !== undefined && closed.length > 0) this.#onClose(time);
    for (const lane of this.#lanes) if (lane.key === key) lane.plan(key, false);
    this.#replan(key, -1);
  }

  #finish(hub: MarketHub, time: number): void {
    for (const series of hub.series) {
      if (series.end !== time) continue;
      series.finish();
      this.#closed.push(series);
    }
  }

  /** Plans the lanes again whose orders changed. `ran` had its turn at this key; lanes before it had theirs too. */
  #replan(after: number, ran: number): void {
    const { dirty } = this.#venue;
    if (dirty.size === 0) return;
    for (const market of dirty) this.#lanes[market]!.plan(after, market <= ran);
    dirty.clear();
  }
}
