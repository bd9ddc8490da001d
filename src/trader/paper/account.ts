import type { Instrument } from '../../market/instrument.ts';
import { type Money, Valuer } from '../../market/money.ts';
import type { AccountView } from '../venue.ts';
import type { PaperOrder } from './paper-order.ts';

/** One instrument at the paper venue. Prices in ticks; NaN before the first tick. */
export class PaperMarket {
  readonly index: number;
  readonly instrument: Instrument;
  readonly valuer: Valuer;
  readonly makerFee: Money;
  readonly takerFee: Money;
  bid = NaN;
  ask = NaN;
  last = NaN;
  /** Rises with every change of its orders or its position. */
  revision = 0;
  /** Stops and closes first (newest first), then targets and entries in the order they came. */
  orders: PaperOrder[] = [];
  /** Net lots held. */
  lots = 0;
  /** What the net lots cost: Σ price × lots of the present position, signed as the lots. */
  cost: Money = 0n;

  constructor(index: number, instrument: Instrument, fees: { maker: Money; taker: Money }) {
    this.index = index;
    this.instrument = instrument;
    this.valuer = new Valuer(instrument);
    this.makerFee = fees.maker;
    this.takerFee = fees.taker;
  }

  /** Price the position would be closed at. */
  get mark(): number {
    return this.lots >= 0 ? this.bid : this.ask;
  }

  /** Value of the position at mark, signed. */
  get value(): Money {
    return this.lots === 0 ? 0n : this.valuer.notional(this.mark, this.lots);
  }

  /** Books lots at a price into the position; returns the realised profit before fees (average cost). */
  book(signedLots: number, ticks: number): Money {
    const before = this.lots;
    const value = this.valuer.notional(ticks, signedLots);
    this.lots = before + signedLots;
    if (before === 0 || before > 0 === signedLots > 0) {
      this.cost += value;
      return 0n;
    }
    const closed = Math.min(Math.abs(signedLots), Math.abs(before));
    const costShare = closed === Math.abs(before) ? this.cost : (this.cost * BigInt(closed)) / BigInt(Math.abs(before));
    const closedValue = this.valuer.notional(ticks, before > 0 ? closed : -closed);
    this.cost -= costShare;
    const rest = Math.abs(signedLots) - closed;
    if (rest > 0) this.cost = this.valuer.notional(ticks, signedLots > 0 ? rest : -rest);
    return closedValue - costShare;
  }
}

/** What a venue's account decides and books. One account may serve many markets. */
export interface PaperAccount extends AccountView {
  readonly name: string;
  readonly currency: string;
  /** Why the order cannot rest here; `undefined` when it can (funds are locked then). */
  admit(market: PaperMarket, order: PaperOrder): string | undefined;
  /** Frees what the order had locked. */
  release(order: PaperOrder): void;
  /** Lots of `wanted` that may fill at this price and fee: all, or 0 with the reason. */
  fillable(
    market: PaperMarket,
    order: PaperOrder,
    fill: { ticks: number; lots: number; fee: Money },
  ): string | undefined;
  /** Lots that a part of the available funds buys at this price, fee included. */
  lotsFor(market: PaperMarket, fraction: number, fill: { ticks: number; feeRate: Money; isBuy: boolean }): number;
  /** Books a fill. */
  book(market: PaperMarket, fill: { isBuy: boolean; ticks: number; lots: number; fee: Money }): void;
  /** Books money that is no trade: funding, deposits. */
  pay(amount: Money): void;
  /** Lots that an order may at most take off the position, for reduce-only orders. */
  reducible(market: PaperMarket, isBuy: boolean): number;
  /** Balances by asset for reports and hashes, in money units; stable order. */
  balances(): readonly (readonly [asset: string, amount: Money])[];
}
