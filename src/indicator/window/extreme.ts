import { assertLength } from '../settle.ts';

/**
 * The highest (or lowest) of the last `length` inputs, and how long ago it was; of equal ones the latest.
 * Amortised O(1): a queue keeps only inputs that may still become the extreme, in falling order.
 * Before `length` inputs it answers for those there are; NaN before the first.
 */
export class Extreme {
  readonly length: number;
  /** 1 for the highest, -1 for the lowest: the queue holds sign times input. */
  readonly #sign: number;
  readonly #mask: number;
  readonly #values: Float64Array;
  readonly #marks: Float64Array;
  #head = 0;
  #tail = 0;
  #seen = 0;

  /** @throws AssertionError when `length` is not an integer >= 1. */
  constructor(which: 'highest' | 'lowest', length: number) {
    assertLength('window length', length);
    this.length = length;
    this.#sign = which === 'highest' ? 1 : -1;
    const capacity = 2 ** Math.ceil(Math.log2(length + 1));
    this.#mask = capacity - 1;
    this.#values = new Float64Array(capacity);
    this.#marks = new Float64Array(capacity);
  }

  get value(): number {
    return this.#head === this.#tail ? NaN : this.#sign * this.#values[this.#head & this.#mask]!;
  }

  /** Inputs since the extreme; 0 when the last input is it. */
  get age(): number {
    return this.#seen - 1 - this.#marks[this.#head & this.#mask]!;
  }

  push(input: number): number {
    const signed = this.#sign * input;
    const values = this.#values;
    const mask = this.#mask;
    let tail = this.#tail;
    while (tail > this.#head && values[(tail - 1) & mask]! <= signed) tail -= 1;
    values[tail & mask] = signed;
    this.#marks[tail & mask] = this.#seen;
    this.#tail = tail + 1;
    if (this.#marks[this.#head & mask]! <= this.#seen - this.length) this.#head += 1;
    this.#seen += 1;
    return this.#sign * values[this.#head & mask]!;
  }

  /** What `push(input)` would answer. */
  peek(input: number): number {
    const kept = this.#kept();
    if (kept === this.#tail) return input;
    return this.#sign * Math.max(this.#values[kept & this.#mask]!, this.#sign * input);
  }

  /** What `age` would be after `push(input)`. */
  peekAge(input: number): number {
    const kept = this.#kept();
    if (kept === this.#tail || this.#values[kept & this.#mask]! <= this.#sign * input) return 0;
    return this.#seen - this.#marks[kept & this.#mask]!;
  }

  /** Place of the first queued input that is still in the window when one more comes. */
  #kept(): number {
    const leaves = this.#head < this.#tail && this.#marks[this.#head & this.#mask]! <= this.#seen - this.length;
    return leaves ? this.#head + 1 : this.#head;
  }
}
