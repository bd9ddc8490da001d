import { ensure } from '../util/assert.ts';

/** Texts that come again and again, as numbers. */
export class Words<T extends string> {
  readonly #codes = new Map<T, number>();
  readonly #words: T[] = [];
  #last: T | undefined;
  #lastCode = 0;

  /** The number of a text: from 0 on, in the order they first came. */
  codeOf(word: T): number {
    if (word === this.#last) return this.#lastCode;
    let code = this.#codes.get(word);
    if (code === undefined) {
      code = this.#words.length;
      this.#codes.set(word, code);
      this.#words.push(word);
    }
    this.#last = word;
    this.#lastCode = code;
    return code;
  }

  /** The text of a number that `codeOf` gave. */
  wordOf(code: number): T {
    return ensure(this.#words[code], 'word', code);
  }
}
