import type { Timer } from '../../bus/clock.ts';
import type { Direction, ExitReason } from '../../market/record.ts';
import type { EnterSignal, ExitPlan, ExitSignal, TargetPlan } from '../../market/signal.ts';
import type { Money } from '../../market/money.ts';
import type { OrderChange } from '../../market/order-change.ts';
import type { OrderType } from '../../market/order.ts';
import { SmallMap } from '../../util/small-map.ts';

/** How a trade is left: `kind`, `trade` and `direction` of the signal were looked at before. */
export type Leave = Pick<ExitSignal, 'type' | 'price' | 'portion' | 'timeout'>;

/** An order that takes lots off a trade, while it lives. */
export interface ExitOrder {
  readonly id: string;
  readonly purpose: 'exit' | 'stop' | 'target';
  readonly reason: ExitReason;
  readonly type: OrderType;
  /** Still to fill. */
  lots: number;
  filled: number;
  /** Its cancel is on the way; it may still fill before that arrives. */
  isCanceled: boolean;
  /** What its cancel was asked for with. */
  cancelReason: string;
  /** Its cancel was refused, and is not asked for again yet. */
  isCancelRefused: boolean;
  /** Cancels that were refused, and those that nobody knows the fate of. */
  cancelRefusals: number;
  cancelDoubts: number;
  /** Changes one after the other that were refused, or that nobody knows the fate of. */
  changeRefusals: number;
  /** A timer will ask for its cancel, or for its change, again. */
  isCancelDue: boolean;
  isChangeDue: boolean;
  /** The prices it was last asked to have. */
  wanted: OrderChange;
  /** Limit that it was placed with, ticks; when it is taken back if it has not filled, ms. */
  readonly limit: number | undefined;
  readonly until: number | undefined;
  /** The target that it is the order of. */
  readonly target: TargetSlot | undefined;
}

/** An exit of a part of a trade, or at a limit: ticks, lots, ms. */
export type PartExit = Pick<ExitOrder, 'type' | 'lots' | 'limit' | 'until' | 'reason'>;

/** A target of a trade and what became of it. */
export interface TargetSlot {
  readonly plan: TargetPlan;
  /** Limit of its order, ticks. */
  readonly ticks: number;
  /** Lots it has taken off. */
  taken: number;
  /** Its order, while it lives. */
  order: ExitOrder | undefined;
  /** The venue did not take its order: it is not tried again. */
  isRefused: boolean;
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
  plan: ExitPlan;
  readonly signalTime: number;
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
  readonly exitWishes: { readonly how: Leave; readonly reason: ExitReason }[] = [];
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
  /** The stop as first placed; NaN without one. */
  firstStop = NaN;
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
  readonly exits = new SmallMap<ExitOrder>();
  readonly timers: Timer[] = [];
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
  dueParts: readonly PartExit[] = [];
  targets: readonly TargetSlot[] = [];
  /** Lots that the portions of the targets are parts of. */
  targetLots = 0;
  /** Follows the gain table; `undefined` while there is none. */
  roiTicks: number | undefined;

  constructor(parts: {
    id: string;
    traderId: string;
    market: number;
    signal: EnterSignal;
    plan: ExitPlan;
    time: number;
  }) {
    this.id = parts.id;
    this.traderId = parts.traderId;
    this.market = parts.market;
    this.signal = parts.signal;
    this.plan = parts.plan;
    this.direction = parts.signal.direction;
    this.sign = parts.signal.direction === 'long' ? 1 : -1;
    this.signalTime = parts.time;
  }

  /** Average entry price of what is open, in ticks; NaN before the first fill. */
  get entryPrice(): number {
    return this.filledLots === 0 ? NaN : this.filledValue / this.filledLots;
  }

  /** The exit orders of a purpose that are to stay. */
  exitsOf(purpose: ExitOrder['purpose']): ExitOrder[] {
    return this.exits.values().filter((order) => order.purpose === purpose && !order.isCanceled);
  }

  /** The order of a purpose that is to stay, if there is one. */
  exitOf(purpose: ExitOrder['purpose']): ExitOrder | undefined {
    return this.exits.find((order) => order.purpose === purpose && !order.isCanceled);
  }

  /** An id for the trade's next order: its own id, a letter for the purpose, a count. */
  nextOrderId(letter: string): string {
    this.orders++;
    return `${this.id}-${letter}${this.orders}`;
  }
}

/** A trade, or a part of one, that is over. */
export interface ClosedTrade {
  readonly trade: Trade;
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
