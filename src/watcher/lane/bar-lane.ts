import { type BarBlock, type BarRow, type BarSource, Row } from '../../market/bar.ts';
import { type Timeframe, barEnd } from '../../market/timeframe.ts';
import { type Lane, type LaneTarget, PriceRange, closeKey } from './lane.ts';

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
  #block: BarBlock | undefined;
  #factor = 1;
  #at = 0;
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
    const open = this.#target.openEnd();
    const end = this.#end;
    this.#isOwn = end <= open && end !== Infinity;
    this.next[0] = closeKey(end < open ? end : open);
  }

  first(): number | undefined {
    return this.#end === Infinity ? undefined : this.#row.open;
  }

  /** Bars that fill nothing, one after the other, for as long as nobody says anything about them. */
  run(limit: number): void {
    const target = this.#target;
    const row = this.#row;
    const before = target.revision();
    for (let left = mostBars; left > 0 && this.next[0]! < limit; left--) {
      if (!this.#isOwn) return;
      const taken = this.#take(limit, left);
      if (taken > 0) {
        left -= taken - 1;
        if (target.revision() !== before) return;
        continue;
      }
      if (target.isTouched(row)) return;
      this.doneKey = this.next[0]!;
      target.advance(this.#end);
      this.absorb();
      target.closed();
      this.plan();
      if (target.revision() !== before) return;
    }
  }

  /** Lets the target take as many bars at once as it can. @returns how many */
  #take(limit: number, most: number): number {
    const block = this.#block!;
    const from = this.#at;
    const to = Math.min(block.count, from + most);
    const before = Math.min(limit * 0.5, this.#until + 1);
    const at = this.#target.take(block, { from, to, limit: before, factor: this.#factor });
    if (at === from) return 0;
    this.doneKey = closeKey(block.time[at - 1]! + this.frame.millis);
    this.bars += at - from;
    this.#at = at;
    this.#next();
    this.#target.settle();
    this.plan();
    return at - from;
  }

  touches(): boolean {
    return this.#isOwn && this.#target.isTouched(this.#row);
  }

  prepare(): void {
    if (this.#isOwn) this.#target.open(this.#row);
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

  refresh(): void {
    // The last close is all there is to know until the next one.
  }

  reach(): boolean {
    return false;
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
    if (this.#block !== undefined) this.#factor = this.#scale(this.#block.priceStep).price;
    this.#next();
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
    const { millis } = this.frame;
    this.#end = millis !== 0 ? row.time + millis : barEnd(this.frame, row.time);
    if (this.#end > this.#until) {
      this.#block = undefined;
      this.#end = Infinity;
    }
  }
}

function hasVolume({ volume, count }: BarBlock): boolean {
  return volume.subarray(0, count).some((each) => each > 0);
}
