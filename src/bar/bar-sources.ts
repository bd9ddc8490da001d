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
  const nextMinutes = (): Rows | undefined => {
    const minutes = source.next()?.minutes;
    return minutes === undefined || side === 'bid' ? minutes : askOf(minutes);
  };
  const feed = divides(minute, frame) ? new RowFeed(nextMinutes) : new TickFeed(source, side);
  return rolled(feed, { writer, roll: new BarRoll(frame), close: () => source.close() });
}

/**
 * Coarser bars of finer ones. The last bar holds what the source holds, whole or not. Minutes without trades that a
 * venue filled in have no say (see `BarRoll`).
 *
 * @throws AssertionError when bars of `frame` are not made of whole bars of the source.
 */
export function barsOfBars(source: BarSource, frame: Timeframe): BarSource {
  const fine = parseTimeframe(source.timeframe);
  assert(fine !== undefined && divides(fine, frame), `${frame.name} bars are not made of ${source.timeframe} bars`);
  let first = source.next();
  const next = (): Rows | undefined => {
    const block = first ?? source.next();
    first = undefined;
    return block;
  };
  const writer = new BarWriter(first?.priceStep ?? '1', first?.volumeStep ?? '1');
  const roll = new BarRoll(frame, { passesUntraded: true });
  return rolled(new RowFeed(next), { writer, roll, close: () => source.close() });
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
    if (!more && roll.flush()) writer.push(roll.closed);
    return writer.take();
  };
  return { timeframe: roll.frame.name, next, close };
}

type Rows = BarColumns & { readonly count: number };

class RowFeed implements Feed {
  readonly #next: () => Rows | undefined;
  #rows: Rows | undefined;
  #row = 0;

  constructor(next: () => Rows | undefined) {
    this.#next = next;
    this.#rows = next();
  }

  fill(roll: BarRoll, writer: BarWriter): boolean {
    for (let rows = this.#rows; rows !== undefined; rows = this.#rows) {
      while (this.#row < rows.count) {
        if (roll.addRow(rows, this.#row++)) writer.push(roll.closed);
        if (writer.isFull) return true;
      }
      this.#rows = this.#next();
      this.#row = 0;
    }
    return false;
  }
}

function askOf(minutes: MinuteColumns): Rows {
  const { count, time, askOpen, askHigh, askLow, askClose, volume } = minutes;
  return { count, time, open: askOpen, high: askHigh, low: askLow, close: askClose, volume };
}

class TickFeed implements Feed {
  readonly #source: TickSource;
  readonly #side: TapeSide;
  #block: TickBlock | undefined;
  #row = 0;

  constructor(source: TickSource, side: TapeSide) {
    this.#source = source;
    this.#side = side;
    this.#take();
  }

  fill(roll: BarRoll, writer: BarWriter): boolean {
    for (let block = this.#block; block !== undefined; block = this.#block) {
      const { offset, lots, price, ask } = block.columns;
      const prices = this.#side === 'ask' ? ask : price;
      while (this.#row < block.count) {
        const row = this.#row++;
        if (roll.addPrice(block.baseTime + offset[row]!, prices[row]!, lots[row]!)) writer.push(roll.closed);
        if (writer.isFull) return true;
      }
      this.#take();
    }
    return false;
  }

  #take(): void {
    this.#block = this.#source.next();
    this.#block?.decode(0, this.#block.count);
    this.#row = 0;
  }
}
