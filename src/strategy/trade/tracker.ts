import type { Bus } from '../../bus/bus.ts';
import type { Clock } from '../../bus/clock.ts';
import type { AccountEvent, SignalEvent } from '../../market/event.ts';
import type { Instrument } from '../../market/instrument.ts';
import type { Money, Valuer } from '../../market/money.ts';
import type { FillReport, OrderReport, RawOrder } from '../../market/order.ts';
import type { ExitReason } from '../../market/record.ts';
import type { CancelSignal, EnterSignal, ExitPlan, ExitSignal, ModifySignal } from '../../market/signal.ts';
import { ensure } from '../../util/assert.ts';
import { levelTicks, mergePlan } from './plan.ts';
import { Protector } from './protector.ts';
import { type ClosedTrade, Trade } from './trade.ts';

/** A market as the tracker needs it. Prices in ticks. */
export interface TrackedMarket {
  readonly instrument: Instrument;
  readonly valuer: Valuer;
  readonly last: number;
  /** Whether exits may be marked reduce-only: not where several strategies share one net position. */
  readonly reduceOnly: boolean;
}

/** What an entry against open trades does. */
export type OppositePolicy = 'close' | 'reduce' | 'ignore' | 'hedge';

/** The profile's defaults for trades. */
export interface TradeDefaults extends ExitPlan {
  readonly opposite: OppositePolicy;
  readonly direction: 'both' | 'long' | 'short';
  readonly entryTimeout?: number;
}

/** Told about trades as they come and go; the caps count with it. */
export interface TradeCounter {
  tradeBegan(market: number): void;
  tradeEnded(market: number): void;
  realised(time: number, profit: Money): void;
}

export interface TrackerParts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly markets: readonly TrackedMarket[];
  readonly defaults: TradeDefaults;
  readonly counter: TradeCounter;
}

/**
 * Owns the trades: turns signals into raw orders, follows the reports of its orders, keeps every open trade protected
 * as planned, and writes down what is over. Knows nothing of venues or sizes.
 */
export class Tracker {
  /** Trades that are over, in closing order. */
  readonly closed: ClosedTrade[] = [];
  readonly #parts: TrackerParts;
  readonly #protector: Protector;
  /** By strategy-trader: open trades as they opened, then pending ones as they were asked for. */
  readonly #books = new Map<string, Trade[]>();
  readonly #openByMarket: Trade[][];
  readonly #byOrder = new Map<string, Trade>();
  #version = 0;

  constructor(parts: TrackerParts) {
    this.#parts = parts;
    this.#openByMarket = parts.markets.map(() => []);
    this.#protector = new Protector({
      clock: parts.clock,
      markets: parts.markets,
      place: (trade, order) => this.#place(trade, order),
      cancel: (orderId, reason) => this.#cancelOrder(orderId, reason),
      amend: (orderId, change) => parts.bus.publish({ kind: 'amend', orderId, change, time: parts.clock.now() }),
    });
    parts.bus.on('signal', (event) => this.#onSignal(event));
    parts.bus.on('order-report', (event) => this.#onReport(event.report));
    parts.bus.on('denied', (event) => {
      const trade = event.orderId === undefined ? undefined : this.#byOrder.get(event.orderId);
      if (trade !== undefined) this.#orderGone(trade, event.orderId!);
    });
    parts.bus.on('account', (event) => this.#onAccount(event));
  }

  /** Rises whenever a trade changed. */
  get version(): number {
    return this.#version;
  }

  /** Trades of a strategy-trader: open ones, first opened first, then pending ones. */
  tradesOf(traderId: string): readonly Trade[] {
    return this.#books.get(traderId) ?? [];
  }

  /** All open trades of a market. */
  openOn(market: number): readonly Trade[] {
    return this.#openByMarket[market] ?? [];
  }

  /** Takes the range of prices since the last call into the excursions of the open trades. */
  observe(market: number, high: number, low: number): void {
    for (const trade of this.#openByMarket[market]!) {
      if (high > trade.highest) trade.highest = high;
      if (low < trade.lowest) trade.lowest = low;
    }
  }

  /** Closes open trades at the market at a person's word; `undefined` means any. Returns how many. */
  closeTrades(trade: string | undefined, instrument: string | undefined): number {
    const meant = this.#openByMarket.flat().filter((each) => this.#isMeant(each, trade, instrument));
    this.#leaveAll(meant, 'user');
    return meant.length;
  }

  /** Takes entries back that have not filled. Returns how many. */
  cancelEntries(instrument: string | undefined): number {
    const pending = [...this.#books.values()].flat().filter((each) => each.state === 'pending' && this.#isMeant(each, undefined, instrument));
    this.#leaveAll(pending, 'user');
    return pending.length;
  }

  #isMeant(trade: Trade, id: string | undefined, instrument: string | undefined): boolean {
    return (id === undefined || trade.id === id) && (instrument === undefined || this.#market(trade.market).instrument.id === instrument);
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
    }
  }

  #enter(event: SignalEvent, signal: EnterSignal): void {
    const { defaults } = this.#parts;
    if (defaults.direction !== 'both' && defaults.direction !== signal.direction)
      return this.#deny(event, 'direction-not-allowed');
    const against = this.tradesOf(event.traderId).filter((trade) => trade.direction !== signal.direction);
    if (against.length > 0 && defaults.opposite === 'ignore') return this.#deny(event, 'opposite-trade-open');
    if (against.length > 0 && defaults.opposite === 'close') this.#leaveAll(against, 'opposite');
    const trade = new Trade({ id: event.id, traderId: event.traderId, market: event.market, signal, time: event.time });
    this.#book(event.traderId).push(trade);
    this.#parts.counter.tradeBegan(event.market);
    const order = this.#entryOrder(event, signal, trade);
    trade.entryOrderId = order.id;
    this.#byOrder.set(order.id, trade);
    const timeout = signal.entryTimeout ?? defaults.entryTimeout;
    if (timeout !== undefined) {
      trade.timers.push(this.#parts.clock.at(event.time + timeout, () => this.#cancelEntry(trade, 'entry timeout')));
    }
    this.#version++;
    this.#parts.bus.publish({ kind: 'raw-order', order });
  }

  #entryOrder(event: SignalEvent, signal: EnterSignal, trade: Trade): RawOrder {
    const market = this.#market(event.market);
    const { price, quantity } = market.instrument;
    const limit = signal.price === undefined || signal.type === 'market' ? undefined : price.fromNumber(signal.price);
    const trigger = signal.trigger === undefined ? undefined : price.fromNumber(signal.trigger);
    const plan = mergePlan(signal, this.#parts.defaults);
    const expected = limit ?? trigger ?? market.last;
    const plannedStop =
      plan.stop === undefined
        ? undefined
        : levelTicks(plan.stop, expected, { sign: trade.sign, gain: false, instrument: market.instrument });
    return {
      ...this.#common(trade),
      id: trade.nextOrderId('e'),
      side: trade.sign > 0 ? 'buy' : 'sell',
      type: signal.type ?? 'market',
      purpose: 'entry',
      limit,
      trigger,
      trailing: undefined,
      postOnly: signal.postOnly ?? false,
      timeInForce: signal.timeInForce ?? 'GTC',
      expireTime: signal.timeInForce === 'GTD' ? signal.expires : undefined,
      group: signal.group === undefined ? undefined : `${trade.traderId}/${signal.group}`,
      reduceOnly: false,
      lots: signal.quantity === undefined ? undefined : quantity.fromNumber(signal.quantity, 'floor'),
      fraction: signal.fraction,
      plannedStop,
    };
  }

  #exit(event: SignalEvent, signal: ExitSignal): void {
    const trades = this.tradesOf(event.traderId).filter((trade) => matches(trade, signal));
    const open = trades.filter((trade) => trade.state === 'open');
    for (const trade of [...open]) this.#leave(trade, signal);
  }

  /** Leaves open trades at the market and takes back entries that wait. */
  #leaveAll(trades: readonly Trade[], reason: ExitReason): void {
    for (const trade of [...trades]) {
      if (trade.state === 'pending') this.#cancelEntry(trade, reason);
      else this.#leave(trade, { kind: 'exit' }, reason);
    }
  }

  #leave(trade: Trade, signal: ExitSignal, reason: ExitReason = 'signal'): void {
    const present = trade.exitOf('exit');
    const lots = signal.portion === undefined ? trade.lots : Math.max(1, Math.round(trade.lots * signal.portion));
    if (present !== undefined) {
      if (present.lots >= trade.lots && signal.type !== 'limit') return;
      this.#cancelOrder(present.id, 'replaced');
    }
    const limit =
      signal.price === undefined ? undefined : this.#market(trade.market).instrument.price.fromNumber(signal.price);
    const type = signal.type ?? 'market';
    const id = trade.nextOrderId('x');
    if (type === 'market' && lots === trade.lots) this.#uncount(trade);
    this.#place(trade, { id, purpose: 'exit', reason, type, lots, limit: type === 'limit' ? limit : undefined });
    if (signal.timeout !== undefined && type === 'limit') {
      trade.timers.push(
        this.#parts.clock.at(this.#parts.clock.now() + signal.timeout, () => this.#cancelOrder(id, 'exit timeout')),
      );
    }
  }

  #modify(event: SignalEvent, signal: ModifySignal): void {
    for (const trade of [...this.tradesOf(event.traderId)]) {
      if (signal.trade !== undefined && trade.id !== signal.trade) continue;
      if (trade.state === 'open') this.#protector.modify(trade, signal);
      else if (signal.entryPrice !== undefined) {
        const limit = this.#market(trade.market).instrument.price.fromNumber(signal.entryPrice);
        this.#parts.bus.publish({ kind: 'amend', orderId: trade.entryOrderId, change: { limit }, time: event.time });
      }
      this.#version++;
    }
  }

  #cancel(event: SignalEvent, signal: CancelSignal): void {
    for (const trade of [...this.tradesOf(event.traderId)]) {
      const isMeant = signal.trade === undefined || trade.id === signal.trade;
      if (isMeant && trade.state === 'pending') this.#cancelEntry(trade, 'canceled by signal');
    }
  }

  #cancelEntry(trade: Trade, reason: string): void {
    if (trade.state === 'pending') this.#cancelOrder(trade.entryOrderId, reason);
    else if (trade.state === 'open' && this.#byOrder.has(trade.entryOrderId))
      this.#cancelOrder(trade.entryOrderId, reason);
  }

  #onReport(report: OrderReport): void {
    const trade = this.#byOrder.get(report.orderId);
    if (trade === undefined) return;
    this.#version++;
    if (report.kind === 'fill') {
      if (report.orderId === trade.entryOrderId) this.#entered(trade, report);
      else this.#left(trade, report);
    } else if (report.kind !== 'accepted') {
      this.#orderGone(trade, report.orderId);
    }
  }

  /** An entry filled: what it nets comes first, the rest opens or grows the trade. */
  #entered(trade: Trade, report: FillReport): void {
    let lots = report.lots;
    let fee = report.fee;
    if (this.#parts.defaults.opposite === 'reduce') {
      for (const other of this.tradesOf(trade.traderId).filter(
        (each) => each.state === 'open' && each.direction !== trade.direction,
      )) {
        if (lots === 0) break;
        const closing = Math.min(lots, other.lots);
        const share = closing === lots ? fee : (fee * BigInt(closing)) / BigInt(lots);
        this.#reduce(other, { lots: closing, price: report.price, fee: share, time: report.time, reason: 'opposite' });
        lots -= closing;
        fee -= share;
      }
    }
    const isWhole = this.#isComplete(trade, report);
    if (lots > 0) this.#grow(trade, { ...report, lots, fee });
    if (!isWhole) return;
    this.#byOrder.delete(trade.entryOrderId);
    if (trade.state === 'pending') this.#end(trade);
  }

  #isComplete(trade: Trade, report: FillReport): boolean {
    trade.orderedLots += report.lots;
    return trade.orderedLots >= report.orderLots;
  }

  #grow(trade: Trade, report: FillReport): void {
    const market = this.#market(trade.market);
    trade.lots += report.lots;
    trade.filledLots += report.lots;
    trade.filledValue += report.price * report.lots;
    trade.entryValue += market.valuer.notional(report.price, report.lots);
    trade.entryFees += report.fee;
    const isFirst = trade.state === 'pending';
    if (isFirst) {
      trade.state = 'open';
      trade.entryTime = report.time;
      trade.highest = report.price;
      trade.lowest = report.price;
      this.#openByMarket[trade.market]!.push(trade);
      this.#putBehindOpen(trade);
    }
    this.#announce(trade, isFirst ? 'opened' : 'updated', report.price, report.time);
    const plan = mergePlan(trade.signal, this.#parts.defaults);
    if (isFirst) this.#protector.protect(trade, plan, (reason) => this.#leave(trade, { kind: 'exit' }, reason));
    else this.#protector.fit(trade);
  }

  /** What opened first is closed first, however long ago it was asked for. */
  #putBehindOpen(trade: Trade): void {
    const book = this.#book(trade.traderId);
    this.#remove(book, trade);
    const pending = book.findIndex((each) => each.state === 'pending');
    book.splice(pending < 0 ? book.length : pending, 0, trade);
  }

  #left(trade: Trade, report: FillReport): void {
    const order = trade.exits.get(report.orderId);
    if (order === undefined) return;
    order.lots -= report.lots;
    if (order.lots <= 0) this.#forget(trade, order.id);
    const reason = report.raised && order.purpose === 'stop' ? this.#protector.raisedReason(trade) : order.reason;
    this.#reduce(trade, { lots: report.lots, price: report.price, fee: report.fee, time: report.time, reason });
  }

  #reduce(trade: Trade, by: { lots: number; price: number; fee: Money; time: number; reason: ExitReason }): void {
    const market = this.#market(trade.market);
    const isAll = by.lots >= trade.lots;
    const lots = Math.min(by.lots, trade.lots);
    const part = (amount: Money): Money => (isAll ? amount : (amount * BigInt(lots)) / BigInt(trade.lots));
    const entryValue = part(trade.entryValue);
    const entryFees = part(trade.entryFees);
    const funding = part(trade.funding);
    const gross = market.valuer.notional(by.price, lots) - entryValue;
    const fees = entryFees + by.fee;
    const profit = (trade.sign > 0 ? gross : -gross) - fees + funding;
    trade.lots -= lots;
    trade.entryValue -= entryValue;
    trade.entryFees -= entryFees;
    trade.funding -= funding;
    trade.parts++;
    this.closed.push({
      trade,
      id: isAll ? trade.id : `${trade.id}.${trade.parts}`,
      lots,
      entryTime: trade.entryTime,
      entryPrice: trade.entryPrice,
      exitTime: by.time,
      exitPrice: by.price,
      fees,
      profit,
      reason: by.reason,
      highest: Math.max(trade.highest, by.price),
      lowest: Math.min(trade.lowest, by.price),
    });
    this.#parts.counter.realised(by.time, profit);
    if (isAll) this.#end(trade);
    else this.#protector.fit(trade);
    this.#announce(trade, isAll ? 'closed' : 'updated', by.price, by.time, { profit, reason: by.reason, lots });
  }

  /** An order is no more: an entry that never filled ends its trade. */
  #orderGone(trade: Trade, orderId: string): void {
    this.#byOrder.delete(orderId);
    if (orderId !== trade.entryOrderId) {
      const order = trade.exits.get(orderId);
      trade.exits.delete(orderId);
      if (order?.purpose === 'exit') this.#recount(trade);
      return;
    }
    if (trade.state === 'pending') this.#end(trade);
  }

  #end(trade: Trade): void {
    const wasOpen = trade.state === 'open';
    trade.state = 'closed';
    this.#version++;
    for (const timer of trade.timers) this.#parts.clock.cancel(timer);
    this.#remove(this.#book(trade.traderId), trade);
    if (wasOpen) this.#remove(this.#openByMarket[trade.market]!, trade);
    this.#uncount(trade);
    for (const order of [...trade.exits.values()]) this.#cancelOrder(order.id, 'trade over');
    if (this.#byOrder.has(trade.entryOrderId)) this.#cancelOrder(trade.entryOrderId, 'trade over');
  }

  #onAccount(event: AccountEvent): void {
    const trades = [...this.openOn(event.market)];
    const total = trades.reduce((sum, trade) => sum + trade.lots, 0);
    let rest = event.amount;
    trades.forEach((trade, index) => {
      const share = index === trades.length - 1 ? rest : (event.amount * BigInt(trade.lots)) / BigInt(total);
      rest -= share;
      if (event.change === 'funding') trade.funding += share;
      else
        this.#reduce(trade, {
          lots: trade.lots,
          price: event.price,
          fee: share,
          time: event.time,
          reason: 'liquidation',
        });
    });
  }

  #place(trade: Trade, order: ExitRequest): void {
    const market = this.#market(trade.market);
    trade.exits.set(order.id, { id: order.id, purpose: order.purpose, reason: order.reason, lots: order.lots });
    this.#byOrder.set(order.id, trade);
    this.#parts.bus.publish({
      kind: 'raw-order',
      order: {
        ...this.#common(trade),
        id: order.id,
        side: trade.sign > 0 ? 'sell' : 'buy',
        type: order.type,
        purpose: order.purpose,
        limit: order.limit,
        trigger: order.trigger,
        trailing: order.trailing,
        postOnly: false,
        reduceOnly: market.reduceOnly,
        lots: order.lots,
        fraction: undefined,
        plannedStop: undefined,
      },
    });
  }

  #common(
    trade: Trade,
  ): Pick<
    RawOrder,
    'tradeId' | 'signalId' | 'traderId' | 'market' | 'instrument' | 'timeInForce' | 'expireTime' | 'group' | 'time'
  > {
    return {
      tradeId: trade.id,
      signalId: trade.id,
      traderId: trade.traderId,
      market: trade.market,
      instrument: this.#market(trade.market).instrument.id,
      timeInForce: 'GTC',
      expireTime: undefined,
      group: undefined,
      time: this.#parts.clock.now(),
    };
  }

  #cancelOrder(orderId: string, reason: string): void {
    this.#parts.bus.publish({ kind: 'cancel', orderId, reason, time: this.#parts.clock.now() });
  }

  #forget(trade: Trade, orderId: string): void {
    trade.exits.delete(orderId);
    this.#byOrder.delete(orderId);
  }

  #uncount(trade: Trade): void {
    if (!trade.isCounted) return;
    trade.isCounted = false;
    this.#parts.counter.tradeEnded(trade.market);
  }

  #recount(trade: Trade): void {
    if (trade.isCounted || trade.state !== 'open') return;
    trade.isCounted = true;
    this.#parts.counter.tradeBegan(trade.market);
  }

  #announce(
    trade: Trade,
    state: 'opened' | 'updated' | 'closed',
    price: number,
    time: number,
    end?: { profit: Money; reason: ExitReason; lots: number },
  ): void {
    this.#parts.bus.publish({
      kind: 'trade',
      state,
      tradeId: trade.id,
      traderId: trade.traderId,
      instrument: this.#market(trade.market).instrument.id,
      direction: trade.direction,
      time,
      lots: end?.lots ?? trade.lots,
      price,
      profit: end?.profit,
      reason: end?.reason,
    });
  }

  #deny(event: SignalEvent, reason: string): void {
    this.#parts.bus.publish({
      kind: 'denied',
      stage: 'tracker',
      reason,
      signalId: event.id,
      orderId: undefined,
      tradeId: undefined,
      traderId: event.traderId,
      instrument: event.instrument,
      time: event.time,
    });
  }

  #book(traderId: string): Trade[] {
    const present = this.#books.get(traderId);
    if (present !== undefined) return present;
    const made: Trade[] = [];
    this.#books.set(traderId, made);
    return made;
  }

  #remove(list: Trade[], trade: Trade): void {
    const at = list.indexOf(trade);
    if (at >= 0) list.splice(at, 1);
  }

  #market(index: number): TrackedMarket {
    return ensure(this.#parts.markets[index], `market ${index}`);
  }
}

/** An exit order to place. */
export interface ExitRequest {
  readonly id: string;
  readonly purpose: 'exit' | 'stop' | 'target';
  readonly reason: ExitReason;
  readonly type: RawOrder['type'];
  readonly lots: number;
  readonly limit?: number | undefined;
  readonly trigger?: number | undefined;
  readonly trailing?: RawOrder['trailing'];
}

function matches(trade: Trade, signal: ExitSignal): boolean {
  if (signal.trade !== undefined && signal.trade !== trade.id) return false;
  return signal.direction === undefined || signal.direction === trade.direction;
}
