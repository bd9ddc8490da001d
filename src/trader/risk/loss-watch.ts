import { type Money, moneyToNumber } from '../../market/money.ts';
import type { PaperMarket } from '../paper/account.ts';

/**
 * Follows roughly, in doubles, what an account is worth while prices move, so that the exact look at the loss of the day
 * is taken only where it may tell something: that look costs more than all else at the close of a bar.
 */
export class LossWatch {
  readonly #equity: () => Money;
  readonly #markets: readonly PaperMarket[];
  /** Value of each market's position when it was last looked at, by its index. */
  readonly #values: Float64Array;
  /** Σ of the values, and what the account is worth besides. */
  #held = 0.5;
  #rest = NaN;
  /** Worth at or below which the exact look is due. */
  #floor = -Infinity;

  /** @param markets those of the account @param count of all markets */
  constructor(equity: () => Money, markets: readonly PaperMarket[], count: number) {
    this.#equity = equity;
    this.#markets = markets;
    this.#values = new Float64Array(count);
    this.#held = 0;
  }

  /** A day begins. @param floor equity at which its cap is reached; `undefined` without one */
  begin(floor: Money | undefined): void {
    for (const market of this.#markets) this.booked(market);
    if (floor === undefined) return;
    const level = moneyToNumber(floor);
    // Doubles are off by less than this.
    this.#floor = level + Math.max(1e-6, Math.abs(level) * 1e-9);
  }

  /** A market's position, or the cash, changed. */
  booked(market: PaperMarket): void {
    this.#follow(market);
    let held = 0;
    for (const each of this.#markets) held += valueOf(each);
    this.#rest = moneyToNumber(this.#equity()) - held;
  }

  /** A market's price changed. True when the loss has to be looked at exactly. */
  moved(market: PaperMarket): boolean {
    this.#follow(market);
    return this.#rest + this.#held <= this.#floor;
  }

  #follow(market: PaperMarket): void {
    const value = valueOf(market);
    this.#held += value - this.#values[market.index]!;
    this.#values[market.index] = value;
  }
}

function valueOf(market: PaperMarket): number {
  // Before the first price a holding counts for nothing, as in the account itself.
  return market.lots === 0 || Number.isNaN(market.mark) ? 0 : market.lots * market.mark * market.valuer.rough;
}
