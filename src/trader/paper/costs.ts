import type { Money } from '../../market/money.ts';
import type { Random } from '../../util/random.ts';
import type { PaperAccount, PaperMarket } from './account.ts';
import { FeeSchedule, type PaperModel, slippageTicks } from './model.ts';
import type { PaperOrder } from './paper-order.ts';

/** What trading costs at the venue, and what it has cost so far. */
export class Costs {
  /** Money lost to slippage, as a double: for the report. */
  slippage = 0;
  /** Notional traded, as a double: for the report. */
  turnover = 0;
  readonly #model: PaperModel;
  readonly #randomOf: (market: PaperMarket) => Random;
  readonly #hasTiers: boolean;
  readonly #schedules = new Map<PaperAccount, FeeSchedule>();

  constructor(model: PaperModel, randomOf: (market: PaperMarket) => Random) {
    this.#model = model;
    this.#randomOf = randomOf;
    this.#hasTiers = model.feeTiers.length > 0;
  }

  /** Fee rate of an account's fill. */
  rate(account: PaperAccount, market: PaperMarket, time: number, isMaker: boolean): Money {
    if (this.#hasTiers) return this.#scheduleOf(account).rate(time, isMaker);
    return isMaker ? market.makerFee : market.takerFee;
  }

  /** Ticks that a fill is worse than the price seen: only orders without a limit slip. */
  slip(market: PaperMarket, order: PaperOrder, ticks: number): number {
    return order.hasLimit ? 0 : slippageTicks(this.#model, ticks, this.#randomOf(market));
  }

  /** Counts the value of a fill. */
  count(account: PaperAccount, time: number, value: Money): void {
    // The nearest double or the one beside it.
    const notional = Number(value) / 1e12;
    if (this.#hasTiers) this.#scheduleOf(account).traded(time, notional);
    this.turnover += notional;
  }

  /** Counts ticks that a fill was worse than the price seen. */
  countSlip({ valuer }: PaperMarket, ticks: number, lots: number): void {
    if (ticks !== 0) this.slippage += ticks * lots * valuer.rough;
  }

  #scheduleOf(account: PaperAccount): FeeSchedule {
    const present = this.#schedules.get(account);
    if (present !== undefined) return present;
    const made = new FeeSchedule(this.#model);
    this.#schedules.set(account, made);
    return made;
  }
}
