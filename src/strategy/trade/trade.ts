import type { Timer } from '../../bus/clock.ts';
import type { Direction, ExitReason } from '../../market/record.ts';
import type { EnterSignal } from '../../market/signal.ts';
import type { Money } from '../../market/money.ts';

/** An order that takes lots off a trade, while it lives. */
export interface ExitOrder {
  readonly id: string;
  readonly purpose: 'exit' | 'stop' | 'target';
  readonly reason: ExitReason;
  lots: number;
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
  readonly signalTime: number;
  state: 'pending' | 'open' | 'closed' = 'pending';
  entryOrderId = '';
  /** Lots open now. */
  lots = 0;
  /** Cost of the open lots. */
  entryValue: Money = 0n;
  /** Entry fees of the open lots. */
  entryFees: Money = 0n;
  /** Funding received for the open lots. */
  funding: Money = 0n;
  entryTime = NaN;
  /** Σ price × lots of all entry fills, and their lots: the average entry price. */
  filledValue = 0;
  filledLots = 0;
  /** The stop as first placed; NaN without one. */
  firstStop = NaN;
  /** The stop as it stands, as far as known here. */
  stop = NaN;
  /** Highest and lowest price seen while open. */
  highest = -Infinity;
  lowest = Infinity;
  /** Closed parts so far. */
  parts = 0;
  /** Orders made so far, for their ids. */
  orders = 0;
  readonly exits = new Map<string, ExitOrder>();
  readonly timers: Timer[] = [];
  /** Lots of the entry order that filled, netted ones included. */
  orderedLots = 0;
  /** Its stop follows the price, rather than only moving to the entry once. */
  isTrailing = false;
  /** Counts as open for the caps; not any more once a market exit of all of it is on its way. */
  isCounted = true;

  constructor(parts: { id: string; traderId: string; market: number; signal: EnterSignal; time: number }) {
    this.id = parts.id;
    this.traderId = parts.traderId;
    this.market = parts.market;
    this.signal = parts.signal;
    this.direction = parts.signal.direction;
    this.sign = parts.signal.direction === 'long' ? 1 : -1;
    this.signalTime = parts.time;
  }

  /** Average entry price in ticks; NaN before the first fill. */
  get entryPrice(): number {
    return this.filledLots === 0 ? NaN : this.filledValue / this.filledLots;
  }

  /** The live order of a purpose, if there is one. */
  exitOf(purpose: ExitOrder['purpose']): ExitOrder | undefined {
    for (const order of this.exits.values()) if (order.purpose === purpose) return order;
    return undefined;
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
  readonly exitTime: number;
  readonly exitPrice: number;
  readonly fees: Money;
  readonly profit: Money;
  readonly reason: ExitReason;
  readonly highest: number;
  readonly lowest: number;
}
