import { assert } from '../util/assert.ts';
import {
  decimalOfNumber,
  divide,
  formatCount,
  formatDecimal,
  parseDecimal,
  pow10,
  type Rounding,
} from '../util/decimal.ts';

/** Largest power of ten that a double holds exactly. */
const decimalsMax = 22;
/** Below this many steps one division and one rounding find the right count of a double, whatever its last bit. */
const quickMax = 2 ** 50;

/**
 * The allowed values of a price or quantity: whole multiples of one step (0.25, 2.5, 1e-8, 1000 …). Inside siis a
 * price is a whole number of steps ("ticks"), a quantity too ("lots"); this class is the only door to text and
 * doubles. Counts stay below 2^53 in size.
 */
export class Grid {
  /** The step in its shortest decimal form. */
  readonly step: string;
  /** Digits after the point that every multiple of the step fits in. */
  readonly decimals: number = 0;
  /** step = units × 10^-decimals. */
  readonly units: number = 0;
  readonly #divisor: number = NaN;

  /** @throws AssertionError when `step` is not a positive decimal of at most 22 decimals and 15 digits. */
  constructor(step: string | number) {
    const decimal = typeof step === 'number' ? decimalOfNumber(step) : parseDecimal(step);
    assert(decimal !== undefined && decimal.value > 0n, `a step must be a positive decimal, was ${step}`);
    this.step = formatDecimal(decimal.value, decimal.scale);
    this.decimals = (this.step.split('.')[1] ?? '').length;
    this.units = Number(divide(decimal.value * pow10(this.decimals), pow10(decimal.scale), 'exact'));
    this.#divisor = 10 ** this.decimals;
    assert(Number.isSafeInteger(this.units) && this.decimals <= decimalsMax, `step ${step} has too many digits`);
  }

  /** The double nearest to `count` steps: the same double that reading its decimal text gives. */
  toNumber(count: number): number {
    const whole = count * this.units;
    // Both operands are exact here, so the quotient is rounded once; a larger product is not, and goes by its digits.
    if (whole <= Number.MAX_SAFE_INTEGER && whole >= Number.MIN_SAFE_INTEGER) return whole / this.#divisor;
    return Number(this.toText(count));
  }

  /** Exact decimal text, without trailing zeros. */
  toText(count: number): string {
    const whole = count * this.units;
    if (Number.isSafeInteger(whole)) return formatCount(whole, this.decimals);
    return formatDecimal(BigInt(count) * BigInt(this.units), this.decimals);
  }

  /** Whole steps of a decimal text; `undefined` when it is no number, lies between two steps or is beyond counting. */
  parse(text: string): number | undefined {
    const decimal = parseDecimal(text);
    if (decimal === undefined) return undefined;
    const wanted = decimal.value * pow10(this.decimals);
    const unit = BigInt(this.units) * pow10(decimal.scale);
    if (wanted % unit !== 0n) return undefined;
    const count = Number(wanted / unit);
    return Number.isSafeInteger(count) ? count : undefined;
  }

  /**
   * Whole steps nearest to a double (or below, above it). Exact for every double that came from the decimal text of a
   * multiple. A half goes up.
   *
   * @throws AssertionError when `x` is not finite or beyond counting.
   */
  fromNumber(x: number, rounding: 'nearest' | 'floor' | 'ceil' = 'nearest'): number {
    const steps = (x * this.#divisor) / this.units;
    if (!(steps < quickMax && steps > -quickMax)) return this.#fromLargeNumber(x, rounding);
    const near = Math.round(steps) + 0; // never -0
    if (rounding === 'nearest') return near;
    // The division's last bit cannot be trusted, so the side is decided by the double of the nearest count.
    const value = this.toNumber(near);
    if (rounding === 'floor') return value <= x ? near : near - 1;
    return value >= x ? near : near + 1;
  }

  /** Whether a finite double comes to a count that `fromNumber` can tell, rounded either way. */
  canCount(x: number): boolean {
    const steps = (x * this.#divisor) / this.units;
    if (steps < quickMax && steps > -quickMax) return true;
    const { value, scale } = decimalOfNumber(Math.abs(x));
    const most = divide(value * pow10(this.decimals), BigInt(this.units) * pow10(scale), 'ceil');
    return most <= BigInt(Number.MAX_SAFE_INTEGER);
  }

  #fromLargeNumber(x: number, rounding: Rounding): number {
    const { value, scale } = decimalOfNumber(x);
    return this.fromDecimal(value, scale, rounding);
  }

  /** Steps of a decimal, rounded as told. */
  fromDecimal(value: bigint, scale: number, rounding: Rounding): number {
    return toSafe(divide(value * pow10(this.decimals), BigInt(this.units) * pow10(scale), rounding));
  }
}

function toSafe(count: bigint): number {
  const number = Number(count);
  assert(Number.isSafeInteger(number), `${count} steps are more than a double can count`);
  return number;
}
