import { type Money, moneyToNumber } from '../../market/money.ts';
import type { PaperMarket } from '../paper/account.ts';

/**
 * Tells, in doubles, when an account may have lost what a day may, so that the exact look is taken only then: that look
 * costs more than all else at the close of a bar.
 */
export class LossWatch {
  readonly #cash: () => Money;
  readonly #markets: readonly PaperMarket[];
  /** Those of the markets in which something is held. */
  #held: readonly PaperMarket[] = [];
  /** What the account is worth besides what it holds. */
  #rest = NaN;
  /** Something was booked since it was looked at what is held. */
  #isStale = true;
  /** Worth at or below which the exact look is due. */
  #floor = -Infinity;
  /** What the day may lose. */
  #allowance = 0;
  /** Moment of the last look: all closes of a moment are one. */
  #lookedAt = NaN;

  /** @param cash what the account is worth besides what it holds @param markets those of the account */
  constructor(cash: () => Money, markets: readonly PaperMarket[]) {
    this.#cash = cash;
    this.#markets = markets;
  }

  /** A day begins. @param floor equity at which its cap is reached; `undefined` without one @param equity of now */
  begin(floor: Money | undefined, equity: Money): void {
    this.booked();
    if (floor === undefined) return;
    const level = moneyToNumber(floor);
    this.#allowance = moneyToNumber(equity) - level;
    // Doubles are off by less than this.
    this.#floor = level + Math.max(1e-6, Math.abs(level) * 1e-9);
  }

  /** A position or the cash changed. */
  booked(): void {
    this.#isStale = true;
    this.#lookedAt = NaN;
  }

  #refresh(): void {
    if (!this.#isStale) return;
    this.#isStale = false;
    this.#held = this.#markets.filter((market) => market.lots !== 0);
    // The nearest double or the one beside it: the floor leaves room for that.
    this.#rest = Number(this.#cash()) / 1e12;
  }

  /** What one tick of a market adds to the worth of the account. */
  slopeOf({ lots, valuer }: PaperMarket): number {
    return lots * valuer.rough;
  }

  /** What the account is worth besides what it holds. */
  get rest(): number {
    this.#refresh();
    return this.#rest;
  }

  /** Worth at or below which the exact look is due, as long as nothing is held but in this market; else Infinity. */
  floorFor(market: PaperMarket): number {
    this.#refresh();
    if (this.#held.length === 0) return -Infinity;
    return this.#held.length === 1 && this.#held[0] === market ? this.#floor : Infinity;
  }

  /** True when an account of this worth is not due for a look, and a part of what the day may lose is left besides. */
  isSafe(worth: number, part: number): boolean {
    return this.#floor === -Infinity || worth > this.#floor + this.#allowance * part;
  }

  /** True at the first call of a moment when the loss has to be looked at exactly. */
  isDue(now: number): boolean {
    if (now === this.#lookedAt) return false;
    this.#refresh();
    if (this.#held.length === 0) return false;
    this.#lookedAt = now;
    return this.isNear();
  }

  /** True when the loss has to be looked at exactly: by prices as bad as the present ones, or worse. */
  isNear(): boolean {
    this.#refresh();
    let worth = this.#rest;
    for (const market of this.#held) {
      const mark = market.worstMark;
      // Before the first price a holding counts for nothing, as in the account itself.
      if (!Number.isNaN(mark)) worth += market.lots * mark * market.valuer.rough;
    }
    return !(worth > this.#floor);
  }
}
