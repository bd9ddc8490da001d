import type { z } from 'zod';
import type { Indicator } from '../indicator/indicator.ts';
import type { Bar, Ohlcv, OpenBar } from '../market/bar.ts';
import type { Direction } from '../market/record.ts';
import type { Signals } from '../market/signal.ts';

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
  /** Last price of the own instrument; NaN before its data begin, like bid and ask. */
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

/**
 * A run of ticks as columns, for `onTicks`; valid during the call only. Every tick comes once, in order. Where a run ends
 * is no promise: at the latest where something happens in any market, so it depends on what else is in the profile.
 */
export interface TickSpan {
  readonly count: number;
  readonly time: Float64Array;
  readonly price: Float64Array;
  readonly quantity: Float64Array;
  readonly side: Uint8Array;
}

/** What happened to an order of one of this strategy's trades. */
export interface OrderNotice {
  /** When it happened, ms: on bars the start of the bar it happened in, while `context.time` is that bar's end. */
  readonly time: number;
  readonly trade: string;
  readonly order: string;
  readonly purpose: 'entry' | 'exit' | 'stop' | 'target';
  /** `not-moved`: a new price of an entry that waits was refused, by siis or the venue; it stands where it stood. */
  readonly state: 'open' | 'filled' | 'partially-filled' | 'canceled' | 'rejected' | 'expired' | 'denied' | 'not-moved';
  /** Base units; NaN where a denied entry was not sized yet. */
  readonly quantity: number;
  readonly price: number | undefined;
  readonly reason: string | undefined;
}

/** An alert of this strategy came true. */
export interface AlertNotice {
  /** Market time, ms. */
  readonly time: number;
  readonly alert: string;
  readonly label: string | undefined;
  /** The price, or the number of an indicator, at which it came true. */
  readonly value: number;
  readonly way: 'up' | 'down';
  /** How often it will come yet; 0: it is done with. */
  readonly left: number;
}

/** What a strategy reacts to. All optional; declaring `onTick` or `onTicks` puts the instrument on the span path. */
export interface StrategyHandlers {
  /** A tracked series closed a bar; called when every indicator tracked is warm. */
  readonly onBar?: (bar: Bar, context: StrategyContext) => Signals;
  // oxlint-disable-next-line max-params -- scalars: an object per tick would cost more than the call
  readonly onTick?: (time: number, price: number, quantity: number, side: number, context: StrategyContext) => Signals;
  readonly onTicks?: (span: TickSpan, context: StrategyContext) => Signals;
  readonly onOrder?: (notice: OrderNotice, context: StrategyContext) => Signals;
  /** An alert that this strategy asked for came true: before `onBar` of a bar that closes then. */
  readonly onAlert?: (notice: AlertNotice, context: StrategyContext) => Signals;
  readonly onTimer?: (name: string, context: StrategyContext) => Signals;
}

/** Where a series comes from, when it is not the own instrument. */
export interface SeriesOptions {
  /** A second instrument as input. */
  readonly instrument?: string;
  /** Moves where bars begin, ms: −7 200 000 for days that open at 22:00 UTC. Whole minutes. */
  readonly offset?: number;
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
  readonly track: <I extends Indicator<number, unknown>>(
    timeframe: string,
    indicator: I,
    options?: SeriesOptions & { of?: PriceOf },
  ) => I;
  /** Feeds an indicator over whole bars. */
  readonly trackBars: <I extends Indicator<Ohlcv, unknown>>(
    timeframe: string,
    indicator: I,
    options?: SeriesOptions,
  ) => I;
  /** Bars without an indicator. */
  readonly watch: (timeframe: string, options?: SeriesOptions) => void;
  /**
   * The bar of the own instrument that forms, for handlers to ask for at any time: all that has passed up to now, the tick at hand
   * included; `undefined` while nothing has passed since the last close, and where the data are bars of that length. Its values
   * change until it closes; at the last tick they are those of the closed bar. The object is reused.
   */
  readonly openBar: (timeframe: string, options?: Pick<SeriesOptions, 'offset'>) => () => OpenBar | undefined;
  /** Calls `onTimer(name)` every `every` ms of market time, on its multiples, in quiet markets too. */
  readonly timer: (name: string, every: number) => void;
  /** Seeded chance of this strategy on this instrument: a double in [0, 1). The only randomness allowed. */
  readonly random: () => number;
  /** Market time, ms. The only clock allowed. */
  readonly now: () => number;
  /** A line in the log with the strategy's name. */
  readonly log: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
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
