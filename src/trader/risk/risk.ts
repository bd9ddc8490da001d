import type { Money } from '../../market/money.ts';
import type { RawOrder } from '../../market/order.ts';

/** An entry with its size, before it may leave or be moved. */
export interface SizedEntry {
  readonly order: RawOrder;
  readonly lots: number;
  /** The lots in base units. */
  readonly quantity: number;
  /** Ticks. */
  readonly price: number;
  /** Settlement currency. */
  readonly notional: number;
  /** Open trades that it ends by netting them. */
  readonly ends: number;
  /** It waits at the venue already and is to have a new price: its trade is counted. */
  readonly isMove: boolean;
}

/** A hard cap after the strategy: the reason of a refusal, or `undefined`. */
export interface RiskLimit {
  (entry: SizedEntry, state: RiskState, time: number): string | undefined;
  /** What it lets any one order come to, for orders whose size is known only when they fill: settlement currency. */
  readonly mostNotional?: number;
  /** The same in base units. */
  readonly mostQuantity?: number;
}

/** The most that may be lost on a day that began with this equity, settlement currency. */
export type DayCap = (dayEquity: Money) => Money;

const minute = 60_000;

/** What the caps of one account count. Fed by the tracker and the money manager. */
export class RiskState {
  /** Trades open or waiting, in all and per market. */
  openTrades = 0;
  readonly openByMarket = new Map<number, number>();
  /** When they left: those of the last minute from `#firstSent` up to `#endSent`. The list is never shortened. */
  readonly #sent: number[] = [];
  #firstSent = 0;
  #endSent = 0;
  readonly #equity: () => Money;
  readonly #dayCaps: readonly DayCap[];
  /** Equity at the start of the UTC day, or of the run where that was later; `undefined` before. */
  #dayEquity: Money | undefined;
  #isStopped = false;
  // In a private field: a function in a public one keeps its run in memory until the collector looks at all there is.
  #isNear: (() => boolean) | undefined;

  /** @param equity of the account now, open positions at mark */
  constructor(equity: () => Money, dayCaps: readonly DayCap[]) {
    this.#equity = equity;
    this.#dayCaps = dayCaps;
  }

  /** @param isNear false only where no cap can be reached: then the exact look is left out */
  lookWhen(isNear: () => boolean): void {
    this.#isNear = isNear;
  }

  tradeBegan(market: number): void {
    this.openTrades++;
    this.openByMarket.set(market, (this.openByMarket.get(market) ?? 0) + 1);
  }

  tradeEnded(market: number): void {
    this.openTrades--;
    this.openByMarket.set(market, (this.openByMarket.get(market) ?? 1) - 1);
  }

  /** A new day, or the run, begins: the loss counts from the equity of now, and entries may leave again. */
  beginDay(): void {
    this.#dayEquity = this.#equity();
    this.#isStopped = false;
  }

  /** The day has lost what it may: no entries until it ends, even if the loss is made good. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Equity at which a cap on the loss of this day is reached; `undefined` without one. */
  get floor(): Money | undefined {
    const start = this.#dayEquity;
    if (start === undefined || this.#dayCaps.length === 0) return undefined;
    return this.#dayCaps.map((most) => start - most(start)).reduce((a, b) => (a > b ? a : b));
  }

  /** Looks at what the day has lost, realised and not. True when that reaches a cap now. */
  stopsNow(): boolean {
    if (this.#isStopped || this.#dayEquity === undefined || this.#dayCaps.length === 0 || this.#isNear?.() === false)
      return false;
    const start = this.#dayEquity;
    const loss = start - this.#equity();
    this.#isStopped = loss > 0n && this.#dayCaps.some((most) => loss >= most(start));
    return this.#isStopped;
  }

  /** An order, or a new price for an entry, left. */
  sent(time: number): void {
    this.#forget(time);
    this.#sent[this.#endSent++] = time;
  }

  /** Orders that left within the minute before `time`. */
  sentLastMinute(time: number): number {
    this.#forget(time);
    return this.#endSent - this.#firstSent;
  }

  #forget(time: number): void {
    const sent = this.#sent;
    const end = this.#endSent;
    let first = this.#firstSent;
    while (first < end && sent[first]! <= time - minute) first++;
    // Thrown away in one go now and then.
    const isFull = first > 0 && (first === end || first > 1000);
    if (isFull && first < end) sent.copyWithin(0, first, end);
    this.#firstSent = isFull ? 0 : first;
    this.#endSent = isFull ? end - first : end;
  }
}
