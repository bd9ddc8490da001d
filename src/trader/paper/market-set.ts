/** Markets by index, each once: cheap to add to again and again, and to empty. */
export class MarketSet {
  readonly #isIn: Uint8Array;
  readonly #list: Int32Array;
  #count = 0;

  /** @param markets how many there are */
  constructor(markets: number) {
    this.#isIn = new Uint8Array(markets);
    this.#list = new Int32Array(markets);
  }

  get size(): number {
    return this.#count;
  }

  add(market: number): void {
    if (this.#isIn[market] === 1) return;
    this.#isIn[market] = 1;
    this.#list[this.#count++] = market;
  }

  delete(market: number): void {
    if (this.#isIn[market] !== 1) return;
    this.#isIn[market] = 0;
    this.#list[this.#list.indexOf(market)] = this.#list[--this.#count]!;
  }

  /** Takes one out; −1 when there is none. */
  take(): number {
    if (this.#count === 0) return -1;
    const market = this.#list[--this.#count]!;
    this.#isIn[market] = 0;
    return market;
  }
}
