import { type Money, money, rateOf, timesRate } from '../../market/money.ts';
import { divide } from '../../util/decimal.ts';
import { removeFrom } from '../../util/list.ts';
import type { Fill, FillTerms, PaperAccount, PaperMarket } from './account.ts';
import { type Holdings, Maintenance } from './maintenance.ts';
import { Outlook } from './outlook.ts';
import type { PaperOrder } from './paper-order.ts';

const one = money(1);

/**
 * A margin account: one cash balance, one net position per market, leverage, liquidation. Booked by cash flow (a buy
 * pays its notional, a sale receives it), so equity = cash + Σ position at mark holds exactly, whatever the order of
 * fills.
 */
export class MarginAccount implements PaperAccount {
  readonly name: string;
  readonly currency: string;
  leverage: number;
  /** Maintenance margin as a part of the initial margin. */
  readonly maintenance: number;
  #leverage: bigint;
  readonly shortage = 'insufficient-margin';
  readonly isMargin = true;
  readonly outlook = new Outlook();
  readonly #held: PaperMarket[] = [];
  #maintenance: Maintenance;
  /** Equity and exposure as `#lookAtWorst` found them. */
  readonly #worst = new Float64Array(2);
  #cash: Money;
  /** The cash as a double, off by its last bit at most; NaN: not worked out since it changed. */
  #roughCash = NaN;
  /** No alarm is set: there is an outlook. */
  #isSilent = false;

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
    this.#maintenance = new Maintenance(this.#leverage, money(options.maintenance));
  }

  equity(): Money {
    this.#sync();
    let total = this.#cash;
    for (const market of this.#held) total += market.value;
    return total;
  }

  cash(): Money {
    return this.#cash;
  }

  available(): Money {
    const free = this.equity() - this.used();
    return free > 0n ? free : 0n;
  }

  /** Initial margin of the open positions at mark. */
  used(): Money {
    this.#sync();
    let total = 0n;
    for (const market of this.#held) {
      const value = market.value;
      total += value < 0n ? -value : value;
    }
    return this.#marginOf(total);
  }

  setLeverage(leverage: number): string | undefined {
    this.#sync();
    let exposed = 0n;
    for (const { value } of this.#held) exposed += value < 0n ? -value : value;
    if (exposed > timesRate(this.equity(), money(leverage)))
      return `the open positions need more margin at ${leverage}× than the account has`;
    this.leverage = leverage;
    this.#leverage = money(leverage);
    this.#maintenance = new Maintenance(this.#leverage, money(this.maintenance));
    for (const market of this.#held) market.alarm = NaN;
    return undefined;
  }

  admit(market: PaperMarket, order: PaperOrder): string | undefined {
    if (order.isExit || order.request.type === 'market') return undefined;
    const price = order.hasLimit ? order.limit : order.trigger;
    const opening = openedLots(market.lots, order.isBuy ? order.remaining : -order.remaining);
    const need = market.valuer.notional(price, opening);
    const roughNeed = Number(need) / 1e12 / (1 - rounding) / this.leverage;
    if (this.outlook.isOpen && roughNeed <= this.outlook.worth) return undefined;
    this.#lookAtWorst();
    if (roughNeed <= this.#worst[0]!) return undefined;
    return need > timesRate(this.equity(), this.#leverage) ? this.shortage : undefined;
  }

  release(): void {
    // Nothing is locked: margin is checked again, exactly, when the order fills.
  }

  take(market: PaperMarket, order: PaperOrder, fill: Fill): string | undefined {
    // What takes a trade off is never refused, also where it lets another trade's opposite position stand out.
    const opening = openedLots(market.lots, fill.isBuy ? fill.lots : -fill.lots);
    if (opening > 0 && !order.isExit && this.#exceeds(market, fill, opening)) return this.shortage;
    this.book(market, fill);
    return undefined;
  }

  #exceeds(market: PaperMarket, fill: Fill, opening: number): boolean {
    const freed = fill.lots - opening;
    const freedMargin = freed > 0 ? this.#freedBy(market, freed) : 0n;
    const roughNeed = (fill.ticks * opening * market.valuer.rough + Number(fill.fee) / 1e12) / (1 - rounding);
    const lacking = roughNeed / this.leverage - (freed > 0 ? Number(freedMargin) / 1e12 : 0);
    const { outlook } = this;
    if (outlook.isOpen && lacking <= Math.max(0, outlook.worth - outlook.exposed / this.leverage)) return false;
    this.#lookAtWorst();
    if (lacking <= Math.max(0, this.#worst[0]! - this.#worst[1]! / this.leverage)) return false;
    const need = market.valuer.notional(fill.ticks, opening) + fill.fee;
    return need > timesRate(this.available() + freedMargin, this.#leverage);
  }

  /**
   * Sets what the account is worth and how much it holds, at prices that are as bad as the present ones or worse, in
   * doubles: where that is enough, neither the ticks that passed nor the last digit have to be looked at.
   */
  #lookAtWorst(): void {
    if (Number.isNaN(this.#roughCash)) this.#roughCash = Number(this.#cash) / 1e12;
    let equity = this.#roughCash;
    let exposed = 0;
    const held = this.#held;
    for (let k = 0; k < held.length; k++) {
      const market = held[k]!;
      const value = market.lots * market.worstMark * market.valuer.rough;
      equity += value;
      exposed += Math.abs(value);
    }
    this.#worst[0] = equity - exposed * rounding;
    this.#worst[1] = exposed;
  }

  #marginOf(exposed: Money): Money {
    return this.leverage === 1 ? exposed : divide(exposed * one, this.#leverage, 'ceil');
  }

  lotsFor(market: PaperMarket, _order: PaperOrder, fill: FillTerms): number {
    const lot = market.valuer.notional(fill.ticks, 1);
    const each = lot + timesRate(lot, fill.feeRate, 'ceil');
    const power = timesRate(timesRate(this.available(), this.#leverage), rateOf(fill.fraction), 'floor');
    return each <= 0n ? 0 : Number(power / each);
  }

  book(market: PaperMarket, fill: Fill): void {
    const signed = fill.isBuy ? fill.lots : -fill.lots;
    const value = market.valuer.notional(fill.ticks, fill.lots);
    const paid = fill.isBuy ? this.#cash - value : this.#cash + value;
    this.#cash = paid - fill.fee;
    this.#roughCash = NaN;
    market.lots += signed;
    market.alarm = this.#isSilent ? never(market) : NaN;
    if (market.lots === 0) removeFrom(this.#held, market);
    else if (market.lots === signed) this.#held.push(market);
    this.outlook.booked(market, this.#cash);
  }

  pay(amount: Money): void {
    this.#cash += amount;
    this.#roughCash = NaN;
    this.outlook.paid(this.#cash);
  }

  foresee(time: number): boolean {
    this.outlook.open(time, this.#cash, this.#held);
    this.#lookAtWorst();
    const now = this.#maintenance.left(this.#worst[0]!, this.#worst[1]!);
    // Positions change meanwhile: something is kept for them.
    return this.marginAhead() > Math.max(0, now * 0.5);
  }

  marginAhead(): number {
    return this.#maintenance.left(this.outlook.worth, this.outlook.exposed);
  }

  reducible(market: PaperMarket, isBuy: boolean): number {
    return isBuy ? Math.max(0, -market.lots) : Math.max(0, market.lots);
  }

  balances(): readonly (readonly [string, Money])[] {
    return [[this.currency, this.#cash]];
  }

  isExhausted(): boolean {
    this.#sync();
    return this.#maintenance.slack(this.#holdings()) < 0n;
  }

  liquidationPrice(market: PaperMarket): number {
    if (market.lots === 0) return NaN;
    this.#sync();
    return this.#maintenance.price(market, this.#holdings());
  }

  setAlarms(reached: PaperMarket | undefined): readonly PaperMarket[] {
    if (this.outlook.isOpen) return this.#isSilent ? none : this.#silence();
    this.#isSilent = false;
    if (this.#held.length === 0) return none;
    // Alarms that are due at worse prices than the present ones come early, never late.
    this.#lookAtWorst();
    const left = this.#maintenance.left(this.#worst[0]!, this.#worst[1]!);
    if (left > 0) return this.#maintenance.alarms(left, { held: this.#held, markOf: worstMark }, reached);
    this.#sync();
    const holdings = this.#holdings();
    // Money times leverage: twice twelve digits.
    const exact = Number(this.#maintenance.slack(holdings)) / 1e24 / this.leverage;
    return this.#maintenance.alarms(exact, holdings, reached);
  }

  #silence(): readonly PaperMarket[] {
    this.#isSilent = true;
    for (const market of this.#held) market.alarm = never(market);
    return this.#held;
  }

  #holdings(): Holdings {
    return { cash: this.#cash, held: this.#held, markOf: presentMark };
  }

  #sync(): void {
    for (const market of this.#held) market.sync();
  }

  #freedBy(market: PaperMarket, lots: number): Money {
    const value = market.valuer.notional(market.mark, lots);
    return divide(value * one, this.#leverage, 'floor');
  }
}

const none: readonly PaperMarket[] = [];

/** Doubles of amounts, and their sums, are off by less than this part. */
const rounding = 1e-9;

/** The alarm of a market that has none. */
function never({ lots }: PaperMarket): number {
  return lots > 0 ? -Infinity : Infinity;
}

function presentMark({ mark }: PaperMarket): number {
  return mark;
}

function worstMark({ worstMark: mark }: PaperMarket): number {
  return mark;
}

/** Lots of a signed fill that open or grow a position, beyond what closes the present one. */
function openedLots(held: number, signed: number): number {
  if (held === 0 || held > 0 === signed > 0) return Math.abs(signed);
  return Math.max(0, Math.abs(signed) - Math.abs(held));
}
