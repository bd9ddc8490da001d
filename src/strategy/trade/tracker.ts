import type { SignalEvent } from '../../market/event.ts';
import type { RawOrder } from '../../market/order.ts';
import type { ExitReason } from '../../market/record.ts';
import type { CancelSignal, EnterSignal, ExitSignal, ModifySignal } from '../../market/signal.ts';
import { Leaver } from './leaver.ts';
import type { TradeHands } from './operation/operation.ts';
import { mergePlan, modifiedPlan, type TradePlan } from './plan.ts';
import type { TrackerParts } from './ports.ts';
import { Protector } from './protector.ts';
import { TradeBook } from './trade-book.ts';
import { TradeFold } from './trade-fold.ts';
import { TradeOrders } from './trade-orders.ts';
import { type ClosedTrade, Trade } from './trade.ts';

const none: readonly Trade[] = [];

/** What an account holds and no trade has. */
interface Held {
  readonly lots: number;
  /** Ticks; an average may lie between two. */
  readonly price: number;
}

/**
 * Owns the trades: turns signals into raw orders, follows the reports of its orders, keeps every open trade protected
 * as planned, and writes down what is over. Knows nothing of venues or sizes.
 *
 * Every fill of its orders ends up on a trade: what comes after a trade is over is a position all the same, and is left
 * at the market.
 */
export class Tracker {
  readonly #parts: TrackerParts;
  readonly #book: TradeBook;
  readonly #orders: TradeOrders;
  readonly #protector: Protector;
  readonly #leaver: Leaver;
  readonly #fold: TradeFold;

  constructor(parts: TrackerParts) {
    const { bus, clock, markets } = parts;
    this.#parts = parts;
    const book = new TradeBook(markets.length, parts.counter);
    const orders = new TradeOrders({ bus, clock, markets, book });
    this.#book = book;
    this.#orders = orders;
    this.#protector = new Protector(clock, orders);
    this.#leaver = new Leaver({ clock, orders, book });
    this.#fold = new TradeFold({ ...parts, book, orders, protector: this.#protector, leaver: this.#leaver });
    bus.on('signal', (event) => this.#onSignal(event));
  }

  /** Trades that are over, in closing order. */
  get closed(): readonly ClosedTrade[] {
    return this.#fold.closed;
  }

  /** Rises whenever a trade changed. */
  get version(): number {
    return this.#book.version;
  }

  /** What operations do to open trades: a stop and a target only ever move in the trade's favour. */
  get hands(): TradeHands {
    return {
      moveStop: (trade, ticks) => this.#change(trade, () => this.#protector.tighten(trade, ticks)),
      moveTarget: (trade, ticks) => this.#change(trade, () => this.#protector.extend(trade, ticks)),
      trail: (trade, trailing) => this.#change(trade, () => this.#protector.trail(trade, trailing)),
      close: (trade) => this.#change(trade, () => this.#leaver.leave(trade, {}, 'operation')),
    };
  }

  #change(trade: Trade, act: () => void): void {
    if (trade.state !== 'open' || trade.leaving !== undefined) return;
    act();
    this.#book.version++;
  }

  /** The entry that a signal would ask for, and the plan of its trade. Nothing is asked for, and nothing changes. */
  foresee(
    signal: EnterSignal,
    of: { readonly traderId: string; readonly market: number },
  ): { readonly order: RawOrder; readonly plan: TradePlan } {
    const plan = mergePlan(signal, this.#parts.defaults);
    const trade = new Trade({ id: '', ...of, signal, plan, time: this.#orders.now() });
    return { order: this.#orders.entryOrder(trade, undefined), plan };
  }

  /** Trades of a strategy-trader: open ones, first opened first, then pending ones. */
  tradesOf(traderId: string): readonly Trade[] {
    return this.#book.tradesOf(traderId);
  }

  /** All open and pending trades. */
  get trades(): readonly Trade[] {
    return this.#book.all;
  }

  /** The open trades of a market: one list for good, which changes in place. */
  openOn(market: number): readonly Trade[] {
    return this.#book.openOn(market);
  }

  /** Hands over the trades that are over, and keeps them no longer. */
  takeClosed(): ClosedTrade[] {
    return this.#fold.closed.splice(0);
  }

  /** Takes the prices since the last call into the excursions of the open trades: what they could be closed at. */
  observe(market: number, prices: { bidHigh: number; bidLow: number; askHigh: number; askLow: number }): void {
    for (const trade of this.#book.openOn(market)) {
      const high = trade.sign > 0 ? prices.bidHigh : prices.askHigh;
      const low = trade.sign > 0 ? prices.bidLow : prices.askLow;
      if (high > trade.highest) trade.highest = high;
      if (low < trade.lowest) trade.lowest = low;
    }
  }

  /**
   * Closes trades at the market at a person's word: those that are open or about to be, and one that is named in any
   * case; `undefined` means any. Returns how many. @param portion of each, 0 < portion <= 1
   */
  closeTrades(trade: string | undefined, instrument: string | undefined, portion?: number): number {
    const meant = this.#book.all.filter(
      (each) => (each.id === trade || isOpening(each)) && this.#isMeant(each, trade, instrument),
    );
    for (const each of meant) this.#leaver.leave(each, portion === undefined ? {} : { portion }, 'user');
    return meant.length;
  }

  /** Takes back what has not filled of entries: all of one, or the rest of one that filled in part. Returns how many. */
  cancelEntries(instrument: string | undefined): number {
    const meant = this.#book.all.filter((each) => this.#isMeant(each, undefined, instrument));
    return meant.filter((each) => this.#orders.cancelEntry(each, 'user')).length;
  }

  /** Lets go of a trade without closing it: its orders are taken back, and what it holds is nobody's. */
  release(trade: Trade): void {
    this.#fold.release(trade);
  }

  /** Makes an open trade of what the account holds already. @param held lots, and ticks that they count as bought at */
  adopt(event: Pick<SignalEvent, 'id' | 'traderId' | 'market' | 'time'>, signal: EnterSignal, held: Held): void {
    const { id, traderId, market, time } = event;
    const trade = new Trade({ id, traderId, market, signal, plan: mergePlan(signal, this.#parts.defaults), time });
    const value = this.#orders.marketAt(market).valuer.notional(held.price, held.lots);
    this.#fold.adopt(trade, { ...held, value, fee: 0n, time, isCut: false });
    this.#book.version++;
  }

  /** The trading state rose: exits that it kept back go out, where they are still due. */
  resume(): void {
    this.#fold.resume();
  }

  #isMeant(trade: Trade, id: string | undefined, instrument: string | undefined): boolean {
    if (id !== undefined && trade.id !== id) return false;
    return instrument === undefined || this.#orders.market(trade).instrument.id === instrument;
  }

  #onSignal(event: SignalEvent): void {
    switch (event.signal.kind) {
      case 'enter':
        return this.#enter(event, event.signal);
      case 'exit':
        return this.#exit(event, event.signal);
      case 'modify':
        return this.#modify(event, event.signal);
      case 'cancel':
        return this.#cancel(event, event.signal);
      case 'region':
      case 'alert':
      case 'operation':
        return undefined;
    }
  }

  #enter(event: SignalEvent, signal: EnterSignal): void {
    const { gate } = this.#parts;
    const defaults = gate?.defaults(event, signal, this.#parts.defaults) ?? this.#parts.defaults;
    if (defaults.direction !== 'both' && defaults.direction !== signal.direction)
      return this.#deny(event, 'direction-not-allowed');
    const refusal = gate?.entry(event, signal);
    if (refusal !== undefined) return this.#deny(event, refusal);
    const own = this.tradesOf(event.traderId);
    const against = own.length === 0 ? none : own.filter((trade) => isAgainst(trade, signal));
    if (against.length > 0 && defaults.opposite === 'ignore') return this.#deny(event, 'opposite-trade-open');
    if (against.length > 0 && defaults.opposite === 'close') this.#leaveAll(against, 'opposite');
    const { id, traderId, market, time } = event;
    const trade = new Trade({ id, traderId, market, signal, plan: mergePlan(signal, defaults), time });
    this.#book.add(trade);
    const timeout = signal.entryTimeout ?? defaults.entryTimeout;
    if (timeout !== undefined) {
      const end = (): unknown => this.#orders.cancelEntry(trade, 'entry timeout');
      trade.timers = [...trade.timers, this.#parts.clock.at(time + timeout, end)];
    }
    const isNetting = defaults.opposite === 'reduce';
    this.#orders.enter(trade, isNetting ? against.filter((each) => isNettable(each)) : none);
  }

  #exit(event: SignalEvent, signal: ExitSignal): void {
    const meant = this.tradesOf(event.traderId).filter(
      (trade) => (trade.id === signal.trade || isOpening(trade)) && matches(trade, signal),
    );
    for (const trade of meant) {
      const refusal = this.#parts.gate?.exit(event, trade.direction);
      if (refusal === undefined) this.#leaver.leave(trade, signal, 'signal');
      else this.#deny(event, refusal, trade);
    }
  }

  /** Leaves trades at the market; entries that wait are taken back, and left if they fill all the same. */
  #leaveAll(trades: readonly Trade[], reason: ExitReason): void {
    for (const trade of trades) this.#leaver.leave(trade, {}, reason);
  }

  #modify(event: SignalEvent, signal: ModifySignal): void {
    for (const trade of [...this.tradesOf(event.traderId)]) {
      if (signal.trade !== undefined && trade.id !== signal.trade) continue;
      if (trade.state === 'open') this.#protector.modify(trade, signal);
      else trade.plan = modifiedPlan(trade.plan, signal);
      if (signal.entryPrice !== undefined) this.#orders.moveEntry(trade, signal.entryPrice);
      this.#book.version++;
    }
  }

  #cancel(event: SignalEvent, signal: CancelSignal): void {
    for (const trade of [...this.tradesOf(event.traderId)]) {
      const isMeant = signal.trade === undefined || trade.id === signal.trade;
      if (isMeant) this.#orders.cancelEntry(trade, 'canceled by signal');
    }
  }

  /** @param trade that an exit was refused of; `undefined`: an entry was */
  #deny(event: SignalEvent, reason: string, trade?: Trade): void {
    this.#parts.bus.publish({
      kind: 'denied',
      stage: 'tracker',
      reason,
      signalId: event.id,
      orderId: undefined,
      tradeId: trade?.id,
      traderId: event.traderId,
      instrument: event.instrument,
      time: event.time,
      purpose: trade === undefined ? 'entry' : 'exit',
      lots: undefined,
    });
  }
}

/** Open, or with an entry at the market on its way. What rests at a price of its own is taken back by a cancel. */
function isOpening(trade: Trade): boolean {
  return trade.state === 'open' || (trade.signal.type ?? 'market') === 'market';
}

/** Of the other direction; not an entry that waits for the same as this one: of a group at most one is to fill. */
function isAgainst(trade: Trade, { direction, group }: EnterSignal): boolean {
  if (trade.direction === direction) return false;
  return trade.state !== 'pending' || group === undefined || trade.signal.group !== group;
}

/** Holds something that no order on its way takes off already. */
function isNettable(trade: Trade): boolean {
  return trade.state === 'open' && trade.leaving === undefined;
}

function matches(trade: Trade, signal: ExitSignal): boolean {
  if (signal.trade !== undefined && signal.trade !== trade.id) return false;
  return signal.direction === undefined || signal.direction === trade.direction;
}
