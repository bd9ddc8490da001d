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
  readonly #digits = new Uint8Array(32);
  #at = 0;

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
    const bytes = this.#bytes;
    const digits = this.#digits;
    if (value < 0) bytes[this.#at++] = minus;
    const size = value < 0 ? -value : value;
    // Two halves that fit 32 bits each: division of such integers is quick.
    const upper = Math.floor(size / 1e8);
    let lower = (size - upper * 1e8) | 0;
    let count = 0;
    for (; lower > 0; lower = (lower / 10) | 0) digits[count++] = lower % 10;
    if (upper > 0) {
      while (count < 8) digits[count++] = 0;
      for (let rest = upper | 0; rest > 0; rest = (rest / 10) | 0) digits[count++] = rest % 10;
    }
    while (count <= scale) digits[count++] = 0;
    let end = 0;
    while (end < scale && digits[end] === 0) end++;
    let at = this.#at;
    for (let k = count - 1; k >= end; k--) {
      if (k === scale - 1) bytes[at++] = point;
      bytes[at++] = zero + digits[k]!;
    }
    this.#at = at;
  }

  /** Hands on what is left. */
  end(): void {
    if (this.#at > 0) this.#full(this.#bytes.subarray(0, this.#at));
    this.#at = 0;
  }

  #reserve(length: number): void {
    if (this.#at + length > this.#bytes.length) this.end();
  }

  /** Long or foreign text: as it comes, without the buffer. */
  #encode(text: string): void {
    this.end();
    this.#full(new TextEncoder().encode(text));
  }
}
