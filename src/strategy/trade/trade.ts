import type { Timer } from '../../bus/clock.ts';
import type { Direction, ExitReason } from '../../market/record.ts';
import type { EnterSignal, ExitSignal } from '../../market/signal.ts';
import type { Money } from '../../market/money.ts';
import { type ExitOrder, ExitOrders, type PartExit, type TargetSlot } from './exit-orders.ts';
import type { TradePlan } from './plan.ts';

/** How a trade is left: `kind`, `trade` and `direction` of the signal were looked at before. */
export type Leave = Pick<ExitSignal, 'type' | 'price' | 'portion' | 'timeout'>;

/** An exit that was asked for while the entry was on its way. */
export interface ExitWish {
  readonly how: Leave;
  readonly reason: ExitReason;
}

const noWishes: readonly ExitWish[] = [];
const noTimers: readonly Timer[] = [];
const noParts: readonly PartExit[] = [];
/** Of a trade that has none. */
export const noTargets: readonly TargetSlot[] = [];

/** What a trade was, as far as it is told of after it is over. All its closed parts share it. Prices in ticks. */
export interface TradeOrigin {
  readonly id: string;
  readonly traderId: string;
  readonly market: number;
  /** 1 for long, −1 for short. */
  readonly sign: 1 | -1;
  readonly label: string | undefined;
  /** When it was signalled, ms. */
  readonly signalTime: number;
  /** The stop as first placed; NaN without one. */
  firstStop: number;
}

/** One round trip from entry to exit. Mutable, owned by the tracker. Prices in ticks, quantities in lots. */
export class Trade {
  readonly id: string;
  readonly traderId: string;
  readonly market: number;
  readonly direction: Direction;
  /** 1 for long, −1 for short. */
  readonly sign: 1 | -1;
  readonly signal: EnterSignal;
  /** How it is to be protected: the signal's plan, with the profile's defaults where it plans nothing. */
  plan: TradePlan;
  /** What of it is kept when it is over: the rest is let go. */
  readonly origin: TradeOrigin;
  state: 'pending' | 'open' | 'closed' = 'pending';
  entryOrderId = '';
  /** A cancel of the entry's rest is on its way. */
  isEntryCanceled = false;
  /** Cancels of the entry that were refused, or that nobody knows the fate of. */
  entryRefusals = 0;
  /** The price that the entry was last asked to have. */
  entryPriceAsked: number | undefined;
  /** Nobody knows whether it has that price: a timer will ask again. How often that was so, one after the other. */
  isEntryMoveDue = false;
  entryMoveDoubts = 0;
  /** Exits asked for while the entry was on its way. */
  exitWishes = noWishes;
  /** Lots open now. */
  lots = 0;
  /** Cost of the open lots. */
  entryValue: Money = 0n;
  /** Entry fees of the open lots. */
  entryFees: Money = 0n;
  /** Funding received for the open lots. */
  funding: Money = 0n;
  entryTime = NaN;
  /** Σ price × lots of the entry fills since lots were last taken off, what was open then at its average; their lots. */
  filledValue = 0;
  filledLots = 0;
  /** The stop as it stands, as far as known here. */
  stop = NaN;
  /** Highest and lowest price seen while open. */
  highest = -Infinity;
  lowest = Infinity;
  /** It was over once; a late fill may have opened it again. */
  hasEnded = false;
  /** Closed parts so far. */
  parts = 0;
  /** Orders made so far, for their ids. */
  orders = 0;
  readonly exits = new ExitOrders();
  /** Taken back when it is over. */
  timers = noTimers;
  /** Lots of the entry order that filled, netted ones included. */
  orderedLots = 0;
  /** Its stop follows the price, rather than only moving to the entry once. */
  isTrailing = false;
  /** Counts as open for the caps; not any more once a market exit of all of it is on its way. */
  isCounted = true;
  /** Why it is being left at the market, whole; `undefined` while it is not. */
  leaving: ExitReason | undefined;
  /** Why it is to be left as soon as the trading state lets exits out. */
  due: ExitReason | undefined;
  /** Parts that are to be taken off then, first asked for first. Never a limit beside another. */
  dueParts = noParts;
  targets = noTargets;
  /** Lots that the portions of the targets are parts of. */
  targetLots = 0;
  /** Follows the gain table; `undefined` while there is none. */
  roiTicks: number | undefined;

  constructor(parts: {
    id: string;
    traderId: string;
    market: number;
    signal: EnterSignal;
    plan: TradePlan;
    time: number;
  }) {
    this.id = parts.id;
    this.traderId = parts.traderId;
    this.market = parts.market;
    this.signal = parts.signal;
    this.plan = parts.plan;
    this.direction = parts.signal.direction;
    this.sign = parts.signal.direction === 'long' ? 1 : -1;
    this.origin = {
      id: parts.id,
      traderId: parts.traderId,
      market: parts.market,
      sign: this.sign,
      label: parts.signal.label,
      signalTime: parts.time,
      firstStop: NaN,
    };
  }

  /** Average entry price of what is open, in ticks; NaN before the first fill. */
  get entryPrice(): number {
    return this.filledLots === 0 ? NaN : this.filledValue / this.filledLots;
  }

  /** The exit orders of a purpose that are to stay. */
  exitsOf(purpose: ExitOrder['purpose']): ExitOrder[] {
    return this.exits.all.filter((order) => order.purpose === purpose && !order.isCanceled);
  }

  /** The order of a purpose that is to stay, if there is one. */
  exitOf(purpose: ExitOrder['purpose']): ExitOrder | undefined {
    return this.exits.all.find((order) => order.purpose === purpose && !order.isCanceled);
  }

  /** An id for the trade's next order: its own id, a letter for the purpose, a count. */
  nextOrderId(letter: string): string {
    this.orders++;
    // The short end first: two pieces are put together in one step, and one step is taken to make one text of them.
    return this.id + endOf(letter, this.orders);
  }
}

/** Ends of order ids by letter and count: nearly all orders have one of a few. */
const ends = new Map<string, string[]>();
/** Counts of which the ends are kept. */
const keptEnds = 16;

function endOf(letter: string, count: number): string {
  if (count >= keptEnds) return `-${letter}${count}`;
  let known = ends.get(letter);
  if (known === undefined) {
    known = Array.from({ length: keptEnds }, (_, k) => `-${letter}${k}`);
    ends.set(letter, known);
  }
  return known[count]!;
}

/** A trade, or a part of one, that is over. */
export interface ClosedTrade {
  readonly trade: TradeOrigin;
  readonly id: string;
  readonly lots: number;
  readonly entryTime: number;
  /** Ticks; an average may lie between two. */
  readonly entryPrice: number;
  /** The same as Σ price × lots and the lots it is of. */
  readonly entryTotal: number;
  readonly entryLots: number;
  readonly exitTime: number;
  /** Ticks; an average may lie between two. */
  readonly exitPrice: number;
  /** The order that took it off; `undefined` where none did. */
  readonly orderId: string | undefined;
  /** That order filled in several parts, each of which took some off. */
  readonly isCut: boolean;
  readonly fees: Money;
  readonly profit: Money;
  readonly reason: ExitReason;
  readonly highest: number;
  readonly lowest: number;
}
