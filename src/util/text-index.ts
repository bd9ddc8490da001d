import { assert } from './assert.ts';
import { hash32 } from './random.ts';

/** Of the slots so many may be taken: beyond that looking something up takes longer and longer. */
const fullest = 0.5;

/**
 * Numbers texts from 0 on, each once, and finds the number of a text. Does what a `Map` does for texts that were put
 * together a moment ago, in half the time, and outside of the collector's memory.
 */
export class TextIndex {
  readonly #texts: (string | undefined)[] = [];
  /** Of each text. */
  #hashes = new Int32Array(64);
  /** By hash, or in the first free slot after it: number + 1; 0 where there is none. */
  #slots = new Int32Array(128);
  #size = 0;
  /** What was looked up last: most often it is added next. */
  #last = '';
  #lastHash = hash32('') | 0;

  /** Texts that are there. */
  get size(): number {
    return this.#size;
  }

  /** Numbers given so far: those of texts that are there no more are not given again. */
  get end(): number {
    return this.#texts.length;
  }

  /** The text of a number; `undefined` when it is there no more. */
  textOf(number: number): string | undefined {
    return this.#texts[number];
  }

  /** The number of a text; −1 when it is not there. */
  find(text: string): number {
    const hash = this.#hashOf(text);
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let at = hash & mask; slots[at] !== 0; at = (at + 1) & mask) {
      const number = slots[at]! - 1;
      if (this.#hashes[number] === hash && this.#texts[number] === text) return number;
    }
    return -1;
  }

  /** Takes in a text that is not there. @returns its number */
  add(text: string): number {
    assert(this.find(text) < 0, `${text} has a number already`);
    const number = this.#texts.length;
    if (number >= this.#slots.length * fullest) this.#grow();
    this.#texts.push(text);
    this.#hashes[number] = this.#lastHash;
    this.#put(number, this.#lastHash);
    this.#size++;
    return number;
  }

  /** Takes out the text of a number. */
  remove(number: number): void {
    if (this.#texts[number] === undefined) return;
    this.#texts[number] = undefined;
    this.#size--;
  }

  #hashOf(text: string): number {
    if (text === this.#last) return this.#lastHash;
    this.#last = text;
    this.#lastHash = hash32(text) | 0;
    return this.#lastHash;
  }

  #put(number: number, hash: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let at = hash & mask;
    while (slots[at] !== 0) at = (at + 1) & mask;
    slots[at] = number + 1;
  }

  #grow(): void {
    const hashes = new Int32Array(this.#hashes.length * 2);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let number = 0; number < this.#texts.length; number++) this.#put(number, hashes[number]!);
  }
}
