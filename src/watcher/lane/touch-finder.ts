import { type MinuteColumns, type TickBlock, groupSize } from '../../market/tick-block.ts';
import { Band, type Kernel, Range } from './kernel.ts';
import type { TouchPrices } from './lane.ts';

const most = 2_147_483_647;

/**
 * Finds the next tick that touches a price of interest: rows first, then groups of 256, then ticks, so that ticks
 * nobody asks about are never decoded.
 */
export class TouchFinder {
  readonly bid = new Band();
  readonly ask = new Band();
  readonly #kernel: Kernel;
  readonly #factor: number = NaN;
  readonly #isQuote: boolean;
  readonly #range = new Range();
  readonly #bands: { bid: Band; ask: Band };

  /** @param factor ticks of the instrument in one price unit of the tape */
  constructor(kernel: Kernel, factor: number, isQuote: boolean) {
    this.#kernel = kernel;
    this.#factor = factor;
    this.#isQuote = isQuote;
    this.#bands = { bid: this.bid, ask: this.ask };
  }

  /** Takes the prices of interest over, in units of the tape: the nearest unit at or beyond each. */
  aim(touch: TouchPrices): void {
    if (this.#isQuote) {
      this.bid.up = this.#above(touch.sellAbove);
      this.bid.down = this.#below(touch.sellBelow);
      this.ask.up = this.#above(touch.buyAbove);
      this.ask.down = this.#below(touch.buyBelow);
      return;
    }
    this.bid.up = this.#above(Math.min(touch.sellAbove, touch.buyAbove));
    this.bid.down = this.#below(Math.max(touch.sellBelow, touch.buyBelow));
  }

  /** First touch in [from, to), which begins in row `row`; `to` when there is none. */
  find(block: TickBlock, rows: MinuteColumns, row: number, range: Range): number {
    let at = range.from;
    let k = row;
    while (at < range.to) {
      const rowEnd = k + 1 < rows.count ? rows.first[k + 1]! : block.count;
      const end = rowEnd < range.to ? rowEnd : range.to;
      const isWhole = at === rows.first[k]! && end === rowEnd;
      if (!isWhole || this.#rowTouches(rows, k)) {
        const found = this.#scan(block, at, end);
        if (found < end) return found;
      }
      at = end;
      k++;
    }
    return range.to;
  }

  #rowTouches(rows: MinuteColumns, k: number): boolean {
    if (rows.high[k]! >= this.bid.up || rows.low[k]! <= this.bid.down) return true;
    return this.#isQuote && (rows.askHigh[k]! >= this.ask.up || rows.askLow[k]! <= this.ask.down);
  }

  #scan(block: TickBlock, from: number, to: number): number {
    const { groups } = block;
    let at = from;
    while (at < to) {
      const group = Math.floor(at / groupSize);
      const groupEnd = (group + 1) * groupSize;
      const end = groupEnd < to ? groupEnd : to;
      const g = group * 4;
      const touches =
        groups[g + 1]! >= this.bid.up ||
        groups[g]! <= this.bid.down ||
        (this.#isQuote && (groups[g + 3]! >= this.ask.up || groups[g + 2]! <= this.ask.down));
      if (touches) {
        const found = this.#first(block, at, end);
        if (found < end) return found;
      }
      at = end;
    }
    return to;
  }

  #first(block: TickBlock, from: number, to: number): number {
    block.decode(from, to);
    const { price, ask } = block.columns;
    if (!this.#isQuote) return this.#kernel.firstTouch(price, from, to, this.bid);
    this.#range.from = from;
    this.#range.to = to;
    return this.#kernel.firstQuoteTouch(price, ask, this.#range, this.#bands);
  }

  #above(ticks: number): number {
    return ticks === Infinity ? most : Math.min(most, Math.ceil(ticks / this.#factor));
  }

  #below(ticks: number): number {
    return ticks === -Infinity ? -most : Math.max(-most, Math.floor(ticks / this.#factor));
  }
}
