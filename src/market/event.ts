import type { Command } from './command.ts';
import type { InstrumentId } from './instrument.ts';
import type { OrderChange } from './order-change.ts';
import type { OrderPurpose, OrderReport, OrderRequest, RawOrder, SizedOrder } from './order.ts';
import type { Direction, ExitReason } from './record.ts';
import type { Signal } from './signal.ts';

/** A strategy's wish with its identity, before it becomes orders. */
export interface SignalEvent {
  readonly kind: 'signal';
  /** Deterministic: strategy-trader and count. */
  readonly id: string;
  readonly traderId: string;
  readonly market: number;
  readonly instrument: string;
  readonly time: number;
  /** Last price when it was made. */
  readonly price: number;
  readonly signal: Signal;
}

/** A refusal by our own side, with its reason: the signal, raw order or change goes no further. */
export interface DeniedEvent {
  readonly kind: 'denied';
  readonly stage: 'tracker' | 'money' | 'desk';
  readonly reason: string;
  readonly signalId: string;
  /** The order that does not come to be; `undefined` where none was made, or where it lives on as it was. */
  readonly orderId: string | undefined;
  /** The waiting entry whose new price was refused. */
  readonly standing?: string | undefined;
  readonly tradeId: string | undefined;
  readonly traderId: string;
  readonly instrument: string;
  readonly time: number;
  readonly purpose: OrderPurpose;
  /** Lots that were asked for; `undefined` where nothing was sized yet. */
  readonly lots: number | undefined;
}

/** A new price for an entry that waits, before the caps have seen it. */
export interface EntryMoveEvent {
  readonly kind: 'entry-move';
  readonly orderId: string;
  readonly change: OrderChange;
  /** The planned stop as it would stand, ticks. */
  readonly plannedStop: number | undefined;
  readonly time: number;
}

/** A round trip began, changed or ended. Quantities in lots, prices in ticks, money in money units. */
export interface TradeEvent {
  readonly kind: 'trade';
  readonly state: 'opened' | 'updated' | 'closed';
  readonly tradeId: string;
  readonly traderId: string;
  readonly instrument: string;
  readonly direction: Direction;
  readonly time: number;
  readonly lots: number;
  readonly price: number;
  readonly profit: bigint | undefined;
  readonly reason: ExitReason | undefined;
}

/** The venue moved money or a position by itself: funding, liquidation. Money units; price in ticks. */
export interface AccountEvent {
  readonly kind: 'account';
  readonly account: string;
  readonly market: number;
  readonly time: number;
  readonly change: 'funding' | 'liquidation';
  /** Funding received (negative: paid), or the fee of the liquidation. */
  readonly amount: bigint;
  readonly price: number;
}

/** A region came to be, or is no more. */
export interface RegionEvent {
  readonly kind: 'region';
  readonly state: 'made' | 'removed' | 'expired' | 'canceled';
  readonly id: string;
  readonly instrument: InstrumentId;
  /** Name of the strategy that it concerns; `undefined`: all. */
  readonly strategy: string | undefined;
  readonly time: number;
  /** What it is, for people. */
  readonly words: string;
}

/** An alert came to be, came true, or is no more. */
export interface AlertEvent {
  readonly kind: 'alert';
  readonly state: 'made' | 'triggered' | 'removed' | 'expired' | 'canceled';
  readonly id: string;
  readonly instrument: InstrumentId;
  /** Strategy-trader that is told, where a strategy made it. */
  readonly traderId: string | undefined;
  readonly time: number;
  readonly label: string | undefined;
  /** Which way its condition came true, and the price or number it came true at; `undefined` where it did not. */
  readonly way: 'up' | 'down' | undefined;
  readonly value: number | undefined;
  /** How often it will be told yet; Infinity: each time. 0: it is done with. */
  readonly left: number;
  /** What it says. */
  readonly message: string;
  /** Its condition, for people. */
  readonly words: string;
}

/** Somebody asked for something. */
export interface CommandEvent {
  readonly kind: 'command';
  readonly time: number;
  readonly command: Command;
  /** Where it came from: `line`, `key`, `rest` … */
  readonly source: string;
}

/** How a part of siis is doing, in a sentence for people. */
export interface StatusEvent {
  readonly kind: 'status';
  readonly time: number;
  readonly level: 'info' | 'warn' | 'error';
  readonly source: string;
  readonly message: string;
  /** The trade that it speaks of, where it is about one. */
  readonly tradeId?: string;
}

/**
 * The closed union of everything that travels on the bus. Market data does not: the engine hands it straight to those
 * that need it (a tick as an object would cost more than all the work done on it).
 */
export type SiisEvent =
  | SignalEvent
  | DeniedEvent
  | { readonly kind: 'raw-order'; readonly order: RawOrder }
  | { readonly kind: 'order'; readonly order: SizedOrder }
  | EntryMoveEvent
  | { readonly kind: 'cancel'; readonly orderId: string; readonly reason: string; readonly time: number }
  | { readonly kind: 'amend'; readonly orderId: string; readonly change: OrderChange; readonly time: number }
  /** What a venue says, as it comes: perhaps twice. Only the order desk listens. */
  | { readonly kind: 'venue-report'; readonly report: OrderReport }
  /**
   * What the order desk made of it: each fact once, folded into its order. The request is the latest attempt; beside
   * an answer to a change, with quantity and prices as they are in force.
   */
  | { readonly kind: 'order-report'; readonly report: OrderReport; readonly request: OrderRequest }
  | TradeEvent
  | AccountEvent
  | RegionEvent
  | AlertEvent
  | CommandEvent
  | StatusEvent;
