import { type Money, money, rateOf, timesRate } from '../../market/money.ts';
import type { Fill, FillTerms, PaperAccount, PaperMarket } from './account.ts';
import { Outlook } from './outlook.ts';
import type { PaperOrder } from './paper-order.ts';

/** Orders that share one lock: those of one OCO group, or of one trade's exits, need their asset only once. */
interface Lock {
  readonly asset: string;
  amount: Money;
  /** What each of them needs. */
  readonly orders: Map<string, Money>;
  /** What there is to share after one of them filled; undefined before. */
  most: Money | undefined;
}

/** A spot account: balances by asset, what resting orders need is locked. No short positions. Fees in the quote asset. */
export class SpotAccount implements PaperAccount {
  readonly name: string;
  readonly currency: string;
  readonly leverage = 1;
  readonly shortage = 'insufficient-funds';
  readonly isMargin = false;
  readonly outlook = new Outlook();
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
    let total = this.cash();
    for (const market of this.#held) {
      market.sync();
      if (!Number.isNaN(market.mark)) total += market.value;
    }
    return total;
  }

  cash(): Money {
    return this.#total.get(this.currency) ?? 0n;
  }

  available(): Money {
    return this.free(this.currency);
  }

  /** Assets handed in at the start count, in whole lots, as holdings of the first market that trades them. */
  adopt(market: PaperMarket): void {
    const { base } = market.instrument;
    const amount = this.#total.get(base) ?? 0n;
    if (amount <= 0n || [...this.#held].some((each) => each.instrument.base === base)) return;
    market.lots = Number(amount / lotAmount(market));
    if (market.lots > 0) this.#held.add(market);
  }

  admit(market: PaperMarket, order: PaperOrder): string | undefined {
    if (order.request.type === 'market') return undefined;
    const price = order.hasLimit ? order.limit : order.trigger;
    const amount = order.isBuy
      ? this.#cost(market, price, order.remaining)
      : lotAmount(market) * BigInt(order.remaining);
    const key = lockKey(market, order);
    const asset = assetOf(market, order);
    const lock = this.#locks.get(key) ?? { asset, amount: 0n, orders: new Map<string, Money>(), most: undefined };
    if (amount - lock.amount > this.free(asset)) return this.shortage;
    lock.orders.set(order.request.id, amount);
    if (lock.most !== undefined && amount > lock.most) lock.most = amount;
    this.#locks.set(key, lock);
    this.#fit(key, lock);
    return undefined;
  }

  release(market: PaperMarket, order: PaperOrder): void {
    const key = lockKey(market, order);
    const lock = this.#locks.get(key);
    if (lock?.orders.delete(order.request.id) === true) this.#fit(key, lock);
  }

  take(market: PaperMarket, order: PaperOrder, fill: Fill): string | undefined {
    this.release(market, order);
    const key = lockKey(market, order);
    // It may use what its siblings locked for the same purpose.
    const lock = this.#locks.get(key);
    const value = market.valuer.notional(fill.ticks, fill.lots);
    const need = order.isBuy ? value + fill.fee : lotAmount(market) * BigInt(fill.lots);
    if (need > this.free(assetOf(market, order)) + (lock?.amount ?? 0n)) return this.shortage;
    if (lock !== undefined) {
      lock.most = need < lock.amount ? lock.amount - need : 0n;
      this.#fit(key, lock);
    }
    this.book(market, fill);
    return undefined;
  }

  lotsFor(market: PaperMarket, order: PaperOrder, fill: FillTerms): number {
    // What it has locked is for this very purpose.
    const own = this.#locks.get(lockKey(market, order))?.amount ?? 0n;
    const free = timesRate(this.free(assetOf(market, order)) + own, rateOf(fill.fraction), 'floor');
    if (!order.isBuy) return Number(free / lotAmount(market));
    const one = market.valuer.notional(fill.ticks, 1);
    const each = one + timesRate(one, fill.feeRate, 'ceil');
    return each <= 0n ? 0 : Number(free / each);
  }

  book(market: PaperMarket, fill: Fill): void {
    const value = market.valuer.notional(fill.ticks, fill.lots);
    const amount = lotAmount(market) * BigInt(fill.lots);
    const { base, quote } = market.instrument;
    this.#add(base, fill.isBuy ? amount : -amount);
    this.#add(quote, (fill.isBuy ? -value : value) - fill.fee);
    market.lots += fill.isBuy ? fill.lots : -fill.lots;
    if (market.lots === 0) this.#held.delete(market);
    else this.#held.add(market);
    this.outlook.booked(market, this.cash());
  }

  pay(amount: Money): void {
    this.#add(this.currency, amount);
    this.outlook.paid(this.cash());
  }

  setLeverage(): string {
    return 'a spot account has no leverage';
  }

  foresee(time: number): boolean {
    this.outlook.open(time, this.cash(), this.#held);
    return true;
  }

  marginAhead(): number {
    return Infinity;
  }

  isExhausted(): boolean {
    return false;
  }

  liquidationPrice(): number {
    return NaN;
  }

  setAlarms(): readonly PaperMarket[] {
    return [];
  }

  reducible(market: PaperMarket, isBuy: boolean): number {
    // Nothing is owed on spot, so a buy has nothing to reduce and is not limited by it.
    return isBuy ? Infinity : Math.max(0, market.lots);
  }

  balances(): readonly (readonly [string, Money])[] {
    return [...this.#total].filter(([, amount]) => amount !== 0n).toSorted(([a], [b]) => (a < b ? -1 : 1));
  }

  /** What of an asset no resting order needs. */
  free(asset: string): Money {
    return (this.#total.get(asset) ?? 0n) - this.locked(asset);
  }

  /** What resting orders need of an asset. */
  locked(asset: string): Money {
    return this.#locked.get(asset) ?? 0n;
  }

  #cost(market: PaperMarket, price: number, lots: number): Money {
    const value = market.valuer.notional(price, lots);
    return value + timesRate(value, market.takerFee, 'ceil');
  }

  #add(asset: string, amount: Money): void {
    this.#total.set(asset, (this.#total.get(asset) ?? 0n) + amount);
  }

  /** A shared lock is as large as the largest of its orders. */
  #fit(key: string, lock: Lock): void {
    let amount = 0n;
    for (const each of lock.orders.values()) if (each > amount) amount = each;
    if (lock.most !== undefined && amount > lock.most) amount = lock.most;
    this.#locked.set(lock.asset, this.locked(lock.asset) + amount - lock.amount);
    lock.amount = amount;
    if (lock.orders.size === 0) this.#locks.delete(key);
  }
}

/** What an order locks. */
function assetOf(market: PaperMarket, order: PaperOrder): string {
  return order.isBuy ? market.instrument.quote : market.instrument.base;
}

function lockKey(market: PaperMarket, order: PaperOrder): string {
  const { id, group, tradeId } = order.request;
  const sharers = group ?? (order.isExit ? tradeId : undefined);
  return sharers === undefined ? id : `${sharers}/${assetOf(market, order)}`;
}

/** Money units of the base asset in one lot. */
function lotAmount(market: PaperMarket): Money {
  return money(market.instrument.quantity.toText(1));
}
