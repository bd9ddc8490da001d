import { type BarBlock, type BarRow, type BarSource, Row } from '../../market/bar.ts';
import { type Timeframe, barEnd } from '../../market/timeframe.ts';
import { BarSpan, type Lane, type LaneTarget, PriceRange, closeKey } from './lane.ts';

/** Most bars that pass before the engine has its say again. */
const mostBars = 4096;

/** A market whose data are closed bars: one event a bar, at its end. */
export class BarLane implements Lane {
  readonly market: number = 0;
  readonly path = 'bars';
  readonly frame: Timeframe;
  readonly isQuote = false;
  readonly tellsVolume: boolean;
  readonly ticks = 0;
  doneKey = -Infinity;
  readonly next = Float64Array.of(Infinity);
  bars = 0;
  readonly #source: BarSource;
  readonly #target: LaneTarget;
  readonly #scale: (step: string) => { price: number };
  readonly #until: number = NaN;
  readonly #row = new Row();
  readonly #range = new PriceRange();
  /** Filled anew for each look. */
  readonly #span = new BarSpan();
  #block: BarBlock | undefined;
  #factor = 1;
  #at = 0;
  /** The last bar of the block that passes at all; −1: none. */
  #last = -1;
  /** Bars of the block whose prices were shown; fewer than passed, where they passed ahead. */
  #shown = 0;
  /** Up to when, and between which prices, the bars were looked at last. */
  #reachedTo = NaN;
  #high = NaN;
  #low = NaN;
  #end = Infinity;
  /** The next event is the end of its own bar, and not only of a longer one that lies open. */
  #isOwn = false;

  /** @param scale price units of a block in ticks of the instrument: a whole factor */
  constructor(parts: {
    market: number;
    source: BarSource;
    frame: Timeframe;
    target: LaneTarget;
    scale: (step: string) => { price: number };
    until: number;
  }) {
    this.market = parts.market;
    this.#source = parts.source;
    this.frame = parts.frame;
    this.#target = parts.target;
    this.#scale = parts.scale;
    this.#until = parts.until;
    this.#load();
    this.tellsVolume = this.#block === undefined || hasVolume(this.#block);
    this.plan();
  }

  plan(): void {
    const waits = this.#target.waitsFor();
    if (!Number.isNaN(waits)) {
      this.#isOwn = false;
      this.next[0] = closeKey(waits);
      return;
    }
    const open = this.#target.openEnd();
    const end = this.#end;
    this.#isOwn = end <= open && end !== Infinity;
    this.next[0] = closeKey(end < open ? end : open);
  }

  first(): number | undefined {
    return this.#end === Infinity ? undefined : this.#row.open;
  }

  /** Bars that fill nothing, one after the other, for as long as nobody says anything about them. */
  run(limit: number, ahead = limit): void {
    const target = this.#target;
    const row = this.#row;
    const before = target.revision();
    for (let left = mostBars; left > 0 && this.next[0]! < ahead; left--) {
      if (!this.#isOwn) return;
      const taken = this.#take(ahead, left, ahead > limit);
      if (taken > 0) {
        left -= taken - 1;
        if (target.revision() !== before) return;
        continue;
      }
      if (!(this.next[0]! < limit) || target.isTouched(row)) return;
      this.doneKey = this.next[0]!;
      target.advance(this.#end);
      this.absorb();
      target.closed();
      this.plan();
      if (target.revision() !== before) return;
    }
  }

  /** Lets the target take as many bars at once as it can. @returns how many */
  #take(limit: number, most: number, isAhead: boolean): number {
    const block = this.#block!;
    const from = this.#at;
    // What passed ahead is looked at again, so the last bar of a block, or of the run, waits for its turn.
    const to = Math.min(isAhead ? this.#last : block.count, from + most);
    if (from >= to) return 0;
    const before = Math.min(limit * 0.5, this.#until + 1);
    if (!isAhead) this.refresh(Infinity);
    const span = this.#span;
    span.from = from;
    span.to = to;
    span.limit = before;
    span.factor = this.#factor;
    span.isAhead = isAhead;
    const at = this.#target.take(block, span);
    if (at === from) return 0;
    this.bars += at - from;
    this.#at = at;
    if (!isAhead) {
      this.#shown = at;
      this.doneKey = closeKey(block.time[at - 1]! + this.frame.millis);
    }
    this.#next();
    if (!isAhead) this.#target.settle();
    this.plan();
    return at - from;
  }

  touches(): boolean {
    return this.#isOwn && this.#target.isTouched(this.#row);
  }

  prepare(): void {
    if (!this.#isOwn) return;
    this.refresh(Infinity);
    this.#target.open(this.#row);
  }

  match(): void {
    if (this.#isOwn) this.#target.bar(this.#row);
  }

  absorb(): void {
    if (!this.#isOwn) return;
    this.#isOwn = false;
    this.#target.barPassed(this.#row);
    this.#target.row(this.#row);
    if (this.#target.hasTrades()) this.#tell();
    this.bars++;
    this.#at++;
    this.#shown = this.#at;
    this.#next();
  }

  #tell(): void {
    const { high, low } = this.#row;
    const range = this.#range;
    range.bidHigh = high;
    range.bidLow = low;
    range.askHigh = high;
    range.askLow = low;
    this.#target.passed(range);
  }

  underway(time: number): BarRow | undefined {
    return this.#end !== Infinity && this.#row.time < time ? this.#row : undefined;
  }

  /** The last close is all there is to know until the next one, but for bars that passed ahead. */
  refresh(time: number, isMatching = false): void {
    const at = this.#at;
    if (this.#shown === at) return;
    const block = this.#block!;
    const before = this.#shown;
    const { millis } = this.frame;
    while (this.#shown < at && block.time[this.#shown]! + millis < time) this.#shown++;
    const shown = this.#shown;
    // While bars are matched, all that end now stand at their opens.
    if (isMatching && shown < at && block.time[shown]! + millis === time)
      this.#target.show(block.open[shown]! * this.#factor);
    else if (shown > before) this.#target.show(block.close[shown - 1]! * this.#factor);
  }

  /** Bids and asks are equal where bars may pass ahead. What was found is kept for the next one who asks about that time. */
  reach(time: number, range: PriceRange): boolean {
    if (time !== this.#reachedTo && !this.#look(time)) return false;
    range.bidHigh = this.#high;
    range.askHigh = this.#high;
    range.bidLow = this.#low;
    range.askLow = this.#low;
    return true;
  }

  #look(time: number): boolean {
    const block = this.#block;
    const { millis } = this.frame;
    let high = -Infinity;
    let low = Infinity;
    this.#reachedTo = NaN;
    // A bar that ends later has to be known, or there may be others before it.
    if (block !== undefined && !(block.time[block.count - 1]! + millis >= time)) return false;
    for (let k = this.#shown; block !== undefined && k < block.count && block.time[k]! + millis <= time; k++) {
      if (block.high[k]! > high) high = block.high[k]!;
      if (block.low[k]! < low) low = block.low[k]!;
    }
    this.#high = high * this.#factor;
    this.#low = low * this.#factor;
    this.#reachedTo = time;
    return true;
  }

  unabsorbed(): undefined {
    // A bar passes whole.
  }

  close(): void {
    this.#source.close();
  }

  #load(): void {
    this.#block = this.#source.next();
    this.#at = 0;
    this.#shown = 0;
    this.#reachedTo = NaN;
    if (this.#block !== undefined) {
      this.#factor = this.#scale(this.#block.priceStep).price;
      this.#last = this.#block.count - 1;
      while (this.#last >= 0 && this.#endOf(this.#block.time[this.#last]!) > this.#until) this.#last--;
    }
    this.#next();
  }

  #endOf(time: number): number {
    const { millis } = this.frame;
    return millis !== 0 ? time + millis : barEnd(this.frame, time);
  }

  #next(): void {
    const block = this.#block;
    if (block === undefined) {
      this.#end = Infinity;
      return;
    }
    const at = this.#at;
    if (at >= block.count) {
      this.#load();
      return;
    }
    const row = this.#row;
    const factor = this.#factor;
    row.time = block.time[at]!;
    row.open = block.open[at]! * factor;
    row.high = block.high[at]! * factor;
    row.low = block.low[at]! * factor;
    row.close = block.close[at]! * factor;
    row.lots = block.volume[at]!;
    this.#end = this.#endOf(row.time);
    if (this.#end > this.#until) this.#end = Infinity;
  }
}

function hasVolume({ volume, count }: BarBlock): boolean {
  return volume.subarray(0, count).some((each) => each > 0);
}
