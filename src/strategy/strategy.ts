import { z } from 'zod';
import type { Indicator } from '../indicator/indicator.ts';
import type { Bar, Ohlcv } from '../market/bar.ts';
import type { Direction } from '../market/record.ts';

/** Distance or level of a protection. A plain number is a price. */
export type Level = number | { readonly percent: number };

/** Part of a position and where it is taken off. Portions of all targets add up to at most 1; the last takes the rest. */
export interface TargetPlan {
  /** A price, or a percent of the entry price in the trade's favour. */
  readonly at: Level;
  /** 0 < portion <= 1; default: the rest. */
  readonly portion?: number;
}

/**
 * A stop that follows the best price reached. `percent` is its distance below (long) the best price; it starts to
 * follow at once, or after the trade has gained `after` percent; `tight` narrows the distance from a later gain on.
 */
export interface TrailingPlan {
  readonly percent: number;
  readonly after?: number;
  readonly tight?: { readonly percent: number; readonly after: number };
}

/** How a trade is protected and ended, planned when it is opened; each part may be changed later. */
export interface ExitPlan {
  /** Stop-loss. */
  readonly stop?: Level;
  /** Up to three targets. */
  readonly target?: Level;
  readonly targets?: readonly TargetPlan[];
  readonly trailing?: TrailingPlan;
  /** Moves the stop to the entry price (plus `plus` percent) once the trade has gained `after` percent. */
  readonly breakeven?: { readonly after: number; readonly plus?: number };
  /** Minutes since entry → gain (ratio) that is enough to leave from then on: `{0: 0.04, 60: 0.01}`; −1 leaves at any price. */
  readonly roi?: Readonly<Record<string, number>>;
  /** Closes at the market after this many ms. */
  readonly timeLimit?: number;
}

/** Opens a trade. Without `quantity` or `fraction` the money manager sizes it. */
export interface EnterSignal extends ExitPlan {
  readonly kind: 'enter';
  readonly direction: Direction;
  /** Default market. `limit` needs `price`; `stop` needs `trigger`; `stop-limit` both. */
  readonly type?: 'market' | 'limit' | 'stop' | 'stop-limit';
  readonly price?: number;
  readonly trigger?: number;
  /** Base units. */
  readonly quantity?: number;
  /** Part of the available funds, 0 < fraction < 1, sized at the price it fills at. */
  readonly fraction?: number;
  /** An unfilled entry is cancelled after this many ms. */
  readonly entryTimeout?: number;
  readonly postOnly?: boolean;
  readonly leverage?: number;
  readonly label?: string;
  readonly why?: string;
}

/** Closes open trades: the one named, or all of a direction, or all. */
export interface ExitSignal {
  readonly kind: 'exit';
  readonly trade?: string;
  readonly direction?: Direction;
  /** Default market; `limit` needs `price`. */
  readonly type?: 'market' | 'limit';
  readonly price?: number;
  /** Part of the trade, 0 < portion <= 1. */
  readonly portion?: number;
  /** An unfilled limit exit is cancelled after this many ms, and the trade goes on. */
  readonly timeout?: number;
  readonly why?: string;
}

/** Changes the protections of a trade (all open trades when none is named). `null` takes one away. */
export interface ModifySignal {
  readonly kind: 'modify';
  readonly trade?: string;
  readonly stop?: Level | null;
  readonly targets?: readonly TargetPlan[] | null;
  /** New limit price of an entry that still waits. */
  readonly entryPrice?: number;
  readonly why?: string;
}

/** Cancels entries that have not filled: the trade named, or all of this strategy on this instrument. */
export interface CancelSignal {
  readonly kind: 'cancel';
  readonly trade?: string;
  readonly why?: string;
}

/** What a strategy wishes. It never places an order itself. */
export type Signal = EnterSignal | ExitSignal | ModifySignal | CancelSignal;
export type Signals = Signal | readonly Signal[] | undefined | void;

/** A trade as its strategy sees it. */
export interface TradeView {
  readonly id: string;
  readonly state: 'pending' | 'open';
  readonly direction: Direction;
  /** Base units still open. */
  readonly quantity: number;
  readonly entryPrice: number;
  readonly entryTime: number;
  readonly stop: number | undefined;
  readonly label: string | undefined;
}

/** What a strategy may look at when it decides. The object is reused between calls. */
export interface StrategyContext {
  /** Event time, ms UTC. */
  readonly time: number;
  /** Last price of the own instrument. */
  readonly price: number;
  readonly bid: number;
  readonly ask: number;
  /** Net direction of this strategy's open trades here. */
  readonly position: Direction | 'flat';
  /** Open and pending trades of this strategy on this instrument, oldest first. */
  readonly trades: readonly TradeView[];
  /** Account value, settlement currency. */
  readonly equity: number;
  /** Funds not in use, settlement currency. */
  readonly available: number;
}

/** A trade tick as `onTick` gets it: scalars, no object. `side`: 0 unknown, 1 buyer was the aggressor, 2 seller. */
export type OnTick = (time: number, price: number, quantity: number, side: number) => Signals;

/** A run of ticks as columns, for `onTicks`; valid during the call only. */
export interface TickSpan {
  readonly count: number;
  readonly time: Float64Array;
  readonly price: Float64Array;
  readonly quantity: Float64Array;
  readonly side: Uint8Array;
}

/** What happened to an order of one of this strategy's trades. */
export interface OrderNotice {
  readonly time: number;
  readonly trade: string;
  readonly order: string;
  readonly purpose: 'entry' | 'exit' | 'stop' | 'target';
  readonly state: 'open' | 'filled' | 'partially-filled' | 'canceled' | 'rejected' | 'expired' | 'denied';
  readonly quantity: number;
  readonly price: number | undefined;
  readonly reason: string | undefined;
}

/** What a strategy reacts to. All optional; declaring `onTick` or `onTicks` puts the instrument on the span path. */
export interface StrategyHandlers {
  /** A tracked series closed a bar; called when every indicator tracked is warm. */
  readonly onBar?: (bar: Bar, context: StrategyContext) => Signals;
  readonly onTick?: (time: number, price: number, quantity: number, side: number, context: StrategyContext) => Signals;
  readonly onTicks?: (span: TickSpan, context: StrategyContext) => Signals;
  readonly onOrder?: (notice: OrderNotice, context: StrategyContext) => Signals;
  readonly onTimer?: (name: string, context: StrategyContext) => Signals;
}

/** Where a series comes from, when it is not the own instrument. */
export interface SeriesOptions {
  /** A second instrument as input. */
  readonly instrument?: string;
}

/** A number out of a bar, for price indicators. */
export type PriceOf = 'close' | 'open' | 'high' | 'low' | 'hl2' | 'hlc3' | 'ohlc4' | 'volume';

/** What `setup` is handed. */
export interface StrategySetup<P> {
  /** Own instrument id. */
  readonly instrument: string;
  /** Checked parameters. */
  readonly params: P;
  /** Feeds the indicator with every closed bar of the series; decisions wait until it is warm. Returns the indicator. */
  track<I extends Indicator<number, unknown>>(timeframe: string, indicator: I, options?: SeriesOptions & { of?: PriceOf }): I;
  /** Feeds an indicator over whole bars. */
  trackBars<I extends Indicator<Ohlcv, unknown>>(timeframe: string, indicator: I, options?: SeriesOptions): I;
  /** Bars without an indicator. */
  watch(timeframe: string, options?: SeriesOptions): void;
  /** Calls `onTimer(name)` every `every` ms of market time, on its multiples, in quiet markets too. */
  timer(name: string, every: number): void;
  /** Seeded chance of this strategy on this instrument: a double in [0, 1). The only randomness allowed. */
  random(): number;
  /** Market time, ms. The only clock allowed. */
  now(): number;
  /** A line in the log with the strategy's name. */
  log(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Parameters as a zod object schema: validation, help and editor completion come from it. */
export type ParamsSchema = z.ZodObject;

/** A strategy: parameters and the function that declares its inputs and handlers. */
export interface StrategyDefinition<S extends ParamsSchema = ParamsSchema> {
  readonly name: string;
  readonly description?: string;
  readonly params: S;
  /** Called once per instrument before any event. */
  readonly setup: (setup: StrategySetup<z.output<S>>) => StrategyHandlers;
}

/** Ties the types of a strategy together; returns it unchanged. */
export function defineStrategy<S extends ParamsSchema>(definition: StrategyDefinition<S>): StrategyDefinition<S> {
  return definition;
}
