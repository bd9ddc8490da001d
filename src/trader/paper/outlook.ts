import type { Money, Valuer } from '../../market/money.ts';

/** What an outlook looks at in a market. */
export interface Foreseen {
  readonly lots: number;
  readonly valuer: Valuer;
  /** What the position counts for in the outlook. Its own to write. */
  foreseen: number;
  /** The worst price for the position until a moment; NaN: not known. */
  worstUntil(time: number): number;
}

/**
 * What an account is worth, and how much it holds, at the worst prices that its markets come to until some moment: in
 * doubles, kept up with every booking. Where that is enough, nobody has to look at one market after the other.
 */
export class Outlook {
  /** The moment it reaches to, ms; −Infinity: it is closed. */
  until = -Infinity;
  /** What the account is worth besides what it holds. */
  #rest = NaN;
  /** Of all positions, with their signs and without; NaN: prices are not known till then. */
  #value = NaN;
  #exposed = NaN;

  get isOpen(): boolean {
    return this.until !== -Infinity;
  }

  /** Counts everything anew, up to a moment. @param cash what the account is worth besides what it holds */
  open(until: number, cash: Money, held: Iterable<Foreseen>): void {
    this.until = until;
    this.paid(cash);
    this.#value = 0;
    this.#exposed = 0;
    for (const market of held) {
      market.foreseen = 0;
      this.#count(market);
    }
  }

  close(): void {
    this.until = -Infinity;
  }

  /** The cash changed, and nothing else. */
  paid(cash: Money): void {
    if (this.isOpen) this.#rest = Number(cash) / 1e12;
  }

  /** A position changed, and the cash with it. */
  booked(market: Foreseen, cash: Money): void {
    if (!this.isOpen) {
      market.foreseen = 0;
      return;
    }
    this.paid(cash);
    this.#count(market);
  }

  /** What the account is worth at least, settlement currency; NaN: not known. */
  get worth(): number {
    return this.#rest + this.#value - (Math.abs(this.#rest) + this.#exposed) * rounding;
  }

  /** Value of all positions without sign, at the same prices. */
  get exposed(): number {
    return this.#exposed;
  }

  #count(market: Foreseen): void {
    const value = market.lots === 0 ? 0 : market.lots * market.worstUntil(this.until) * market.valuer.rough;
    this.#value += value - market.foreseen;
    this.#exposed += Math.abs(value) - Math.abs(market.foreseen);
    market.foreseen = value;
  }
}

/** Doubles of amounts, and their sums, are off by less than this part. */
const rounding = 1e-9;
