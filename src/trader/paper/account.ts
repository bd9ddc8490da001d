import type { Instrument } from '../../market/instrument.ts';
import type { PriceWatch } from '../../market/price-watch.ts';
import { type Money, Valuer } from '../../market/money.ts';
import type { AccountView } from '../venue.ts';
import type { Outlook } from './outlook.ts';
import type { PaperOrder } from './paper-order.ts';

/** What a market may ask about a bar that began and has not closed: nothing that came after its open. */
export interface BarsUnderWay {
  /** When it began, ms; NaN when there is none. */
  began(): number;
  fillsAtOpen(order: PaperOrder): boolean;
}

/** One instrument at the paper venue. Prices in ticks; NaN before the first data. */
export class PaperMarket {
  readonly index: number;
  readonly instrument: Instrument;
  readonly valuer: Valuer;
  readonly makerFee: Money;
  readonly takerFee: Money;
  bid = NaN;
  ask = NaN;
  last = NaN;
  /** Bid of the first data, which is what holdings are worth until there is a price. Nobody else is told of it. */
  opening = NaN;
  /** Close of the bar before the one that is being matched. */
  previousClose = NaN;
  /** Rises with every change of its orders or its position. */
  revision = 0;
  /** Stops and closes first (newest first), then targets and entries in the order they came. */
  orders: PaperOrder[] = [];
  /** Prices that somebody waits for, first come first. */
  readonly watches: PriceWatch[] = [];
  /** Net lots held. */
  lots = 0;
  /** Price (bid of a long position, ask of a short one) from which the account's margin is looked at; NaN: never. */
  alarm = NaN;
  /** What its account's outlook counts the position for; 0 without one. */
  foreseen = 0;
  /** The data are quotes: bid and ask are known, also where they are equal. */
  isQuoted = false;
  /** The data tell how much was traded. */
  tellsVolume = true;
  /** End of the last bar that passed ahead of market time, with all that its strategy made of it, ms. */
  aheadOf = -Infinity;
  /** Bars pass ahead of market time now, and the prices are theirs. */
  isLent = false;
  /** Meanwhile somebody looked at what cannot be known ahead. */
  isPeeked = false;
  /** Lots in one unit of the data's volume. */
  lotsPerVolume = 1;
  #catchUp: (() => void) | undefined;
  #findWorst: (() => number) | undefined;
  #foresee: ((time: number) => number) | undefined;
  #bars: BarsUnderWay | undefined;

  constructor(index: number, instrument: Instrument, fees: { maker: Money; taker: Money }) {
    this.index = index;
    this.instrument = instrument;
    this.valuer = new Valuer(instrument);
    this.makerFee = fees.maker;
    this.takerFee = fees.taker;
  }

  /** Says how to bring the prices up to now, where ticks that touch nothing are passed over. */
  onSync(catchUp: () => void): void {
    this.#catchUp = catchUp;
  }

  /** Brings the prices up to now. To be called before they are read outside the market's own ticks. */
  sync(): void {
    this.#catchUp?.();
  }

  /** Says how to ask about the bar under way, where data are bars. */
  onBars(bars: BarsUnderWay): void {
    this.#bars = bars;
  }

  /** When the bar under way began, ms; NaN when there is none. */
  barBegan(): number {
    return this.#bars?.began() ?? NaN;
  }

  /** The bar under way will fill the order at its open, which lies in the past. */
  fillsAtOpen(order: PaperOrder): boolean {
    return this.#bars?.fillsAtOpen(order) ?? false;
  }

  /** Says how to find a price as bad as the present one without bringing the prices up to now. */
  onWorst(find: () => number): void {
    this.#findWorst = find;
  }

  /** The present mark, or one that is worse for the position: known without looking at the ticks that passed. */
  get worstMark(): number {
    return this.#findWorst?.() ?? this.mark;
  }

  /** Says how to find the worst price for the position until a moment, where data are bars. */
  onForesee(find: (time: number) => number): void {
    this.#foresee = find;
  }

  /** The worst price for the position among the present one and the bars that end by a moment; NaN: not known. */
  worstUntil(time: number): number {
    return this.#foresee?.(time) ?? NaN;
  }

  /** Protections that the venue let in after so many orders. */
  protectionsSince(arrivals: number): PaperOrder[] {
    return this.orders.filter((each) => each.isProtection && each.arrival > arrivals);
  }

  /** Price the position would be closed at. */
  get mark(): number {
    const price = this.lots >= 0 ? this.bid : this.ask;
    return Number.isNaN(price) ? this.opening : price;
  }

  /** Value of the position at mark, signed. */
  get value(): Money {
    return this.lots === 0 ? 0n : this.valuer.notional(this.mark, this.lots);
  }
}

/** Lots that change hands at a price. */
export interface Fill {
  readonly isBuy: boolean;
  readonly ticks: number;
  readonly lots: number;
  readonly fee: Money;
}

/** At what price and cost an order by a fraction of the funds fills. */
export interface FillTerms {
  readonly fraction: number;
  readonly ticks: number;
  readonly feeRate: Money;
}

/** What a venue's account decides and books. One account may serve many markets. */
export interface PaperAccount extends AccountView {
  readonly name: string;
  readonly currency: string;
  /** What it says when funds do not suffice. */
  readonly shortage: string;
  /** What it is worth besides what its markets hold. */
  cash(): Money;
  /** Changes the leverage, for open positions too. @returns why it cannot be, in a sentence; then nothing changed */
  setLeverage(leverage: number): string | undefined;
  /** Positions are held against margin: they pay funding and are liquidated. */
  readonly isMargin: boolean;
  /** Why the order cannot rest here; `undefined` when it can (funds are locked then). */
  admit(market: PaperMarket, order: PaperOrder): string | undefined;
  /** Frees what the order had locked. */
  release(market: PaperMarket, order: PaperOrder): void;
  /** Books a fill of an order, or says why it cannot be paid for; what the order had locked is free then. */
  take(market: PaperMarket, order: PaperOrder, fill: Fill): string | undefined;
  /** Lots that a part of the available funds buys at this price, fee included. What the order has locked is available. */
  lotsFor(market: PaperMarket, order: PaperOrder, fill: FillTerms): number;
  /** Books a fill that nobody asks whether it can be paid for: the venue's own. */
  book(market: PaperMarket, fill: Fill): void;
  /** Books money that is no trade: funding, deposits. */
  pay(amount: Money): void;
  /** Lots that an order may at most take off the position, for reduce-only orders. */
  reducible(market: PaperMarket, isBuy: boolean): number;
  /** The margin behind the positions is used up: they are liquidated. Exact. */
  isExhausted(): boolean;
  /** Price at which this market alone would exhaust the margin, all others at their marks; NaN when none would. Ticks. */
  liquidationPrice(market: PaperMarket): number;
  /** What it comes to at the worst prices until some moment. Open only where bars may pass ahead of other markets. */
  readonly outlook: Outlook;
  /** Opens the outlook up to a moment. True when most of what the margin is beyond maintenance is still there then. */
  foresee(time: number): boolean;
  /** What the margin is beyond maintenance, at the worst prices of the outlook that is open; NaN: not known. */
  marginAhead(): number;
  /**
   * Sets the alarm prices of the markets held, so that margin cannot be exhausted before one of them is reached; returns
   * those whose alarm moved. `reached` is the market whose alarm was. While the outlook is open no alarm is needed.
   */
  setAlarms(reached: PaperMarket | undefined): readonly PaperMarket[];
  /** Balances by asset for reports and hashes, in money units; stable order. */
  balances(): readonly (readonly [asset: string, amount: Money])[];
}
