import { assertLength } from '../settle.ts';

/**
 * The highest (or lowest) of the last `length` inputs, and how long ago it was; of equal ones the latest.
 * Before `length` inputs it answers for those there are; NaN before the first.
 *
 * Inputs come in blocks of `length`. A window is the end of the last block and the start of the current one: the start
 * has a running extreme, the ends have theirs, found when the block was full. Amortised O(1), whatever the series.
 *
 * - source: M. van Herk, Pattern Recognition Letters 13 (1992); J. Gil, M. Werman (1993)
 */
export class Extreme {
  readonly length: number = 0;
  /** 1 for the highest, -1 for the lowest: what is stored is sign times input. */
  readonly #sign: number = 0;
  readonly #block: Float64Array;
  #at = 0;
  /** Extreme of the current block so far, and where it is. */
  #start = -Infinity;
  #startAt = 0;
  /** Extreme of the last block from each place to its end, and where it is. */
  readonly #ends: Float64Array;
  readonly #endsAt: Float64Array;
  #value = NaN;

  /** @throws AssertionError when `length` is not an integer >= 1. */
  constructor(which: 'highest' | 'lowest', length: number) {
    assertLength('window length', length);
    this.length = length;
    this.#sign = which === 'highest' ? 1 : -1;
    this.#block = new Float64Array(length);
    this.#ends = new Float64Array(length + 1).fill(-Infinity);
    this.#endsAt = new Float64Array(length + 1);
  }

  get value(): number {
    return this.#value;
  }

  /** Inputs since the extreme; 0 when the last input is it. Asked after the first `push`. */
  get age(): number {
    const at = this.#at;
    if (at === 0) return this.length - 1 - this.#endsAt[0]!;
    return this.#start >= this.#ends[at]! ? at - 1 - this.#startAt : at - 1 + this.length - this.#endsAt[at]!;
  }

  push(input: number): number {
    const signed = this.#sign * input;
    const at = this.#at;
    if (signed >= this.#start) {
      this.#start = signed;
      this.#startAt = at;
    }
    const end = this.#ends[at + 1]!;
    const value = this.#sign * (this.#start >= end ? this.#start : end);
    this.#value = value;
    this.#block[at] = signed;
    if (at + 1 === this.length) this.#turn();
    else this.#at = at + 1;
    return value;
  }

  /** What `push(input)` would answer. */
  peek(input: number): number {
    return this.#sign * Math.max(this.#sign * input, this.#start, this.#ends[this.#at + 1]!);
  }

  /** What `age` would be after `push(input)`. */
  peekAge(input: number): number {
    const at = this.#at;
    const signed = this.#sign * input;
    const end = this.#ends[at + 1]!;
    if (signed >= this.#start && signed >= end) return 0;
    return this.#start >= end ? at - this.#startAt : at + this.length - this.#endsAt[at + 1]!;
  }

  #turn(): void {
    const block = this.#block;
    let end = -Infinity;
    let endAt = 0;
    for (let k = this.length - 1; k >= 0; k--) {
      if (block[k]! > end) {
        end = block[k]!;
        endAt = k;
      }
      this.#ends[k] = end;
      this.#endsAt[k] = endAt;
    }
    this.#at = 0;
    this.#start = -Infinity;
  }
}
