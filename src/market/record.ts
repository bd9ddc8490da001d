// What a run leaves behind, in the plain form that reports, files and the command line show. Prices, quantities and
// money are decimal text.

/** Which way a trade or position earns: long when the price rises. */
export type Direction = 'long' | 'short';
/** What an order does. */
export type OrderSide = 'buy' | 'sell';

/** Why a trade ended. `end` closes what is open after the last data; `user` is a person's command, `operation`
 * what was planned to be done to the trade by itself. */
export type ExitReason =
  | 'stop'
  | 'target'
  | 'trailing'
  | 'breakeven'
  | 'roi'
  | 'signal'
  | 'opposite'
  | 'time-limit'
  | 'liquidation'
  | 'operation'
  | 'user'
  | 'end';

/** A finished round trip (or the closed part of one). */
export interface TradeRecord {
  readonly id: string;
  readonly instrument: string;
  readonly strategy: string;
  /** Side of the entry: buy for long, sell for short. */
  readonly side: OrderSide;
  readonly quantity: string;
  readonly entryTime: number;
  readonly entryPrice: string;
  readonly exitTime: number;
  readonly exitPrice: string;
  /** Entry and exit fees, settlement currency. */
  readonly fees: string;
  /** Net of fees and funding, settlement currency. */
  readonly profit: string;
  readonly exitReason: ExitReason;
  readonly label: string | undefined;
  /** Planned risk at entry (distance to the first stop × quantity), settlement currency; absent without a stop. */
  readonly risk: string | undefined;
  /** Largest unrealised gain and loss while open, settlement currency, both >= 0; absent when not tracked. */
  readonly bestExcursion: string | undefined;
  readonly worstExcursion: string | undefined;
  /** Value at entry in settlement currency (price × quantity × contract size); quantity × entry price when absent. */
  readonly notional?: string | undefined;
}

/**
 * How far an order has come. `denied`: refused by siis itself, never sent; `rejected`: refused by the venue; `unknown`:
 * nobody can say yet whether the venue has it; `absent`: proved never to have reached it.
 */
export type OrderState =
  | 'pending'
  | 'unknown'
  | 'absent'
  | 'open'
  | 'filled'
  | 'canceled'
  | 'rejected'
  | 'expired'
  | 'denied';

/** An order at the end of a run. */
export interface OrderRecord {
  readonly id: string;
  readonly clientOrderId: string;
  readonly instrument: string;
  readonly side: OrderSide;
  readonly type: string;
  readonly quantity: string;
  /** Limit, else stop price, as it stood last; absent for market orders. */
  readonly price: string | undefined;
  readonly state: OrderState;
  /** The quantity as it was sent, before any change. */
  readonly sentQuantity?: string;
  /** The price as it was sent, before any change. */
  readonly sentPrice?: string;
  readonly filledQuantity: string;
  readonly averagePrice: string | undefined;
  readonly time: number;
  /** Why it was denied, rejected, canceled or expired. */
  readonly reason: string | undefined;
}

/** One execution of (a part of) an order. */
export interface FillRecord {
  readonly id: string;
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly instrument: string;
  readonly side: OrderSide;
  readonly quantity: string;
  readonly price: string;
  readonly fee: string;
  readonly time: number;
}

/** Account value (cash + unrealised at mark) at a moment, settlement currency. */
export type EquityPoint = readonly [time: number, value: number];

/** What a market did during the run. */
export interface MarketRecord {
  readonly instrument: string;
  readonly first: number;
  readonly last: number;
  /** Last price at each UTC day end, for alpha, beta and the regime of trades; they are `n/a` when absent. */
  readonly daily?: readonly EquityPoint[] | undefined;
  /** No strategy of the run trades it: some only look at it. */
  readonly isInput?: boolean;
  /** Its part of the run's ticks and bars. */
  readonly passed?: { readonly ticks: number; readonly bars: number };
}

/** A stretch of the asked range in which a market has no data: ms UTC. */
export interface GapRecord {
  readonly instrument: string;
  readonly from: number;
  readonly to: number;
}

/** Nights, weekends and breaks of a market in the asked range: no gaps in its data. */
export interface ClosingRecord {
  readonly instrument: string;
  readonly count: number;
  /** All of them together, ms. */
  readonly time: number;
}

/** Everything that reports and statistics are made of. */
export interface RunRecord {
  readonly id: string;
  readonly version: string;
  readonly seed: string;
  readonly hash: string;
  /** Which path each instrument took. */
  readonly paths: Readonly<Record<string, 'next-event' | 'span' | 'bars'>>;
  readonly profile: string;
  readonly currency: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly startEquity: number;
  /** Stopped before the end of the data (Ctrl-C). */
  readonly interrupted: boolean;
  /** What the user most likely did not want, in sentences. */
  readonly warnings: readonly string[];
  readonly trades: readonly TradeRecord[];
  readonly orders: readonly OrderRecord[];
  /** Trades still open at the end, valued at the last price. */
  readonly openTrades: readonly TradeRecord[];
  /** Curve for drawing, finest where the run is short. */
  readonly equity: readonly EquityPoint[];
  /** Equity at each UTC day end, idle days kept; the first entry is the starting balance at the start. */
  readonly dailyEquity: readonly EquityPoint[];
  /**
   * When the markets trade: `continuous` (365 days) when one of them is crypto or has bars on Saturdays, else `weekdays`.
   * Read from the equity curve when absent.
   */
  readonly calendar?: 'continuous' | 'weekdays' | undefined;
  /** Per instrument: first and last price of the run, for buy and hold. */
  readonly markets: readonly MarketRecord[];
  /** What is missing of the data of the asked range, market by market; none when absent. */
  readonly gaps?: readonly GapRecord[];
  /** What is left out of that because the market was closed; none when absent. */
  readonly closings?: readonly ClosingRecord[];
  /** Refused signals and orders, counted by reason. */
  readonly denials: Readonly<Record<string, number>>;
  /** Time with at least one open trade, ms; and money-time in use. */
  readonly exposure: { readonly time: number; readonly notionalTime: number };
  /** Costs of the run, settlement currency; what was paid is positive, funding received is negative. */
  readonly fees: string;
  readonly funding: string;
  readonly slippage: string;
  /** Value of all fills, settlement currency. */
  readonly turnover: string;
  readonly speed: {
    readonly ticks: number;
    readonly bars: number;
    readonly seconds: number;
    readonly ticksPerSecond: number;
  };
}
