import { parseDecimal } from '../../util/decimal.ts';

const powers = Float64Array.from({ length: 23 }, (_, k) => 10 ** k);
const maxDecimals = 22;

/** 10^n as a double, exact for 0 <= n <= 22. */
export function tenTo(n: number): number {
  return powers[n]!;
}

/**
 * Reads decimal numbers out of bytes exactly: `mantissa × 10^-decimals`, zeros at the end of the fraction dropped.
 * One object for a whole file; its fields hold the last number read. No allocation unless a number is unusual
 * (an exponent, or more than 15 digits).
 *
 * Programs that print doubles leave binary noise: 0.0027300000000000002. A number of more than 15 digits with more
 * than 8 of them behind the point, or too long for 2^53, is therefore read to 15 digits (0.00273); `rounded` counts these.
 */
export class DecimalScan {
  mantissa = 0;
  decimals = 0;
  rounded = 0;

  /** The bytes [start, end) as a number. @returns false when they are none, or one of more than 22 decimals. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    const sign = bytes[start];
    const first = sign === 45 || sign === 43 ? start + 1 : start;
    let at = first;
    let mantissa = 0;
    for (; at < end; at++) {
      const digit = bytes[at]! - 48;
      if (digit < 0 || digit > 9) break;
      mantissa = mantissa * 10 + digit;
    }
    this.decimals = 0;
    const isWhole = at === end;
    if (!isWhole) mantissa = bytes[at] === 46 ? this.#addFraction(bytes, { at: at + 1, end }, mantissa) : NaN;
    if (!this.#isPlain(mantissa) || end - first < (isWhole ? 1 : 2)) return this.#readSlow(bytes, start, end);
    this.mantissa = sign === 45 && mantissa !== 0 ? -mantissa : mantissa;
    return true;
  }

  #addFraction(bytes: Uint8Array, range: { at: number; end: number }, whole: number): number {
    let stop = range.end;
    while (stop > range.at && bytes[stop - 1] === 48) stop--;
    let mantissa = whole;
    for (let k = range.at; k < stop; k++) mantissa = mantissa * 10 + digitOf(bytes[k]!);
    this.decimals = stop - range.at;
    return mantissa;
  }

  #isPlain(mantissa: number): boolean {
    const { decimals } = this;
    return mantissa < 1e15 ? decimals <= maxDecimals : mantissa <= Number.MAX_SAFE_INTEGER && decimals <= 8;
  }

  /** The last number as a double. */
  toNumber(): number {
    return this.mantissa / powers[this.decimals]!;
  }

  /** Divides the last number by 10^n: for files that hold prices as whole numbers. */
  shift(n: number): void {
    let { mantissa } = this;
    let decimals = this.decimals + n;
    while (decimals > 0 && mantissa % 10 === 0) {
      mantissa /= 10;
      decimals--;
    }
    this.mantissa = mantissa;
    this.decimals = decimals;
  }

  #readSlow(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start > 400) return false;
    const decimal = parseDecimal(String.fromCharCode(...bytes.subarray(start, end)));
    if (decimal === undefined) return false;
    let [value, scale] = trimmed(decimal.value, decimal.scale);
    const digits = (value < 0n ? -value : value).toString().length;
    if (digits > 15 && (scale > 8 || !Number.isSafeInteger(Number(value)))) {
      const drop = Math.min(digits - 15, scale);
      [value, scale] = trimmed(roundedTo(value, 10n ** BigInt(drop)), scale - drop);
      this.rounded++;
    }
    this.mantissa = Number(value);
    this.decimals = scale;
    return scale <= maxDecimals && Number.isSafeInteger(this.mantissa);
  }
}

/** NaN for what is no digit: it spoils the sum, and the slow path decides. */
function digitOf(byte: number): number {
  return byte >= 48 && byte <= 57 ? byte - 48 : NaN;
}

function trimmed(value: bigint, scale: number): [value: bigint, scale: number] {
  if (value === 0n) return [0n, 0];
  let [rest, decimals] = [value, scale];
  while (decimals > 0 && rest % 10n === 0n) {
    rest /= 10n;
    decimals--;
  }
  return [rest, decimals];
}

function roundedTo(value: bigint, unit: bigint): bigint {
  const half = unit / 2n;
  return (value < 0n ? value - half : value + half) / unit;
}
