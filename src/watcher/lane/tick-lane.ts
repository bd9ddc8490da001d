import { type BarRow, Row } from '../../market/bar.ts';
import { groupSize, type MinuteColumns, type TickBlock, type TickSource } from '../../market/tick-block.ts';
import { type Kernel, Range, Span } from './kernel.ts';
import { type Lane, type LaneTarget, PriceRange, type SpanHandler, closeKey, keyTime, tickKey } from './lane.ts';
import { RestRow } from './rest-row.ts';
import { fillRow, type RowFilling, rowsOf } from './rows.ts';
import { TouchFinder } from './touch-finder.ts';

/** What a tick lane is made of. */
export interface TickLaneParts {
  readonly market: number;
  readonly source: TickSource;
  readonly target: LaneTarget;
  readonly kernel: Kernel;
  /** Ticks of the instrument in one price unit of the tape: a whole factor. */
  readonly factor: number;
  /** Length of the rows that bars are made of, ms. */
  readonly rowMillis: number;
  /** Which side of quotes bars are made of. */
  readonly side: 'bid' | 'ask';
  /** Wants every tick; `undefined` where touches are enough. */
  readonly handler: SpanHandler | undefined;
}

/**
 * A market whose data are ticks. Its next event is the close of the earliest open bar, the first tick that touches a
 * price of interest, or the end of its block; every tick only where a handler asks for them.
 */
export class TickLane implements Lane {
  readonly market: number = 0;
  readonly path: 'next-event' | 'span';
  readonly frame = undefined;
  readonly isQuote: boolean;
  readonly tellsVolume: boolean;
  readonly next = Float64Array.of(Infinity);
  ticks = 0;
  bars = 0;
  readonly #source: TickSource;
  readonly #target: LaneTarget;
  readonly #kernel: Kernel;
  readonly #factor: number = NaN;
  readonly #rowMillis: number = 0;
  readonly #filling: RowFilling;
  readonly #handler: SpanHandler | undefined;
  readonly #finder: TouchFinder;
  readonly #row = new Row();
  readonly #range = new Range();
  readonly #span = new Span();
  readonly #askSpan = new Span();
  readonly #passedRange = new PriceRange();
  readonly #rest: RestRow;
  #block: TickBlock | undefined;
  #rows: MinuteColumns | undefined;
  /** First tick not yet matched. */
  #at = 0;
  /** First tick whose price the open trades have not been told. */
  #told = 0;
  /** First row not yet handed to the series. */
  #pending = 0;
  /** Ticks before it pass until the close that is planned. */
  #limit = 0;
  #event: 'close' | 'tick' | 'block' = 'close';
  #tick = 0;
  #done = -Infinity;

  constructor(parts: TickLaneParts) {
    this.market = parts.market;
    this.path = parts.handler === undefined ? 'next-event' : 'span';
    this.#source = parts.source;
    this.#target = parts.target;
    this.#kernel = parts.kernel;
    this.#factor = parts.factor;
    this.#rowMillis = parts.rowMillis;
    this.isQuote = parts.source.kind === 'quote';
    this.tellsVolume = !this.isQuote;
    this.#filling = { factor: parts.factor, usesAsk: parts.side === 'ask' && this.isQuote };
    this.#handler = parts.handler;
    this.#rest = new RestRow(parts.kernel, this.#filling);
    this.#finder = new TouchFinder(parts.kernel, parts.factor, this.isQuote);
    this.plan(-Infinity, false);
  }

  get doneKey(): number {
    return this.#done;
  }

  plan(after: number, behind: boolean): void {
    if (this.#block === undefined) this.#load();
    if (after > this.#done) this.#skip(after, behind);
    const close = this.#planClose();
    const block = this.#block;
    if (block === undefined) {
      this.#event = 'close';
      this.next[0] = closeKey(close);
      return;
    }
    const tick = this.#at < this.#limit ? this.#nextTouch(block) : this.#limit;
    if (tick < this.#limit) {
      block.decode(tick, tick + 1);
      this.#event = 'tick';
      this.#tick = tick;
      this.next[0] = tickKey(block.baseTime + block.columns.offset[tick]!);
    } else if (this.#limit === block.count && close > block.lastTime) {
      this.#event = 'block';
      this.next[0] = tickKey(block.lastTime);
    } else {
      this.#event = 'close';
      this.next[0] = closeKey(close);
    }
  }

  run(limit: number): void {
    this.#done = this.next[0]!;
    this.#target.advance(keyTime(this.#done));
    if (this.#event === 'block') {
      this.#absorbRows(Infinity);
      this.#load();
      return;
    }
    const block = this.#block!;
    if (this.#handler !== undefined) {
      this.#runSpan(block, this.#handler, limit);
      return;
    }
    this.#touch(block, this.#tick);
    this.#at = this.#tick + 1;
  }

  touches(): boolean {
    return false;
  }

  prepare(): void {
    // Ticks move the market themselves.
  }

  first(): number | undefined {
    const block = this.#block;
    if (block === undefined || block.count === 0) return undefined;
    block.decode(0, 1);
    return block.columns.price[0]! * this.#factor;
  }

  match(): void {
    // Ticks were matched as they passed.
  }

  absorb(): void {
    this.#done = Math.max(this.#done, this.next[0]!);
    this.#absorbRows(keyTime(this.next[0]!));
  }

  underway(): undefined {
    return undefined;
  }

  refresh(time: number): void {
    this.#skip(closeKey(time), false);
    const block = this.#block;
    if (block === undefined || this.#at === 0) return;
    block.decode(this.#at - 1, this.#at);
    const { price, ask } = block.columns;
    this.#target.quote(price[this.#at - 1]! * this.#factor, ask[this.#at - 1]! * this.#factor);
  }

  reach(time: number, range: PriceRange): boolean {
    const rows = this.#rows;
    const block = this.#block;
    if (rows === undefined || block === undefined || this.#at >= block.count) return false;
    let [low, high, askLow, askHigh] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let row = this.#rowOf(this.#at); row < rows.count && rows.time[row]! < time; row++) {
      low = Math.min(low, rows.low[row]!);
      high = Math.max(high, rows.high[row]!);
      askLow = Math.min(askLow, rows.askLow[row]!);
      askHigh = Math.max(askHigh, rows.askHigh[row]!);
    }
    if (low === Infinity) return false;
    range.bidLow = low * this.#factor;
    range.bidHigh = high * this.#factor;
    range.askLow = askLow * this.#factor;
    range.askHigh = askHigh * this.#factor;
    return true;
  }

  unabsorbed(time: number | undefined): BarRow | undefined {
    const [block, rows] = [this.#block, this.#rows];
    if (block === undefined || rows === undefined) return undefined;
    const rest = { block, rows, pending: this.#pending };
    return this.#rest.upTo(rest, time === undefined ? this.#target.shown[0]! : this.#rest.indexAt(rest, time));
  }

  close(): void {
    this.#source.close();
  }

  #load(): void {
    this.#block = this.#source.next();
    this.#rest.reset();
    this.#at = 0;
    this.#told = 0;
    this.#pending = 0;
    this.#limit = 0;
    this.#rows = this.#block === undefined ? undefined : rowsOf(this.#block, this.#rowMillis, this.#kernel);
  }

  /** The next moment a bar closes, and the ticks that pass before it. */
  #planClose(): number {
    let close = this.#target.openEnd();
    const rows = this.#rows;
    if (rows === undefined) return close;
    let row = this.#pending;
    if (row < rows.count && rows.time[row]! < close) close = Math.min(close, this.#target.endFor(rows.time[row]!));
    while (row < rows.count && rows.time[row]! < close) row++;
    this.#limit = row < rows.count ? rows.first[row]! : this.#block!.count;
    return close;
  }

  #nextTouch(block: TickBlock): number {
    if (this.#handler !== undefined) return this.#at;
    const touch = this.#target.touch();
    if (touch.nextTick) return this.#at;
    if (touch.isEmpty) return this.#limit;
    this.#finder.aim(touch);
    this.#range.from = this.#at;
    this.#range.to = this.#limit;
    return this.#finder.find(block, this.#rows!, this.#rowOf(this.#at), this.#range);
  }

  #rowOf(tick: number): number {
    const { first, count } = this.#rows!;
    let row = this.#pending;
    while (row + 1 < count && first[row + 1]! <= tick) row++;
    return row;
  }

  /** Leaves out ticks that lie before an event elsewhere: an order that came with it must not see them. */
  #skip(after: number, behind: boolean): void {
    const block = this.#block;
    if (block === undefined || this.#at >= block.count) return;
    // The first key that may still be seen: ticks of the same moment count where this lane has its turn later.
    const firstTime = Math.ceil((after - 1) / 2) + (after % 2 !== 0 && behind ? 1 : 0);
    if (firstTime > block.lastTime) {
      this.#at = block.count;
      return;
    }
    const { first, time, count } = this.#rows!;
    let row = this.#rowOf(this.#at);
    while (row + 1 < count && time[row + 1]! <= firstTime) row++;
    const from = Math.max(this.#at, first[row]!);
    const to = row + 1 < count ? first[row + 1]! : block.count;
    block.decode(from, to);
    this.#at = this.#kernel.lowerBound(block.columns.offset, from, to, firstTime - block.baseTime);
  }

  #touch(block: TickBlock, index: number): void {
    this.#tell(block, index + 1);
    this.#target.shown[0] = index + 1;
    const { offset, price, ask, lots } = block.columns;
    const factor = this.#factor;
    this.#target.tick(block.baseTime + offset[index]!, price[index]! * factor, ask[index]! * factor, lots[index]!);
  }

  /** Every tick up to the planned close or the limit; stops early as soon as one of them caused something. */
  #runSpan(block: TickBlock, handler: SpanHandler, limit: number): void {
    const end = this.#limit;
    block.decode(this.#at, end);
    const latest = Math.min(end, this.#bound(block, limit, end));
    const touch = this.#target.touch();
    let next = this.#at;
    if (!touch.nextTick && latest > next) {
      this.#finder.aim(touch);
      this.#range.from = next;
      this.#range.to = latest;
      const touched = touch.isEmpty ? latest : this.#finder.find(block, this.#rows!, this.#rowOf(next), this.#range);
      const before = this.#target.revision();
      if (touched > next) next = handler(block, next, touched, false);
      if (next < touched || touched >= latest || this.#target.revision() !== before) return this.#passed(block, next);
    }
    this.#target.advance(block.baseTime + block.columns.offset[next]!);
    this.#touch(block, next);
    this.#passed(block, handler(block, next, next + 1, true));
  }

  #passed(block: TickBlock, next: number): void {
    this.#at = next;
    if (next > 0) this.#done = Math.max(this.#done, tickKey(block.baseTime + block.columns.offset[next - 1]!));
  }

  /** Ticks whose key lies before `limit`; at least the first. */
  #bound(block: TickBlock, limit: number, end: number): number {
    if (limit === Infinity) return end;
    const time = Math.ceil((limit - 1) / 2);
    const found = this.#kernel.lowerBound(block.columns.offset, this.#at, end, time - block.baseTime);
    return Math.max(found, this.#at + 1);
  }

  #absorbRows(time: number): void {
    const rows = this.#rows;
    const block = this.#block;
    if (rows === undefined || block === undefined) return;
    let k = this.#pending;
    const from = k < rows.count ? rows.first[k]! : block.count;
    while (k < rows.count && rows.time[k]! < time) this.#giveRow(rows, k++);
    if (k === this.#pending) return;
    this.#pending = k;
    const to = k < rows.count ? rows.first[k]! : block.count;
    this.ticks += to - from;
    this.#at = Math.max(this.#at, to);
    this.#tell(block, to);
    this.#target.quote(rows.close[k - 1]! * this.#factor, rows.askClose[k - 1]! * this.#factor);
  }

  /** Tells the open trades the prices of the ticks before `to`: whole rows by their extremes, parts tick by tick. */
  #tell(block: TickBlock, to: number): void {
    let from = this.#told;
    if (to <= from) return;
    this.#told = to;
    if (!this.#target.hasTrades()) return;
    const { first, count } = this.#rows!;
    for (let row = this.#rowAt(from); from < to; row++) {
      const rowEnd = row + 1 < count ? first[row + 1]! : block.count;
      const end = Math.min(rowEnd, to);
      if (from === first[row]! && end === rowEnd) this.#tellRow(row);
      else this.#tellTicks(block, from, end);
      from = end;
    }
  }

  #tellRow(row: number): void {
    const { high, low, askHigh, askLow } = this.#rows!;
    const factor = this.#factor;
    const range = this.#passedRange;
    range.bidHigh = high[row]! * factor;
    range.bidLow = low[row]! * factor;
    range.askHigh = askHigh[row]! * factor;
    range.askLow = askLow[row]! * factor;
    this.#target.passed(range);
  }

  /** Ticks [from, to): whole groups by the index, only what is cut of one tick by tick. */
  #tellTicks(block: TickBlock, from: number, to: number): void {
    let [low, high, askLow, askHigh] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let at = from; at < to;) {
      const group = Math.floor(at / groupSize);
      const last = Math.min((group + 1) * groupSize, block.count);
      const end = Math.min(last, to);
      if (at === group * groupSize && end === last) {
        low = Math.min(low, block.groups[group * 4]!);
        high = Math.max(high, block.groups[group * 4 + 1]!);
        askLow = Math.min(askLow, block.groups[group * 4 + 2]!);
        askHigh = Math.max(askHigh, block.groups[group * 4 + 3]!);
      } else {
        this.#lookAt(block, at, end);
        low = Math.min(low, this.#span.low);
        high = Math.max(high, this.#span.high);
        const asked = this.isQuote ? this.#askSpan : this.#span;
        askLow = Math.min(askLow, asked.low);
        askHigh = Math.max(askHigh, asked.high);
      }
      at = end;
    }
    const range = this.#passedRange;
    range.bidHigh = high * this.#factor;
    range.bidLow = low * this.#factor;
    range.askHigh = askHigh * this.#factor;
    range.askLow = askLow * this.#factor;
    this.#target.passed(range);
  }

  /** Sets the spans of bid and ask to what ticks [from, to) hold. */
  #lookAt(block: TickBlock, from: number, to: number): void {
    block.decode(from, to);
    const { price, ask, lots } = block.columns;
    this.#range.from = from;
    this.#range.to = to;
    this.#kernel.span(price, lots, this.#range, this.#span);
    if (this.isQuote) this.#kernel.span(ask, lots, this.#range, this.#askSpan);
  }

  /** The row of a tick, wherever it is: rows that were handed over are looked at, too. */
  #rowAt(tick: number): number {
    const { first, count } = this.#rows!;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (first[middle]! <= tick) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #giveRow(rows: MinuteColumns, k: number): void {
    fillRow(this.#row, rows, k, this.#filling);
    this.bars++;
    this.#target.row(this.#row);
  }
}
