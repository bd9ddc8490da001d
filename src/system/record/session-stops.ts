import type { LoadedStrategy } from '../../config/strategies.ts';
import { JournalReader } from '../../database/journal/journal-reader.ts';
import { decodePayload, isStopRecord } from '../../database/journal/payload.ts';
import type { Indicator } from '../../indicator/indicator.ts';
import type { StrategyDefinition, StrategyHandlers } from '../../strategy/strategy.ts';
import { traderIdOf } from '../../strategy/strategy-trader.ts';

/** Where a strategy-trader was stopped from outside: at which of its calls, counted from 1, and why. */
export interface Stop {
  readonly call: number;
  readonly reason: string;
}

/** The calls of one strategy-trader, whatever its code, and where it was stopped among them when they were made before. */
export class TraderCalls {
  /** So many so far. */
  count = 0;
  readonly stops: readonly Stop[];

  constructor(stops: readonly Stop[]) {
    this.stops = stops;
  }

  /** One more. @returns why it was stopped there; `undefined`: it was not */
  next(): string | undefined {
    this.count++;
    return this.stops.find(({ call }) => call === this.count)?.reason;
  }
}

/** The calls of all strategy-traders of a session, and where some were stopped. */
export class Stops {
  readonly #calls = new Map<string, TraderCalls>();

  /** @param stops by the id of the strategy-trader */
  constructor(stops: ReadonlyMap<string, readonly Stop[]> = new Map()) {
    for (const [id, each] of stops) this.#calls.set(id, new TraderCalls(each));
  }

  of(traderId: string): TraderCalls {
    const calls = this.#calls.get(traderId) ?? new TraderCalls([]);
    this.#calls.set(traderId, calls);
    return calls;
  }

  /** True when none was. */
  get isEmpty(): boolean {
    return [...this.#calls.values()].every(({ stops }) => stops.length === 0);
  }

  has(traderId: string): boolean {
    return (this.#calls.get(traderId)?.stops.length ?? 0) > 0;
  }
}

/** A strategy was stopped from outside: what it throws itself is another matter. */
export class StrategyStopped extends Error {}

/** The stops that the record of a session tells of. @throws SiisError JOURNAL_UNREADABLE */
export function readStops(place: { readonly folder: string; readonly session: string }): Stops {
  const stops = new Map<string, Stop[]>();
  const records = JournalReader.open(place);
  try {
    for (let record = records.next(); record !== undefined; record = records.next()) {
      if (!isStopRecord(record)) continue;
      const payload = decodePayload(record);
      if (payload.kind !== 'stopped') continue;
      const { traderId, call, reason } = payload;
      stops.set(traderId, [...(stops.get(traderId) ?? []), { call, reason }]);
    }
  } finally {
    records.close();
  }
  return new Stops(stops);
}

/** The same strategies, without what was stopped: at that call they fail as they did then, and are not asked. */
export function withStops(strategies: readonly LoadedStrategy[], stops: Stops): readonly LoadedStrategy[] {
  return strategies.map((strategy) => {
    const isMeant = strategy.instruments.some((instrument) => stops.has(traderIdOf(strategy.name, instrument)));
    return isMeant ? { ...strategy, definition: stopping(strategy, stops) } : strategy;
  });
}

function stopping({ name, definition }: LoadedStrategy, stops: Stops): StrategyDefinition {
  return {
    ...definition,
    setup: (setup) => {
      const id = traderIdOf(name, setup.instrument);
      if (!stops.has(id)) return definition.setup(setup);
      return counted(
        definition.setup({
          ...setup,
          track: (timeframe, indicator, options) => {
            setup.track(timeframe, new GuardedIndicator(indicator), options);
            return indicator;
          },
          trackBars: (timeframe, indicator, options) => {
            setup.trackBars(timeframe, new GuardedIndicator(indicator), options);
            return indicator;
          },
        }),
        stops.of(id),
      );
    },
  };
}

/** Feeds an indicator that may have been what failed: it must not take the session with it. */
class GuardedIndicator<Input> implements Indicator<Input, unknown> {
  readonly warmup: number;
  readonly settle: number;
  readonly value = NaN;
  readonly #indicator: Indicator<Input, unknown>;

  constructor(indicator: Indicator<Input, unknown>) {
    this.warmup = indicator.warmup;
    this.settle = indicator.settle;
    this.#indicator = indicator;
  }

  next(input: Input): unknown {
    try {
      return this.#indicator.next(input);
    } catch {
      return NaN;
    }
  }

  peek(input: Input): unknown {
    return this.#indicator.peek(input);
  }
}

function counted(handlers: StrategyHandlers, calls: TraderCalls): StrategyHandlers {
  let stopped: string | undefined;
  const count = (): void => {
    stopped = calls.next() ?? stopped;
    if (stopped !== undefined) throw new StrategyStopped(stopped);
  };
  const { onBar, onTick, onTicks, onOrder, onTimer, onAlert } = handlers;
  return {
    ...(onBar && { onBar: (bar, context) => (count(), onBar(bar, context)) }),
    ...(onTick && {
      // oxlint-disable-next-line max-params -- the handler's own
      onTick: (time, price, quantity, side, context) => (count(), onTick(time, price, quantity, side, context)),
    }),
    ...(onTicks && { onTicks: (span, context) => (count(), onTicks(span, context)) }),
    ...(onOrder && { onOrder: (notice, context) => (count(), onOrder(notice, context)) }),
    ...(onAlert && { onAlert: (notice, context) => (count(), onAlert(notice, context)) }),
    ...(onTimer && { onTimer: (name, context) => (count(), onTimer(name, context)) }),
  };
}
