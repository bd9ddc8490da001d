import { type Money, money, rateOf, timesRate } from '../../market/money.ts';
import type { PaperAccount, PaperMarket } from './account.ts';
import type { PaperOrder } from './paper-order.ts';

interface Lock {
  readonly asset: string;
  amount: Money;
  /** Orders that share it: those of one OCO group, or of one trade's exits, lock their asset once. */
  readonly orders: Map<string, Money>;
}

/** A spot account: balances by asset, what resting orders need is locked. No short positions. Fees in the quote asset. */
export class SpotAccount implements PaperAccount {
  readonly name: string;
  readonly currency: string;
  readonly leverage = 1;
  readonly #total = new Map<string, Money>();
  readonly #locked = new Map<string, Money>();
  readonly #locks = new Map<string, Lock>();
  readonly #held = new Set<PaperMarket>();

  constructor(options: {
    name: string;
    currency: string;
    balance: string | number;
    assets: Readonly<Record<string, string | number>>;
  }) {
    this.name = options.name;
    this.currency = options.currency;
    for (const [asset, amount] of Object.entries(options.assets)) this.#total.set(asset, money(amount));
    this.#total.set(options.currency, (this.#total.get(options.currency) ?? 0n) + money(options.balance));
  }

  /** Balances in the account currency at mark, and assets of the markets it trades; others count nothing. */
  equity(): Money {
    let total = this.#total.get(this.currency) ?? 0n;
    for (const market of this.#held) if (!Number.isNaN(market.bid)) total += market.value;
    return total;
  }

  available(): Money {
    return this.#free(this.currency);
  }

  /** Assets handed in at the start count as holdings of the market that trades them. */
  adopt(market: PaperMarket): void {
    const amount = this.#total.get(market.instrument.base) ?? 0n;
    const lot = market.valuer.notional(1, 1) === 0n ? 0n : lotAmount(market);
    if (amount <= 0n || lot === 0n) return;
    market.lots = Number(amount / lot);
    this.#held.add(market);
  }

  admit(market: PaperMarket, order: PaperOrder): string | undefined {
    if (order.request.type === 'market') return undefined;
    const price = order.hasLimit ? order.limit : order.trigger;
    const amount = order.isBuy
      ? this.#cost(market, price, order.remaining)
      : lotAmount(market) * BigInt(order.remaining);
    const asset = order.isBuy ? market.instrument.quote : market.instrument.base;
    const key = order.isExit ? `${order.request.tradeId}/${asset}` : order.request.id;
    const present = this.#locks.get(key);
    const more = amount - (present?.amount ?? 0n);
    if (more > this.#free(asset)) return 'insufficient-funds';
    const lock = present ?? { asset, amount: 0n, orders: new Map<string, Money>() };
    lock.orders.set(order.request.id, amount);
    this.#locks.set(key, lock);
    this.#fit(key, lock);
    return undefined;
  }

  release(order: PaperOrder): void {
    for (const [key, lock] of this.#locks) {
      if (lock.orders.delete(order.request.id)) {
        this.#fit(key, lock);
        return;
      }
    }
  }

  fillable(
    market: PaperMarket,
    order: PaperOrder,
    fill: { ticks: number; lots: number; fee: Money },
  ): string | undefined {
    this.release(order);
    const asset = order.isBuy ? market.instrument.quote : market.instrument.base;
    const need = order.isBuy
      ? market.valuer.notional(fill.ticks, fill.lots) + fill.fee
      : lotAmount(market) * BigInt(fill.lots);
    // An exit may use what its sibling orders locked for the same position.
    const shared = order.isExit ? (this.#locks.get(`${order.request.tradeId}/${asset}`)?.amount ?? 0n) : 0n;
    return need > this.#free(asset) + shared ? 'insufficient-funds' : undefined;
  }

  lotsFor(market: PaperMarket, fraction: number, fill: { ticks: number; feeRate: Money; isBuy: boolean }): number {
    if (!fill.isBuy) {
      return Number(timesRate(this.#free(market.instrument.base), rateOf(fraction), 'floor') / lotAmount(market));
    }
    const one = market.valuer.notional(fill.ticks, 1);
    const each = one + timesRate(one, fill.feeRate, 'ceil');
    return each <= 0n ? 0 : Number(timesRate(this.available(), rateOf(fraction), 'floor') / each);
  }

  book(market: PaperMarket, fill: { isBuy: boolean; ticks: number; lots: number; fee: Money }): void {
    const value = market.valuer.notional(fill.ticks, fill.lots);
    const amount = lotAmount(market) * BigInt(fill.lots);
    const { base, quote } = market.instrument;
    this.#add(base, fill.isBuy ? amount : -amount);
    this.#add(quote, (fill.isBuy ? -value : value) - fill.fee);
    market.book(fill.isBuy ? fill.lots : -fill.lots, fill.ticks);
    if (market.lots === 0) this.#held.delete(market);
    else this.#held.add(market);
  }

  pay(amount: Money): void {
    this.#add(this.currency, amount);
  }

  reducible(market: PaperMarket, isBuy: boolean): number {
    return isBuy ? 0 : market.lots;
  }

  balances(): readonly (readonly [string, Money])[] {
    return [...this.#total].filter(([, amount]) => amount !== 0n).toSorted(([a], [b]) => (a < b ? -1 : 1));
  }

  /** Free, locked and total of an asset. */
  asset(name: string): { free: Money; locked: Money; total: Money } {
    return { free: this.#free(name), locked: this.#locked.get(name) ?? 0n, total: this.#total.get(name) ?? 0n };
  }

  #cost(market: PaperMarket, price: number, lots: number): Money {
    const value = market.valuer.notional(price, lots);
    return value + timesRate(value, market.takerFee, 'ceil');
  }

  #free(asset: string): Money {
    return (this.#total.get(asset) ?? 0n) - (this.#locked.get(asset) ?? 0n);
  }

  #add(asset: string, amount: Money): void {
    this.#total.set(asset, (this.#total.get(asset) ?? 0n) + amount);
  }

  /** A shared lock is as large as the largest of its orders. */
  #fit(key: string, lock: Lock): void {
    let amount = 0n;
    for (const each of lock.orders.values()) if (each > amount) amount = each;
    this.#locked.set(lock.asset, (this.#locked.get(lock.asset) ?? 0n) + amount - lock.amount);
    lock.amount = amount;
    if (lock.orders.size === 0) this.#locks.delete(key);
  }
}

/** Money units of the base asset in one lot. */
function lotAmount(market: PaperMarket): Money {
  return money(market.instrument.quantity.toText(1));
}
