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
  rate(account: PaperAccount, market: PaperMarket, at: { time: number; isMaker: boolean }): Money {
    const own = at.isMaker ? market.makerFee : market.takerFee;
    return this.#hasTiers ? this.#scheduleOf(account).rate(at.time, at.isMaker) : own;
  }

  /** Ticks that a fill is worse than the price seen: only orders without a limit slip. */
  slip(market: PaperMarket, order: PaperOrder, ticks: number): number {
    return order.hasLimit ? 0 : slippageTicks(this.#model, ticks, this.#randomOf(market));
  }

  /** Counts a fill. `slip` in ticks. */
  count(
    account: PaperAccount,
    market: PaperMarket,
    fill: { time: number; notional: Money; lots: number; slip: number },
  ): void {
    // The nearest double or the one beside it.
    const notional = Number(fill.notional) / 1e12;
    if (this.#hasTiers) this.#scheduleOf(account).traded(fill.time, notional);
    this.turnover += notional;
    if (fill.slip !== 0) this.slippage += fill.slip * fill.lots * market.valuer.rough;
  }

  #scheduleOf(account: PaperAccount): FeeSchedule {
    const present = this.#schedules.get(account);
    if (present !== undefined) return present;
    const made = new FeeSchedule(this.#model);
    this.#schedules.set(account, made);
    return made;
  }
}
