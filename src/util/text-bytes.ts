import { assert } from './assert.ts';

const zero = 0x30;
const point = 0x2e;
const minus = 0x2d;
/** Longest text that is written without looking whether it fits. */
const room = 64;

/**
 * Text written byte by byte into a buffer that is handed on whenever it is full: for texts that are hashed or stored and
 * never looked at. Numbers become digits without a string in between. UTF-8.
 */
export class TextBytes {
  readonly #bytes: Uint8Array;
  readonly #full: (bytes: Uint8Array) => void;
  #at = 0;
  /** Bytes that were handed on. */
  #passed = 0;

  /** @param full takes the bytes; they are valid until it returns */
  constructor(full: (bytes: Uint8Array) => void, size = 65_536) {
    assert(size >= 2 * room, `a buffer needs ${2 * room} bytes, was ${size}`);
    this.#bytes = new Uint8Array(size);
    this.#full = full;
  }

  /** One ASCII character by its code. */
  byte(code: number): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = code;
  }

  text(text: string): void {
    const { length } = text;
    if (length > room) return this.#encode(text);
    this.#reserve(length);
    const bytes = this.#bytes;
    let at = this.#at;
    for (let k = 0; k < length; k++) {
      const code = text.charCodeAt(k);
      if (code > 0x7f) return this.#encode(text);
      bytes[at++] = code;
    }
    this.#at = at;
  }

  /** A safe integer × 10^-scale as decimal text without trailing zeros: `-0.05`, `12`, `0`. @param scale at most 24 */
  decimal(value: number, scale: number): void {
    this.#reserve(room);
    if (value < 0) this.#bytes[this.#at++] = minus;
    const size = value < 0 ? -value : value;
    // Two halves that fit 32 bits each: division of such integers is quick.
    const upper = Math.floor(size / 1e8) | 0;
    const lower = (size - upper * 1e8) | 0;
    if (upper === 0) this.#digits(lower, 0, scale);
    else if (lower === 0 && scale >= 8) this.#digits(upper, 0, scale - 8);
    else this.#digits(lower, upper, scale);
  }

  /** Digits of upper × 10^8 + lower, from the last to the first. */
  #digits(lower: number, upper: number, scale: number): void {
    let width = upper > 0 ? 8 : widthOf(lower);
    let low = lower;
    let left = low === 0 && upper === 0 ? 0 : scale;
    for (; left > 0; left--, width--) {
      const next = (low / 10) | 0;
      if (next * 10 !== low) break;
      low = next;
    }
    const whole = upper > 0 ? width + widthOf(upper) : width;
    const length = left === 0 ? whole : Math.max(whole, left + 1) + 1;
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start + length;
    this.#at = at;
    let high = upper;
    for (let k = 0; at > start; k++) {
      if (k === left && k > 0) bytes[--at] = point;
      if (k === width) {
        low = high;
        high = 0;
      }
      const next = (low / 10) | 0;
      bytes[--at] = zero + low - next * 10;
      low = next;
    }
  }

  /** How many bytes were written so far. */
  get position(): number {
    return this.#passed + this.#at;
  }

  /** Writes once more what stands between two positions. False, and nothing is written, where that was handed on. */
  again(from: number, to: number): boolean {
    if (this.#at + to - from > this.#bytes.length || from < this.#passed) return false;
    const bytes = this.#bytes;
    const end = to - this.#passed;
    let at = this.#at;
    for (let k = from - this.#passed; k < end; k++) bytes[at++] = bytes[k]!;
    this.#at = at;
    return true;
  }

  /** Hands on what is left. */
  end(): void {
    if (this.#at > 0) this.#full(this.#bytes.subarray(0, this.#at));
    this.#passed += this.#at;
    this.#at = 0;
  }

  #reserve(length: number): void {
    if (this.#at + length > this.#bytes.length) this.end();
  }

  /** Long or foreign text: as it comes, without the buffer. */
  #encode(text: string): void {
    this.end();
    const bytes = new TextEncoder().encode(text);
    this.#full(bytes);
    this.#passed += bytes.length;
  }
}

/** Digits of a whole number below 2^31. */
function widthOf(value: number): number {
  if (value < 1e4) return value < 100 ? (value < 10 ? 1 : 2) : value < 1000 ? 3 : 4;
  if (value < 1e8) return value < 1e6 ? (value < 1e5 ? 5 : 6) : value < 1e7 ? 7 : 8;
  return value < 1e9 ? 9 : 10;
}
