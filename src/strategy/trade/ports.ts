import type { Bus } from '../../bus/bus.ts';
import type { Clock } from '../../bus/clock.ts';
import type { SignalEvent } from '../../market/event.ts';
import type { Instrument } from '../../market/instrument.ts';
import type { Valuer } from '../../market/money.ts';
import type { OrderType, TrailingStage } from '../../market/order.ts';
import type { Direction, ExitReason } from '../../market/record.ts';
import type { EnterSignal, ExitPlan } from '../../market/signal.ts';

/** A market as the tracker needs it. Prices in ticks. */
export interface TrackedMarket {
  readonly instrument: Instrument;
  readonly valuer: Valuer;
  readonly last: number;
  /** Whether exits may be marked reduce-only: not where several strategies share one net position. */
  readonly reduceOnly: boolean;
}

/** What an entry against open trades does. */
export type OppositePolicy = 'close' | 'reduce' | 'ignore' | 'hedge';

/** The profile's defaults for trades. */
export interface TradeDefaults extends ExitPlan {
  readonly opposite: OppositePolicy;
  readonly direction: 'both' | 'long' | 'short';
  readonly entryTimeout?: number;
}

/** Told about trades as they come and go; the caps count with it. */
export interface TradeCounter {
  tradeBegan(market: number): void;
  tradeEnded(market: number): void;
}

/** Says whether a signal may become a trade, or end one. */
export interface SignalGate {
  /** Why an entry is refused; `undefined`: it passes. */
  readonly entry: (event: SignalEvent, signal: EnterSignal) => string | undefined;
  /** The defaults that hold for an entry. */
  readonly defaults: (event: SignalEvent, signal: EnterSignal, own: TradeDefaults) => TradeDefaults;
  /** The same for an exit of a trade of a direction. */
  readonly exit: (event: SignalEvent, direction: Direction) => string | undefined;
}

/** What a tracker is made of. */
export interface TrackerParts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly markets: readonly TrackedMarket[];
  readonly defaults: TradeDefaults;
  readonly counter: TradeCounter;
  readonly gate?: SignalGate;
}

/** An exit order to place. Prices in ticks. */
export interface ExitRequest {
  readonly id: string;
  readonly purpose: 'exit' | 'stop' | 'target';
  readonly reason: ExitReason;
  readonly type: OrderType;
  readonly lots: number;
  readonly limit?: number | undefined;
  readonly trigger?: number | undefined;
  /** When it is to be taken back if it has not filled, ms. */
  readonly until?: number | undefined;
  readonly trailing?: readonly TrailingStage[] | undefined;
}
