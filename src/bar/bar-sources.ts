import type { BarBlock, BarSource } from '../market/bar.ts';
import type { MinuteColumns, TickBlock, TickSource } from '../market/tick-block.ts';
import { divides, parseTimeframe, timeframe, type Timeframe } from '../market/timeframe.ts';
import { assert } from '../util/assert.ts';
import { type BarColumns, BarRoll } from './bar-roll.ts';
import { BarWriter } from './bar-writer.ts';

const minute = timeframe('1m');

/** Which price of a tape: `bid` is also the print of a trade tape. */
export type TapeSide = 'bid' | 'ask';

/**
 * Bars of a tape. Minutes and coarser come from the tape's minute index, so no tick is decoded; finer ones read every
 * tick. The last bar holds what the tape holds, whole or not.
 */
export function barsOfTicks(source: TickSource, frame: Timeframe, side: TapeSide = 'bid'): BarSource {
  const writer = new BarWriter(source.scale.priceStep, source.scale.lotStep);
  const byMinute = divides(minute, frame);
  const make = byMinute ? new MinuteReader(source, side) : new TickReader(source, side);
  return rolled(make, { writer, roll: new BarRoll(frame), close: () => source.close() });
}

/**
 * Coarser bars of finer ones. The last bar holds what the source holds, whole or not.
 *
 * @throws AssertionError when bars of `frame` are not made of whole bars of the source, both lying where `frame` does.
 */
export function barsOfBars(source: BarSource, frame: Timeframe): BarSource {
  const fine = parseTimeframe(source.timeframe);
  assert(fine !== undefined && divides(fine, frame), `bars of ${frame.name} are not made of whole ${source.timeframe} bars`);
  const close = (): void => source.close();
  const first = source.next();
  const writer = new BarWriter(first?.priceStep ?? '1', first?.volumeStep ?? '1');
  return rolled(new BarReader(source, first), { writer, roll: new BarRoll(frame), close });
}

/** Feeds a roll until the writer is full. @returns false at the end of the data. */
interface Feed {
  fill(roll: BarRoll, writer: BarWriter): boolean;
}

function rolled(feed: Feed, parts: { writer: BarWriter; roll: BarRoll; close: () => void }): BarSource {
  const { writer, roll, close } = parts;
  let more = true;
  const next = (): BarBlock | undefined => {
    if (more) more = feed.fill(roll, writer);
    // The writer may be full at the very end; the last bar then comes alone.
    if (!more && !writer.isFull && roll.flush()) writer.push(roll.closed);
    return writer.take();
  };
  return { timeframe: roll.frame.name, next, close };
}

class BarReader implements Feed {
  readonly #source: BarSource;
  #block: BarBlock | undefined;
  #row = 0;

  constructor(source: BarSource, first: BarBlock | undefined) {
    this.#source = source;
    this.#block = first;
  }

  fill(roll: BarRoll, writer: BarWriter): boolean {
    for (;;) {
      const block = this.#block;
      if (block === undefined) return false;
      while (this.#row < block.count) {
        if (roll.addRow(block, this.#row++)) writer.push(roll.closed);
        if (writer.isFull) return true;
      }
      this.#block = this.#source.next();
      this.#row = 0;
    }
  }
}

class MinuteReader implements Feed {
  readonly #source: TickSource;
  readonly #side: TapeSide;
  #columns: BarColumns | undefined;
  #count = 0;
  #row = 0;

  constructor(source: TickSource, side: TapeSide) {
    this.#source = source;
    this.#side = side;
  }

  fill(roll: BarRoll, writer: BarWriter): boolean {
    for (;;) {
      const columns = this.#columns;
      while (columns !== undefined && this.#row < this.#count) {
        if (roll.addRow(columns, this.#row++)) writer.push(roll.closed);
        if (writer.isFull) return true;
      }
      const minutes = this.#source.next()?.minutes;
      if (minutes === undefined) return false;
      this.#columns = this.#side === 'ask' ? askOf(minutes) : minutes;
      this.#count = minutes.count;
      this.#row = 0;
    }
  }
}

function askOf(minutes: MinuteColumns): BarColumns {
  const { time, askOpen, askHigh, askLow, askClose, volume } = minutes;
  return { time, open: askOpen, high: askHigh, low: askLow, close: askClose, volume };
}

class TickReader implements Feed {
  readonly #source: TickSource;
  readonly #side: TapeSide;
  #block: TickBlock | undefined;
  #row = 0;

  constructor(source: TickSource, side: TapeSide) {
    this.#source = source;
    this.#side = side;
  }

  fill(roll: BarRoll, writer: BarWriter): boolean {
    for (;;) {
      const block = this.#block;
      if (block !== undefined && this.#read(block, roll, writer)) return true;
      this.#block = this.#source.next();
      this.#row = 0;
      if (this.#block === undefined) return false;
      this.#block.decode(0, this.#block.count);
    }
  }

  #read(block: TickBlock, roll: BarRoll, writer: BarWriter): boolean {
    const { offset, lots, price, ask } = block.columns;
    const prices = this.#side === 'ask' ? ask : price;
    while (this.#row < block.count) {
      const row = this.#row++;
      if (roll.addPrice(block.baseTime + offset[row]!, prices[row]!, lots[row]!)) writer.push(roll.closed);
      if (writer.isFull) return true;
    }
    return false;
  }
}
