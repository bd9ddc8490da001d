import { AssertionError, assert } from './assert.ts';

/** An exact decimal: `value × 10^-scale`. */
export interface Decimal {
  readonly value: bigint;
  readonly scale: number;
}

/** How the digits that do not fit are dropped. `even` is half-to-even. */
export type Rounding = 'down' | 'up' | 'floor' | 'ceil' | 'nearest' | 'even' | 'exact';

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** Exact reading of a decimal or scientific number. `undefined` when `text` is not one (NaN, empty, words). */
export function parseDecimal(text: string): Decimal | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const whole = match[2] ?? '';
  const fraction = match[3] ?? '';
  if (whole === '' && fraction === '') return undefined;
  const exponent = Number(match[4] ?? 0);
  const digits = BigInt(whole + fraction);
  const signed = match[1] === '-' ? -digits : digits;
  const scale = fraction.length - exponent;
  return scale >= 0 ? { value: signed, scale } : { value: signed * pow10(-scale), scale: 0 };
}

/** The shortest decimal that reads back as `x`. @throws AssertionError when `x` is not finite. */
export function decimalOfNumber(x: number): Decimal {
  const decimal = Number.isFinite(x) ? parseDecimal(String(x)) : undefined;
  assert(decimal !== undefined, `expected a finite number, was ${x}`);
  return decimal;
}

const zero = 0x30;
const wordSize = 2 ** 31;
const powers: bigint[] = [1n];

/** 10^n for n >= 0, remembered. */
export function pow10(n: number): bigint {
  for (let k = powers.length; k <= n; k++) powers.push((powers[k - 1] ?? 1n) * 10n);
  const power = powers[n];
  assert(power !== undefined, `pow10 needs a whole number >= 0, was ${n}`);
  return power;
}

/** `numerator / denominator` as an integer, rounded as told. `exact` @throws AssertionError on a remainder. */
export function divide(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  assert(denominator !== 0n, 'division by zero');
  let quotient = numerator / denominator;
  const rest = numerator % denominator;
  if (rest === 0n) return quotient;
  const away = numerator < 0n === denominator < 0n ? 1n : -1n;
  if (moves(rounding, rest, denominator, { quotient, away })) quotient += away;
  return quotient;
}

function moves(rounding: Rounding, rest: bigint, denominator: bigint, at: { quotient: bigint; away: bigint }): boolean {
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const size = denominator < 0n ? -denominator : denominator;
  switch (rounding) {
    case 'down':
      return false;
    case 'up':
      return true;
    case 'floor':
      return at.away < 0n;
    case 'ceil':
      return at.away > 0n;
    case 'nearest':
      return twice >= size;
    case 'even':
      return twice > size || (twice === size && at.quotient % 2n !== 0n);
    case 'exact':
      throw new AssertionError(`no exact quotient: remainder ${rest} of ${denominator}`);
  }
}

/** The same number with `to` digits after the point. */
export function rescale(decimal: Decimal, to: number, rounding: Rounding): bigint {
  if (to >= decimal.scale) return decimal.value * pow10(to - decimal.scale);
  return divide(decimal.value, pow10(decimal.scale - to), rounding);
}

/** Decimal text without trailing zeros: `-0.05`, `12`, `0`. */
export function formatDecimal(value: bigint, scale: number): string {
  const count = Number(value);
  if (Number.isSafeInteger(count)) return formatCount(count, scale);
  const fixed = formatFixed(value, scale);
  return scale === 0 ? fixed : fixed.replace(/\.?0+$/, '');
}

/** The same of a number that is a safe integer. Several times faster than by way of a bigint. */
export function formatCount(value: number, scale: number): string {
  if (scale >= 4 && !(value < wordSize && value > -wordSize)) {
    // Most large counts end in zeros; what fits a machine word becomes text several times faster.
    const shorter = value / 1e4;
    if (shorter === Math.floor(shorter)) return formatCount(shorter, scale - 4);
  }
  if (scale > 0 && scale < scales.length) {
    const split = splitCount(value, scale);
    if (split !== undefined) return split;
  }
  const size = String(value < 0 ? -value : value);
  const sign = value < 0 ? '-' : '';
  if (scale === 0) return sign + size;
  const digits = size.length > scale ? size : size.padStart(scale + 1, '0');
  const point = digits.length - scale;
  let end = digits.length;
  while (end > point && digits.charCodeAt(end - 1) === zero) end--;
  if (end === point) return sign + digits.slice(0, point);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point, end)}`;
}

/** Powers of ten that fit a machine word, and as many zeros. */
const scales = Array.from({ length: 10 }, (_, k) => 10 ** k);
const zeros = scales.map((_, k) => '0'.repeat(k));

/**
 * The same, where the digits before and after the point fit a machine word each: such numbers become text without going
 * through a double.
 */
function splitCount(value: number, scale: number): string | undefined {
  const size = value < 0 ? -value : value;
  const unit = scales[scale]!;
  const upper = Math.floor(size / unit);
  if (upper >= wordSize) return undefined;
  const whole = String(upper | 0);
  const left = value < 0 ? '-' + whole : whole;
  let rest = (size - upper * unit) | 0;
  if (rest === 0) return left;
  let digits = scale;
  for (; rest % 10 === 0; digits--) rest = (rest / 10) | 0;
  const right = String(rest);
  return left + ('.' + zeros[digits - right.length]! + right);
}

/** Decimal text with exactly `scale` digits after the point. */
export function formatFixed(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const sign = value < 0n ? '-' : '';
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** The nearest double. */
export function decimalToNumber(value: bigint, scale: number): number {
  return Number(formatFixed(value, scale));
}
