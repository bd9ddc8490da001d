import {
  decimalOfNumber,
  decimalToNumber,
  divide,
  formatDecimal,
  parseDecimal,
  pow10,
  rescale,
  type Rounding,
} from '../util/decimal.ts';
import { assert } from '../util/assert.ts';
import type { Instrument } from './instrument.ts';

/** An amount of a currency or asset in units of 10^-12: exact, added and compared without rounding. */
export type Money = bigint;

/** Digits after the point that money keeps. */
export const moneyScale = 12;
const one = pow10(moneyScale);
/** Beyond it the trailing digits of an amount are no exact double. */
const largeMoney = 2n ** 100n;
/** The halves of 10^12. */
const scaleUpper = 1e12 * 134217729 - (1e12 * 134217729 - 1e12);
const scaleLower = 1e12 - scaleUpper;

/** Money from decimal text or a double (by its shortest decimal form). @throws AssertionError when it is not a number. */
export function money(amount: string | number): Money {
  const decimal = typeof amount === 'number' ? decimalOfNumber(amount) : parseDecimal(amount);
  assert(decimal !== undefined, `expected an amount of money, was ${amount}`);
  return rescale(decimal, moneyScale, 'even');
}

/** The nearest double. */
export function moneyToNumber(amount: Money): number {
  const size = amount < 0n ? -amount : amount;
  // Below 2^53 the division of two exact doubles is the nearest double already.
  if (size <= 9007199254740991n) return Number(amount) / 1e12;
  return size < largeMoney ? nearestQuotient(amount) : decimalToNumber(amount, moneyScale);
}

/**
 * amount / 10^12: the quotient of the leading digits, and what was rounded off it on the way. The sum is rounded once, so
 * it is the nearest double. Twice as fast as by way of text.
 */
function nearestQuotient(amount: Money): number {
  const leading = Number(amount);
  const trailing = Number(amount - BigInt(leading));
  const quotient = leading / 1e12;
  // The product of two halves of 26 digits is exact (Dekker's product).
  const split = quotient * 134217729;
  const upper = split - (split - quotient);
  const lower = quotient - upper;
  const product = quotient * 1e12;
  const error = upper * scaleUpper - product + lower * scaleUpper + upper * scaleLower + lower * scaleLower;
  const rest = leading - product - error;
  return quotient + (rest + trailing) / 1e12;
}

/** Decimal text without trailing zeros. */
export function moneyToText(amount: Money): string {
  return formatDecimal(amount, moneyScale);
}

/** `amount × rate`, rounded half to even; the rate is read by its shortest decimal form, to 12 digits. */
export function timesRate(amount: Money, rate: Money, rounding: Rounding = 'even'): Money {
  return divide(amount * rate, one, rounding);
}

/** A ratio (fee rate, percent / 100) in the scale that `timesRate` takes. */
export function rateOf(ratio: number): Money {
  return money(ratio);
}

/**
 * Exact money value of ticks × lots for one instrument, prepared once: notional = ticks × lots × price step ×
 * quantity step × contract size.
 */
export class Valuer {
  readonly #factor: bigint;
  readonly #divisor: bigint;
  /** The same factor as a double: for marks and statistics, never for booking. */
  readonly rough: number;
  /** The last value worked out: account, costs and trade all ask for that of one fill. */
  #ticks = NaN;
  #lots = NaN;
  #value: Money = 0n;

  constructor(instrument: Instrument) {
    const contract = parseDecimal(instrument.contractSize);
    assert(
      contract !== undefined && contract.value > 0n,
      `contract size must be positive, was ${instrument.contractSize}`,
    );
    const units = BigInt(instrument.price.units) * BigInt(instrument.quantity.units) * contract.value;
    const digits = instrument.price.decimals + instrument.quantity.decimals + contract.scale;
    const shift = moneyScale - digits;
    this.#factor = shift >= 0 ? units * pow10(shift) : units;
    this.#divisor = shift >= 0 ? 1n : pow10(-shift);
    this.rough = Number(units) / 10 ** digits;
  }

  /** Value of `lots` at `ticks`; both may be negative. Rounded half to even where it is finer than 10^-12. */
  notional(ticks: number, lots: number): Money {
    if (ticks === this.#ticks && lots === this.#lots) return this.#value;
    const product = ticks * lots;
    const exact = Number.isSafeInteger(product) ? BigInt(product) : BigInt(ticks) * BigInt(lots);
    const scaled = exact * this.#factor;
    this.#value = this.#divisor === 1n ? scaled : divide(scaled, this.#divisor, 'even');
    this.#ticks = ticks;
    this.#lots = lots;
    return this.#value;
  }
}
