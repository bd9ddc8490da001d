import { z } from 'zod';
import type { Signal } from '../../src/market/signal.ts';
import { type StrategyContext, defineStrategy } from '../../src/strategy/strategy.ts';
import type { Fill } from '../../src/system/session/fill-log.ts';
import type { ClosedTrade } from '../../src/strategy/trade/trade.ts';
import type { Session } from '../../src/system/session/session.ts';
import { decimalsOf, frameOf, priceDecimals } from './engine-files.ts';
import { type BarValues, runBars } from './run.ts';

/** How the engine whose runs are compared with ours was set up. */
export const engineOptions = z.strictObject({
  cash: z.number().default(10_000),
  commission: z.number().default(0),
  margin: z.number().default(1),
  trade_on_close: z.boolean().default(false),
  exclusive_orders: z.boolean().default(false),
  hedging: z.boolean().default(false),
  finalize_trades: z.boolean().default(false),
});
/** See {@link engineOptions}. */
export type EngineOptions = z.infer<typeof engineOptions>;

/** A closed trade as that engine writes it down; a negative size is short. */
export interface ReferenceTrade {
  readonly Size: number;
  readonly EntryBar: number;
  readonly ExitBar: number;
  readonly EntryPrice: number;
  readonly ExitPrice: number;
  readonly PnL: number;
  readonly Commission: number;
}

/** What a run of ours did, in the other engine's terms. */
export interface ReferenceRun {
  /** In closing order. */
  readonly trades: readonly ReferenceTrade[];
  /** After each bar. */
  readonly equity: readonly number[];
}

export interface ReferenceRunParts {
  readonly bars: readonly BarValues[];
  readonly options: EngineOptions;
  /** Prices that the script names itself, for the price step. */
  readonly levels?: readonly number[];
  /** What is wished after a bar closed. */
  readonly decide: (index: number, close: number, context: StrategyContext) => readonly Signal[];
}

/** Size of an order that says none: all there is, less the last bit. */
export const wholeEquity = 1 - Number.EPSILON;

/** Runs a script under the rules of the reference engine. Whole units; what it does at the end is done by its options. */
export function runReference({ bars, options, levels = [], decide }: ReferenceRunParts): ReferenceRun {
  const frame = frameOf(bars);
  const rows = [...bars];
  const last = bars.at(-1)!;
  // The reference closes what is left by looking at the last bar once more.
  if (options.finalize_trades) rows.push([last[0] + frame.millis, last[1], last[2], last[3], last[4], last[5]]);
  const strategy = defineStrategy({
    name: 'reference',
    params: z.strictObject({}),
    setup: (setup) => {
      setup.watch(frame.name);
      let index = -1;
      return {
        onBar: ({ close }, context) => {
          index++;
          if (index >= bars.length) return undefined;
          const signals = decide(index, close, context);
          if (!options.finalize_trades || index < bars.length - 1) return signals;
          const open = context.trades.filter((trade) => trade.state === 'open').toReversed();
          return [...signals, ...open.map(({ id }): Signal => ({ kind: 'exit', trade: id }))];
        },
      };
    },
  });
  const decimals = Math.max(priceDecimals(bars), ...levels.map(decimalsOf));
  const { record, session } = runBars({
    bars: rows,
    timeframe: frame.name,
    strategy,
    tickSize: (10 ** -decimals).toFixed(decimals),
    cash: options.cash,
    fee: options.commission,
    leverage: 1 / options.margin,
    maintenance: 0,
    model: { bars: { fill: 'gap', market: options.trade_on_close ? 'close' : 'open' } },
    defaults: { opposite: options.hedging ? 'hedge' : 'reduce' },
  });
  const equity = record.equity.slice(1).map(([, value]) => value);
  if (options.finalize_trades) equity.splice(-2, 1);
  return { trades: referenceTrades(session, bars, options), equity };
}

/** The signals of one new order, as the exclusive option wants them. */
export function orderSignals(enter: Signal, options: EngineOptions): Signal[] {
  return options.exclusive_orders ? [{ kind: 'cancel' }, { kind: 'exit' }, enter] : [enter];
}

function referenceTrades(session: Session, bars: readonly BarValues[], options: EngineOptions): ReferenceTrade[] {
  const { price, quantity } = session.hubs[0]!.instrument;
  const last = bars.length - 1;
  const { millis } = frameOf(bars);
  const startsAt = new Map(bars.map(([time], index) => [time, index]));
  const endsAt = new Map(bars.map(([time], index) => [time + millis, index]));
  const isMarket = (orderId: string | undefined): boolean =>
    orderId !== undefined && session.desk.orders.get(orderId)?.request.type === 'market';
  // A fill at the close that decided belongs to the bar that ends there; any other to the bar that begins.
  const barOf = (time: number, isAtClose: boolean): number => (isAtClose ? endsAt : startsAt).get(time) ?? last;
  const exits = new ExitFills(session);
  return session.tracker.closed.map((closed) => {
    const { trade } = closed;
    return {
      Size: quantity.toNumber(closed.lots) * trade.sign,
      EntryBar: barOf(closed.entryTime, options.trade_on_close && isMarket(`${trade.id}-e1`)),
      ExitBar: barOf(closed.exitTime, options.trade_on_close && isMarket(exits.next(closed))),
      EntryPrice: price.toNumber(closed.entryPrice),
      ExitPrice: price.toNumber(closed.exitPrice),
      PnL: Number(closed.profit) / 1e12,
      Commission: Number(closed.fees) / 1e12,
    };
  });
}

/** Finds the orders that closed trades: both are listed as they happened, and one fill may close several trades. */
class ExitFills {
  readonly #session: Session;
  readonly #fills: readonly Fill[];
  #at = 0;
  #used = 0;

  constructor(session: Session) {
    this.#session = session;
    this.#fills = [...session.fills];
  }

  /** Id of the order whose fill closed the next trade; `undefined` for what the venue closed by itself. */
  next({ trade, exitTime, exitPrice, lots, reason }: ClosedTrade): string | undefined {
    if (reason === 'liquidation') return undefined;
    const { desk } = this.#session;
    const fills = this.#fills;
    for (; this.#at < fills.length; this.#at++, this.#used = 0) {
      const fill = fills[this.#at]!;
      const isOpposite = (desk.orders.get(fill.orderId)!.request.side === 'sell') === trade.sign > 0;
      if (!isOpposite || fill.time !== exitTime || fill.price !== exitPrice || fill.lots - this.#used < lots) continue;
      this.#used += lots;
      return fill.orderId;
    }
    throw new Error(`no fill closed trade ${trade.id}`);
  }
}
