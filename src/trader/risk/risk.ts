import type { RawOrder } from '../../market/order.ts';

/** An entry with its size, before it may leave. */
export interface SizedEntry {
  readonly order: RawOrder;
  readonly lots: number;
  /** The lots in base units. */
  readonly quantity: number;
  /** Ticks. */
  readonly price: number;
  /** Settlement currency. */
  readonly notional: number;
}

const minute = 60_000;
const day = 86_400_000;

/** What the limits count. Fed by the tracker and the money manager; rebuilt from the journal at start-up. */
export class RiskState {
  /** Trades open or waiting, in all and per market. */
  openTrades = 0;
  readonly openByMarket = new Map<number, number>();
  readonly #sent: number[] = [];
  #day = -Infinity;
  #dayProfit = 0;
  /** Equity at the start of the UTC day, or of the run where that was later; settlement currency. */
  dayEquity = NaN;

  tradeBegan(market: number): void {
    this.openTrades++;
    this.openByMarket.set(market, (this.openByMarket.get(market) ?? 0) + 1);
  }

  tradeEnded(market: number): void {
    this.openTrades--;
    this.openByMarket.set(market, (this.openByMarket.get(market) ?? 1) - 1);
  }

  /** Counts a realised profit or loss on its UTC day. */
  realised(time: number, profit: number): void {
    this.#turn(time);
    this.#dayProfit += profit;
  }

  /** Realised so far on the UTC day of `time`. */
  dayProfit(time: number): number {
    this.#turn(time);
    return this.#dayProfit;
  }

  /** An order left. */
  accepted(time: number): void {
    this.#forget(time);
    this.#sent.push(time);
  }

  /** Orders that left within the minute before `time`. */
  sentLastMinute(time: number): number {
    this.#forget(time);
    return this.#sent.length;
  }

  #forget(time: number): void {
    while (this.#sent.length > 0 && this.#sent[0]! <= time - minute) this.#sent.shift();
  }

  #turn(time: number): void {
    const today = Math.floor(time / day);
    // Fills of long bars are dated to their start: the day never falls back.
    if (today <= this.#day) return;
    this.#day = today;
    this.#dayProfit = 0;
  }
}

/** A hard cap after the strategy: the reason of a refusal, or `undefined`. */
export type RiskLimit = (entry: SizedEntry, state: RiskState, time: number) => string | undefined;
