import { type Money, money, rateOf, timesRate } from '../../market/money.ts';
import { divide } from '../../util/decimal.ts';
import type { PaperAccount, PaperMarket } from './account.ts';
import type { PaperOrder } from './paper-order.ts';

/**
 * A margin account: one cash balance, one net position per market, leverage, liquidation. Booked by cash flow (a buy
 * pays its notional, a sale receives it), so equity = cash + Σ position at mark holds exactly, whatever the order of
 * fills.
 */
export class MarginAccount implements PaperAccount {
  readonly name: string;
  readonly currency: string;
  readonly leverage: number;
  /** Maintenance margin as a part of the initial margin. */
  readonly maintenance: number;
  readonly #leverage: bigint;
  readonly #held = new Set<PaperMarket>();
  #cash: Money;
  /** The cash as a double, for the liquidation price. */
  #roughCash: number;

  constructor(options: {
    name: string;
    currency: string;
    balance: string | number;
    leverage: number;
    maintenance: number;
  }) {
    this.name = options.name;
    this.currency = options.currency;
    this.leverage = options.leverage;
    this.maintenance = options.maintenance;
    this.#leverage = money(options.leverage);
    this.#cash = money(options.balance);
    this.#roughCash = Number(this.#cash) / 1e12;
  }

  equity(): Money {
    let total = this.#cash;
    for (const market of this.#held) total += market.value;
    return total;
  }

  available(): Money {
    const free = this.equity() - this.used();
    return free > 0n ? free : 0n;
  }

  /** Initial margin of the open positions at mark. */
  used(): Money {
    let total = 0n;
    for (const market of this.#held) {
      const value = market.value;
      total += value < 0n ? -value : value;
    }
    return this.leverage === 1 ? total : divide(total * money(1), this.#leverage, 'ceil');
  }

  /** The markets with a position. */
  get held(): ReadonlySet<PaperMarket> {
    return this.#held;
  }

  admit(market: PaperMarket, order: PaperOrder): string | undefined {
    if (order.isExit || order.request.type === 'market') return undefined;
    const price = order.hasLimit ? order.limit : order.trigger;
    const power = timesRate(this.equity(), this.#leverage);
    const opening = openedLots(market.lots, order.isBuy ? order.remaining : -order.remaining);
    return market.valuer.notional(price, opening) > power ? 'insufficient-margin' : undefined;
  }

  release(): void {
    // Nothing is locked: margin is checked again, exactly, when the order fills.
  }

  fillable(
    market: PaperMarket,
    order: PaperOrder,
    fill: { ticks: number; lots: number; fee: Money },
  ): string | undefined {
    const signed = order.isBuy ? fill.lots : -fill.lots;
    const opening = openedLots(market.lots, signed);
    if (opening === 0) return undefined;
    const freed = fill.lots - opening;
    const need = market.valuer.notional(fill.ticks, opening) + fill.fee;
    let power = this.available();
    if (freed > 0) power += this.#freedBy(market, freed);
    return need > timesRate(power, this.#leverage) ? 'insufficient-margin' : undefined;
  }

  lotsFor(market: PaperMarket, fraction: number, fill: { ticks: number; feeRate: Money; isBuy: boolean }): number {
    const one = market.valuer.notional(fill.ticks, 1);
    const each = one + timesRate(one, fill.feeRate, 'ceil');
    const power = timesRate(timesRate(this.available(), this.#leverage), rateOf(fraction), 'floor');
    return each <= 0n ? 0 : Number(power / each);
  }

  book(market: PaperMarket, fill: { isBuy: boolean; ticks: number; lots: number; fee: Money }): void {
    const signed = fill.isBuy ? fill.lots : -fill.lots;
    this.#cash -= market.valuer.notional(fill.ticks, signed) + fill.fee;
    this.#roughCash = Number(this.#cash) / 1e12;
    market.book(signed, fill.ticks);
    if (market.lots === 0) this.#held.delete(market);
    else this.#held.add(market);
  }

  pay(amount: Money): void {
    this.#cash += amount;
    this.#roughCash = Number(this.#cash) / 1e12;
  }

  reducible(market: PaperMarket, isBuy: boolean): number {
    return isBuy ? Math.max(0, -market.lots) : Math.max(0, market.lots);
  }

  balances(): readonly (readonly [string, Money])[] {
    return [[this.currency, this.#cash]];
  }

  /**
   * The price at which this market alone would bring the account down to its maintenance margin, all others at their
   * marks; NaN when none would. Ticks, rounded towards the market.
   */
  liquidationPrice(market: PaperMarket): number {
    if (market.lots === 0) return NaN;
    if (market.lots > 0 && this.leverage === 1) return NaN;
    const rough = market.valuer.rough;
    let rest = this.#roughCash;
    let others = 0;
    for (const each of this.#held) {
      if (each === market) continue;
      const value = each.mark * each.lots * each.valuer.rough;
      rest += value;
      others += Math.abs(value);
    }
    const ratio = this.maintenance / this.leverage;
    // rest + lots·v·p = ratio·(others + |lots|·v·p)  ⇒  p = (ratio·others − rest) / (v·(lots − ratio·|lots|))
    const price = (ratio * others - rest) / (rough * (market.lots - ratio * Math.abs(market.lots)));
    if (!(price > 0) || !Number.isFinite(price)) return NaN;
    return market.lots > 0 ? Math.ceil(price) : Math.floor(price);
  }

  #freedBy(market: PaperMarket, lots: number): Money {
    const value = market.valuer.notional(market.mark, lots);
    return divide(value * money(1), this.#leverage, 'floor');
  }
}

/** Lots of a signed fill that open or grow a position, beyond what closes the present one. */
function openedLots(held: number, signed: number): number {
  if (held === 0 || held > 0 === signed > 0) return Math.abs(signed);
  return Math.max(0, Math.abs(signed) - Math.abs(held));
}
