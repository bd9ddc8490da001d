import type { TradeView } from '../../strategy/strategy.ts';
import type { AlertNotice, OrderNotice, StrategyHandlers } from '../../strategy/strategy.ts';
import type { Signal } from '../../market/signal.ts';

/** What an indicator of a strategy stood at. */
export interface Reading {
  /** Name of its class. */
  readonly indicator: string;
  readonly instrument: string;
  readonly timeframe: string;
  /** Number of a bar that it is fed with; absent for one over whole bars. */
  readonly of: string | undefined;
  /** Bars until its first value. */
  readonly warmup: number;
  /** `null` before that. */
  readonly value: number | null;
  /** Of one with several numbers. */
  readonly outputs: Readonly<Record<string, number | null>> | undefined;
}

/** What a handler was called with. Times in ms. */
export type Cause =
  | {
      readonly kind: 'bar';
      readonly instrument: string;
      readonly timeframe: string;
      readonly time: number;
      readonly closeTime: number;
      readonly open: number;
      readonly high: number;
      readonly low: number;
      readonly close: number;
      readonly volume: number;
    }
  | { readonly kind: 'tick'; readonly time: number; readonly price: number; readonly quantity: number }
  /** A run of ticks, by its last one. */
  | { readonly kind: 'ticks'; readonly count: number; readonly time: number; readonly price: number }
  | { readonly kind: 'timer'; readonly name: string }
  | { readonly kind: 'alert'; readonly notice: AlertNotice }
  | { readonly kind: 'order'; readonly notice: OrderNotice };

/** A handler that was asked, and all that it could look at then. */
export interface Decision {
  readonly strategy: string;
  readonly instrument: string;
  /** Market time, ms. */
  readonly time: number;
  readonly handler: keyof StrategyHandlers;
  readonly cause: Cause;
  /** `null` before the data begin. */
  readonly price: number | null;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly position: string;
  readonly equity: number;
  readonly available: number;
  readonly trades: readonly TradeView[];
  readonly readings: readonly Reading[];
  /** What it wished; empty where it wished nothing. */
  readonly signals: readonly Signal[];
}
