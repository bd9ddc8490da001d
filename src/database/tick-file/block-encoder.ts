import { blockSize, groupSize, sideUnknown } from '../../market/tick-block.ts';
import { type BlockLayout, type BlockShape, type PlaneWidth, headChecksumOf, layOut } from './block-layout.ts';
import { blockMagic, checksum, pad8 } from './format.ts';
import type { TickSpan } from './tick-rows.ts';

/** An escaped value counts this many bytes when widths are chosen: 6 or 10 in the file, and time to decode. */
const escapePrice = 12;

/** A coded block; `bytes` is valid until the next one is coded. */
export interface EncodedBlock {
  readonly layout: BlockLayout;
  readonly headChecksum: number;
  readonly bytes: Uint8Array;
}

/** Codes blocks. Equal ticks give equal bytes. One instance codes one block at a time; ~15 ns a tick. */
export class BlockEncoder {
  #raw = new ArrayBuffer(0);
  #bytes = new Uint8Array(this.#raw);
  #halves = new Uint16Array(this.#raw);
  #words = new Int32Array(this.#raw);
  #doubles = new Float64Array(this.#raw);
  /** What the planes are made of: the step of time and price, the distance of spread and lots from their base. */
  #time = new Uint32Array(0);
  #price = new Int32Array(0);
  #spread = new Uint32Array(0);
  #lots = new Float64Array(0);
  #lotsBase = 0;
  #spreadBase = 0;

  encode(span: TickSpan): EncodedBlock {
    this.#reduce(span);
    const shape = this.#shape(span);
    const layout = layOut(shape);
    this.#reserve(layout.headLength + layout.bodyLength);
    this.#bytes.fill(0, 0, layout.headLength + layout.bodyLength);
    this.#writePlanes(layout);
    if (layout.sideBits > 0) this.#writeSides(span, layout);
    this.#writeTables(span, layout);
    this.#writeHead(span, layout);
    const headChecksum = headChecksumOf(this.#bytes.subarray(0, layout.headLength));
    this.#words[17] = headChecksum | 0;
    return { layout, headChecksum, bytes: this.#bytes.subarray(0, layout.headLength + layout.bodyLength) };
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#raw.byteLength) return;
    this.#raw = new ArrayBuffer(pad8(bytes * 1.5));
    this.#bytes = new Uint8Array(this.#raw);
    this.#halves = new Uint16Array(this.#raw);
    this.#words = new Int32Array(this.#raw);
    this.#doubles = new Float64Array(this.#raw);
  }

  #reduce({ columns, count }: TickSpan): void {
    if (count > this.#time.length) {
      const capacity = Math.min(blockSize, count * 4);
      this.#time = new Uint32Array(capacity);
      this.#price = new Int32Array(capacity);
      this.#spread = new Uint32Array(capacity);
      this.#lots = new Float64Array(capacity);
    }
    const { offset, price, ask, lots } = columns;
    let lotsBase = lots[0]!;
    for (let k = 1; k < count; k++) if (lots[k]! < lotsBase) lotsBase = lots[k]!;
    const spreadBase = chooseSpreadBase(price, ask, count);
    this.#lotsBase = lotsBase;
    this.#spreadBase = spreadBase;
    for (let k = 0; k < count; k++) {
      // A group starts from its restart point, so that its first steps are 0.
      const before = k % groupSize === 0 ? k : k - 1;
      this.#time[k] = offset[k]! - offset[before]!;
      this.#price[k] = price[k]! - price[before]!;
      this.#spread[k] = ask[k]! - price[k]! - spreadBase;
      this.#lots[k] = lots[k]! - lotsBase;
    }
  }

  #shape({ columns, count }: TickSpan): BlockShape {
    const time = chooseUnsigned(this.#time, count);
    const price = chooseSigned(this.#price, count);
    const spread = chooseUnsigned(this.#spread, count);
    const lots = chooseLots(this.#lots, count);
    return {
      count,
      width: { time: time.width, price: price.width, spread: spread.width, lots: lots.width },
      escapes: { time: time.escapes, price: price.escapes, spread: spread.escapes, lots: lots.escapes },
      sideBits: chooseSideBits(columns.side, count),
    };
  }

  #writePlanes(layout: BlockLayout): void {
    const { width, count } = layout;
    for (let start = 0, at = layout.headLength; start < count; start += groupSize) {
      const size = Math.min(groupSize, count - start);
      const priceAt = at + pad8(width.time * size);
      const spreadAt = priceAt + pad8(width.price * size);
      const lotsAt = spreadAt + pad8(width.spread * size);
      this.#writeUnsigned(this.#time, width.time, at, { start, size });
      this.#writeSigned(width.price, priceAt, { start, size });
      this.#writeUnsigned(this.#spread, width.spread, spreadAt, { start, size });
      this.#writeLots(width.lots, lotsAt, { start, size });
      at += layout.groupBytes;
    }
  }

  #writeUnsigned(values: Uint32Array, width: PlaneWidth, at: number, part: { start: number; size: number }): void {
    if (width === 0) return;
    const limit = limitOf(width);
    for (let k = 0; k < part.size; k++) {
      const value = values[part.start + k]!;
      if (value > limit) continue;
      if (width === 1) this.#bytes[at + k] = value;
      else if (width === 2) this.#halves[(at >>> 1) + k] = value;
      else this.#words[(at >>> 2) + k] = value;
    }
  }

  #writeSigned(width: PlaneWidth, at: number, part: { start: number; size: number }): void {
    if (width === 0) return;
    const half = (limitOf(width) + 1) / 2;
    for (let k = 0; k < part.size; k++) {
      const value = this.#price[part.start + k]!;
      if (value < -half || value >= half) continue;
      if (width === 1) this.#bytes[at + k] = value;
      else if (width === 2) this.#halves[(at >>> 1) + k] = value;
      else this.#words[(at >>> 2) + k] = value;
    }
  }

  #writeLots(width: PlaneWidth, at: number, part: { start: number; size: number }): void {
    if (width === 0) return;
    const limit = limitOf(width);
    for (let k = 0; k < part.size; k++) {
      const value = this.#lots[part.start + k]!;
      if (value > limit) continue;
      if (width === 1) this.#bytes[at + k] = value;
      else if (width === 2) this.#halves[(at >>> 1) + k] = value;
      else if (width === 4) this.#words[(at >>> 2) + k] = value;
      else this.#doubles[(at >>> 3) + k] = value;
    }
  }

  #writeSides({ columns }: TickSpan, layout: BlockLayout): void {
    const bits = layout.sideBits;
    const perByte = 8 / bits;
    for (let start = 0, group = 0; start < layout.count; start += groupSize, group++) {
      const size = Math.min(groupSize, layout.count - start);
      const bytes = pad8(Math.ceil((bits * size) / 8));
      const groupEnd = Math.min(layout.headLength + (group + 1) * layout.groupBytes, this.#end(layout));
      const at = groupEnd - bytes;
      for (let k = 0; k < size; k++) {
        const code = bits === 1 ? columns.side[start + k]! - 1 : columns.side[start + k]!;
        this.#bytes[at + Math.floor(k / perByte)]! |= code << ((k % perByte) * bits);
      }
    }
  }

  #end(layout: BlockLayout): number {
    return layout.headLength + layout.bodyLength;
  }

  /** Restart points, group checksums, escapes. */
  #writeTables({ columns, count }: TickSpan, layout: BlockLayout): void {
    const cursor = { time: 0, price: 0, spread: 0, lots: 0 };
    const { width, valueAt, positionAt } = layout;
    const timeLimit = limitOf(width.time);
    const spreadLimit = limitOf(width.spread);
    const lotsLimit = limitOf(width.lots);
    const high = width.price === 0 ? 0 : (limitOf(width.price) - 1) / 2;
    const low = width.price === 0 ? 0 : -high - 1;
    for (let k = 0; k < count; k++) {
      if (k % groupSize === 0) this.#writeRestart(layout, k / groupSize, { columns, at: k, cursor });
      if (this.#time[k]! > timeLimit) {
        this.#words[(valueAt.time >>> 2) + cursor.time] = this.#time[k]!;
        this.#halves[(positionAt.time >>> 1) + cursor.time++] = k;
      }
      if (this.#price[k]! > high || this.#price[k]! < low) {
        this.#words[(valueAt.price >>> 2) + cursor.price] = this.#price[k]!;
        this.#halves[(positionAt.price >>> 1) + cursor.price++] = k;
      }
      if (this.#spread[k]! > spreadLimit) {
        this.#words[(valueAt.spread >>> 2) + cursor.spread] = this.#spread[k]!;
        this.#halves[(positionAt.spread >>> 1) + cursor.spread++] = k;
      }
      if (this.#lots[k]! > lotsLimit) {
        this.#doubles[(valueAt.lots >>> 3) + cursor.lots] = columns.lots[k]!;
        this.#halves[(positionAt.lots >>> 1) + cursor.lots++] = k;
      }
    }
  }

  #writeRestart(
    layout: BlockLayout,
    group: number,
    from: {
      columns: TickSpan['columns'];
      at: number;
      cursor: { time: number; price: number; spread: number; lots: number };
    },
  ): void {
    const restart = layout.restartAt + group * 16;
    this.#words[restart >>> 2] = from.columns.offset[from.at]!;
    this.#words[(restart >>> 2) + 1] = from.columns.price[from.at]!;
    this.#halves[(restart >>> 1) + 4] = from.cursor.time;
    this.#halves[(restart >>> 1) + 5] = from.cursor.price;
    this.#halves[(restart >>> 1) + 6] = from.cursor.spread;
    this.#halves[(restart >>> 1) + 7] = from.cursor.lots;
    const start = layout.headLength + group * layout.groupBytes;
    const end = Math.min(start + layout.groupBytes, this.#end(layout));
    this.#words[(layout.groupChecksumAt >>> 2) + group] = checksum(this.#bytes.subarray(start, end)) | 0;
  }

  #writeHead(span: TickSpan, layout: BlockLayout): void {
    const { width, escapes } = layout;
    const view = new DataView(this.#raw);
    view.setUint32(0, blockMagic, true);
    view.setUint32(4, layout.headLength, true);
    view.setUint32(8, layout.bodyLength, true);
    view.setUint32(12, layout.count, true);
    view.setFloat64(16, span.baseTime, true);
    view.setUint32(24, span.columns.offset[span.count - 1]!, true);
    this.#bytes.set([width.time, width.price, width.spread, width.lots, layout.sideBits], 28);
    view.setUint8(33, layout.sideBits === 0 ? span.columns.side[0]! : sideUnknown);
    const body = this.#bytes.subarray(layout.headLength, this.#end(layout));
    view.setUint32(36, checksum(body), true);
    view.setUint32(40, escapes.time, true);
    view.setUint32(44, escapes.price, true);
    view.setUint32(48, escapes.spread, true);
    view.setUint32(52, escapes.lots, true);
    view.setFloat64(56, this.#lotsBase, true);
    view.setInt32(64, this.#spreadBase, true);
  }
}

/**
 * The lowest spread when all lie close together, else the lowest that is not negative: a few crossed quotes are
 * escaped then (as all arithmetic is modulo 2^32), instead of widening the plane.
 */
function chooseSpreadBase(price: Int32Array, ask: Int32Array, count: number): number {
  let [low, high, positive] = [Infinity, -Infinity, Infinity];
  for (let k = 0; k < count; k++) {
    const spread = (ask[k]! - price[k]!) | 0;
    if (spread < low) low = spread;
    if (spread > high) high = spread;
    if (spread >= 0 && spread < positive) positive = spread;
  }
  return high - low < 256 || positive === Infinity ? low : positive;
}

interface Choice {
  readonly width: PlaneWidth;
  readonly escapes: number;
}

/** Largest unsigned value of a width. */
function limitOf(width: PlaneWidth): number {
  return width === 8 ? Number.MAX_SAFE_INTEGER : 256 ** width - 1;
}

/** The cheapest of the given widths; the narrower one when equal. `over[k]` values do not fit `widths[k]`. */
function cheapest(count: number, widths: readonly PlaneWidth[], over: readonly number[]): Choice {
  let best: Choice = { width: 0, escapes: over[0]! };
  let price = over[0]! * escapePrice;
  for (let k = 1; k < widths.length; k++) {
    const cost = widths[k]! * count + over[k]! * escapePrice;
    if (cost >= price) continue;
    price = cost;
    best = { width: widths[k]!, escapes: over[k]! };
  }
  return best;
}

function chooseUnsigned(values: Uint32Array, count: number): Choice {
  let [over0, over1, over2] = [0, 0, 0];
  for (let k = 0; k < count; k++) {
    const value = values[k]!;
    if (value > 0) over0++;
    if (value > 255) over1++;
    if (value > 65_535) over2++;
  }
  return cheapest(count, [0, 1, 2, 4], [over0, over1, over2, 0]);
}

function chooseSigned(values: Int32Array, count: number): Choice {
  let [over0, over1, over2] = [0, 0, 0];
  for (let k = 0; k < count; k++) {
    const value = values[k]!;
    if (value !== 0) over0++;
    if (value !== (value << 24) >> 24) over1++;
    if (value !== (value << 16) >> 16) over2++;
  }
  return cheapest(count, [0, 1, 2, 4], [over0, over1, over2, 0]);
}

function chooseLots(values: Float64Array, count: number): Choice {
  let [over0, over1, over2, over4] = [0, 0, 0, 0];
  for (let k = 0; k < count; k++) {
    const value = values[k]!;
    if (value > 0) over0++;
    if (value > 255) over1++;
    if (value > 65_535) over2++;
    if (value > 4_294_967_295) over4++;
  }
  return cheapest(count, [0, 1, 2, 4, 8], [over0, over1, over2, over4, 0]);
}

function chooseSideBits(side: Uint8Array, count: number): 0 | 1 | 2 {
  let same = true;
  let known = true;
  for (let k = 0; k < count; k++) {
    if (side[k] !== side[0]) same = false;
    if (side[k] === sideUnknown) known = false;
  }
  if (same) return 0;
  return known ? 1 : 2;
}
