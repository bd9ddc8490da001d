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

/** Strategy-traders that were stopped, by id. */
export type Stops = ReadonlyMap<string, Stop>;

/** A strategy was stopped from outside: what it throws itself is another matter. */
export class StrategyStopped extends Error {}

/** The stops that the record of a session tells of. @throws SiisError JOURNAL_UNREADABLE */
export function readStops(place: { readonly folder: string; readonly session: string }): Stops {
  const stops = new Map<string, Stop>();
  const records = JournalReader.open(place);
  try {
    for (let record = records.next(); record !== undefined; record = records.next()) {
      if (!isStopRecord(record)) continue;
      const payload = decodePayload(record);
      if (payload.kind === 'stopped') stops.set(payload.traderId, { call: payload.call, reason: payload.reason });
    }
  } finally {
    records.close();
  }
  return stops;
}

/** The same strategies, without what was stopped: at that call they fail as they did then, and are not asked. */
export function withStops(strategies: readonly LoadedStrategy[], stops: Stops): readonly LoadedStrategy[] {
  if (stops.size === 0) return strategies;
  return strategies.map((strategy) => {
    const isMeant = strategy.instruments.some((instrument) => stops.has(traderIdOf(strategy.name, instrument)));
    return isMeant ? { ...strategy, definition: stopping(strategy, stops) } : strategy;
  });
}

function stopping({ name, definition }: LoadedStrategy, stops: Stops): StrategyDefinition {
  return {
    ...definition,
    setup: (setup) => {
      const stop = stops.get(traderIdOf(name, setup.instrument));
      if (stop === undefined) return definition.setup(setup);
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
        stop,
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

function counted(handlers: StrategyHandlers, stop: Stop): StrategyHandlers {
  let calls = 0;
  const count = (): void => {
    calls++;
    if (calls >= stop.call) throw new StrategyStopped(stop.reason);
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
