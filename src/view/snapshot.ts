import type { TradingState } from '../market/command.ts';
import type { Direction, ExitReason, OrderSide } from '../market/record.ts';
import type { Log } from './log.ts';
import type { LaneFacts, ThreadFacts } from './machine.ts';
import type { OperationFacts, RegionFacts, WaitingFacts } from './steering.ts';

// What a face knows of a session: plain data, so that it can be drawn, sent and compared. Prices and quantities are doubles with
// the decimals they are shown with; money is in the account's currency; times are ms UTC, of the market. Nothing is booked by it.

/** How the session as a whole is doing. */
export interface SessionFacts {
  readonly profile: string;
  /** How it trades, in a word for people. */
  readonly mode: string;
  readonly state: TradingState;
  readonly startTime: number;
  /** Market time per wall time. */
  readonly speed: number;
  /** How far the market runs behind its pace, ms of wall time. */
  readonly lag: number;
  readonly ticks: number;
  readonly bars: number;
  readonly events: number;
  /** Resident memory of the process, bytes. */
  readonly memory: number;
  readonly version: string;
}

/** An account. */
export interface AccountFacts {
  readonly name: string;
  readonly currency: string;
  readonly equity: number;
  readonly cash: number;
  readonly available: number;
  readonly leverage: number;
  readonly isMargin: boolean;
  /** Of the open trades. */
  readonly unrealised: number;
  readonly startEquity: number;
  readonly dayEquity: number;
  /** The fall from the highest equity seen, now and at its largest; ratios. */
  readonly drawdown: number;
  readonly maxDrawdown: number;
  readonly openTrades: number;
  readonly closedTrades: number;
  readonly profit: number;
  readonly fees: number;
}

/** What an account holds of a currency or asset. */
export interface AssetFacts {
  readonly account: string;
  readonly asset: string;
  readonly amount: number;
}

/** A market: what it is and where it stands. Prices are NaN before its data begin. */
export interface MarketFacts {
  readonly id: string;
  readonly venue: string;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly settlement: string;
  readonly kind: string;
  readonly tickSize: number;
  readonly lotSize: number;
  readonly priceDecimals: number;
  readonly quantityDecimals: number;
  readonly contractSize: number;
  readonly minQuantity: number;
  readonly maxQuantity: number;
  readonly minNotional: number;
  readonly makerFee: number;
  readonly takerFee: number;
  readonly leverage: number;
  /** Quantity that a person set for entries; NaN: they are sized. */
  readonly fixedQuantity: number;
  /** Net of what is held and no trade has; below zero: sold short. */
  readonly unowned: number;
  readonly bid: number;
  readonly ask: number;
  readonly last: number;
  /** Of the UTC day. */
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly volume: number;
  /** Timeframes that there are bars of. */
  readonly timeframes: readonly string[];
}

/** A trade that is open or waits. */
export interface TradeFacts {
  readonly id: string;
  readonly strategy: string;
  readonly instrument: string;
  readonly direction: Direction;
  readonly state: 'pending' | 'open' | 'closing';
  readonly quantity: number;
  /** What the entry order was for. */
  readonly orderedQuantity: number;
  readonly entryType: string;
  readonly entryPrice: number;
  /** Where a pending entry waits. */
  readonly orderPrice: number;
  readonly signalTime: number;
  readonly entryTime: number;
  readonly stop: number;
  readonly firstStop: number;
  readonly target: number;
  readonly isTrailing: boolean;
  /** Price it could be closed at. */
  readonly mark: number;
  /** Net of entry fees and funding. */
  readonly profit: number;
  /** Of the cost, percent. */
  readonly profitPercent: number;
  /** Best and worst while open, money; best >= 0 >= worst. */
  readonly best: number;
  readonly worst: number;
  readonly fees: number;
  readonly cost: number;
  readonly label: string;
  readonly why: string;
}

/** A trade, or a part of one, that is over. */
export interface ClosedFacts {
  readonly id: string;
  readonly strategy: string;
  readonly instrument: string;
  readonly direction: Direction;
  readonly quantity: number;
  readonly entryTime: number;
  readonly entryPrice: number;
  readonly exitTime: number;
  readonly exitPrice: number;
  readonly fees: number;
  readonly profit: number;
  readonly profitPercent: number;
  readonly reason: ExitReason;
  readonly best: number;
  readonly worst: number;
  readonly label: string;
}

/** An order that may still fill. */
export interface OrderFacts {
  readonly id: string;
  readonly trade: string;
  readonly strategy: string;
  readonly instrument: string;
  readonly side: OrderSide;
  readonly type: string;
  readonly purpose: string;
  readonly state: string;
  readonly quantity: number;
  readonly filled: number;
  readonly limit: number;
  readonly trigger: number;
  readonly timeInForce: string;
  readonly reduceOnly: boolean;
  readonly postOnly: boolean;
  readonly time: number;
}

/** The net holding of a market. */
export interface PositionFacts {
  readonly instrument: string;
  readonly direction: Direction;
  readonly quantity: number;
  readonly entryPrice: number;
  readonly mark: number;
  readonly value: number;
  readonly margin: number;
  readonly profit: number;
  readonly liquidation: number;
  readonly leverage: number;
  readonly trades: number;
}

/** One strategy on one instrument. */
export interface TraderFacts {
  readonly id: string;
  readonly strategy: string;
  readonly instrument: string;
  readonly state: 'playing' | 'paused' | 'warming';
  /** Bars seen and needed of the series that is farthest from warm. */
  readonly warm: number;
  readonly needed: number;
  readonly timeframes: readonly string[];
  readonly position: Direction | 'flat';
  readonly openTrades: number;
  readonly params: Readonly<Record<string, unknown>>;
  /** Its indicators by label, as they stand. */
  readonly values: Readonly<Record<string, number>>;
}

/** What a strategy made of a market so far. */
export interface PerformanceFacts {
  readonly strategy: string;
  readonly instrument: string;
  readonly closed: number;
  readonly wins: number;
  readonly losses: number;
  readonly profit: number;
  readonly fees: number;
  readonly best: number;
  readonly worst: number;
  readonly grossWin: number;
  readonly grossLoss: number;
  /** Sums over the closed trades of their best and worst excursions, money. */
  readonly bestExcursion: number;
  readonly worstExcursion: number;
  readonly stops: number;
  readonly targets: number;
  /** Time in trades, ms. */
  readonly time: number;
}

/** A strategy's wish. */
export interface SignalFacts {
  readonly id: string;
  readonly time: number;
  readonly strategy: string;
  readonly instrument: string;
  readonly action: string;
  readonly direction: Direction | '';
  readonly price: number;
  readonly stop: string;
  readonly target: string;
  readonly label: string;
  readonly why: string;
  /** Why it went no further; empty where nothing refused it. */
  readonly refused: string;
}

/** Something that a person should know of. */
export interface AlertFacts {
  readonly time: number;
  readonly level: 'info' | 'warn' | 'error';
  readonly instrument: string;
  readonly strategy: string;
  readonly message: string;
}

/** One line of what happened. */
export interface ConsoleFacts {
  readonly time: number;
  readonly sequence: number;
  readonly kind: string;
  readonly level: 'info' | 'warn' | 'error';
  readonly instrument: string;
  readonly text: string;
}

/** A closed bar with what the indicators said at its close. */
export interface BarFacts {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  /** In the order of the series' labels; NaN while warming. */
  readonly values: readonly number[];
}

/** The bars of one market and timeframe. */
export interface SeriesFacts {
  readonly instrument: string;
  readonly timeframe: string;
  readonly labels: readonly string[];
  readonly bars: Log<BarFacts>;
}

/** Equity at a moment: time, value. */
export type EquityFact = readonly [time: number, value: number];

/** What is added to and never changed. */
export interface Logs {
  readonly history: Log<ClosedFacts>;
  readonly signals: Log<SignalFacts>;
  readonly alerts: Log<AlertFacts>;
  readonly console: Log<ConsoleFacts>;
  readonly equity: Log<EquityFact>;
}

/** What is taken anew each time. */
export interface Standing {
  readonly time: number;
  readonly session: SessionFacts;
  readonly accounts: readonly AccountFacts[];
  readonly assets: readonly AssetFacts[];
  readonly markets: readonly MarketFacts[];
  readonly trades: readonly TradeFacts[];
  readonly orders: readonly OrderFacts[];
  readonly positions: readonly PositionFacts[];
  readonly traders: readonly TraderFacts[];
  readonly performance: readonly PerformanceFacts[];
  /** The same by direction, of all strategies and markets. */
  readonly directions: Readonly<Record<Direction, PerformanceFacts>>;
  readonly regions: readonly RegionFacts[];
  readonly waiting: readonly WaitingFacts[];
  readonly operations: readonly OperationFacts[];
  readonly lanes: readonly LaneFacts[];
  readonly threads: readonly ThreadFacts[];
}

/** A session at a moment. Its logs are the growing ones themselves: look at them before the session goes on. */
export interface Snapshot extends Standing {
  readonly logs: Logs;
  readonly series: readonly SeriesFacts[];
}
