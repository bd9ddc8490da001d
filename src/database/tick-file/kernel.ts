import { groupSize, type TickColumns, type TickKind } from '../../market/tick-block.ts';
import type { BlockHead } from './block-layout.ts';
import { pad8 } from './format.ts';

/**
 * Memory of one block: its bytes as they lie in the file, head first, and the columns they are decoded into, each
 * under the views that the kernels read and write it through.
 */
export interface BlockMemory {
  readonly bytes: Uint8Array;
  readonly halves: Uint16Array;
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  readonly columns: TickColumns;
  /** `columns.offset` and `columns.side`, four bytes at a time. */
  readonly offsetWords: Int32Array;
  readonly sideWords: Int32Array;
}

/** How large a block a memory must hold. */
export interface MemorySize {
  /** A multiple of 256. */
  readonly ticks: number;
  /** A multiple of 8, and 8 more than the longest block: loops read up to 4 values at once. */
  readonly bytes: number;
}

/** What decodes planes. The plain one is here; a faster twin brings its own memory and gives the same columns. */
export interface TickKernel {
  readonly name: string;
  allocate(kind: TickKind, size: MemorySize): BlockMemory;
  /**
   * Decodes the groups [from, to) of the block in `memory` into its columns. The head and the bytes of these groups
   * are there and their checksums were right. Columns past the block's last tick may be written over.
   */
  decode(memory: BlockMemory, head: BlockHead, from: number, to: number): void;
}

/** The kernel in plain TypeScript. */
export const plainKernel: TickKernel = { name: 'plain', allocate, decode };

function allocate(kind: TickKind, { ticks, bytes }: MemorySize): BlockMemory {
  const raw = new ArrayBuffer(bytes);
  const offset = new Uint32Array(ticks);
  const side = new Uint8Array(ticks);
  const price = new Int32Array(ticks);
  return {
    bytes: new Uint8Array(raw),
    halves: new Uint16Array(raw),
    words: new Int32Array(raw),
    doubles: new Float64Array(raw),
    columns: {
      offset,
      price,
      ask: kind === 'quote' ? new Int32Array(ticks) : price,
      lots: new Float64Array(ticks),
      side,
    },
    offsetWords: new Int32Array(offset.buffer),
    sideWords: new Int32Array(side.buffer),
  };
}

function decode(memory: BlockMemory, head: BlockHead, from: number, to: number): void {
  for (let group = from; group < to; group++) decodeGroup(memory, head, group);
}

/** A group's planes first, as if nothing were escaped, then the escaped values over them. */
function decodeGroup(memory: BlockMemory, head: BlockHead, group: number): void {
  const { width } = head;
  const start = group * groupSize;
  const left = head.count - start;
  const count = left < groupSize ? left : groupSize;
  const restart = (head.restartAt + group * 16) >>> 2;
  const time = memory.words[restart]!;
  const price = memory.words[restart + 1]!;
  const timeAt = head.headLength + group * head.groupBytes;
  const priceAt = timeAt + pad8(width.time * count);
  const spreadAt = priceAt + pad8(width.price * count);
  const lotsAt = spreadAt + pad8(width.spread * count);
  if (count === groupSize && width.time === 1 && width.price === 1 && width.lots === 2 && width.spread === 0) {
    denseGroup(memory, timeAt, start, { time, price, lotsBase: head.lotsBase });
  } else {
    sumTimes(memory, width.time, timeAt, { start, count, value: time });
    sumPrices(memory, width.price, priceAt, { start, count, value: price });
    takeLots(memory, width.lots, lotsAt, { start, count, value: head.lotsBase });
  }
  fixEscapes(memory, head, group, start + count);
  if (memory.columns.ask !== memory.columns.price) {
    addSpreads(memory, width.spread, spreadAt, { start, count, value: head.spreadBase });
    fixSpreads(memory, head, group);
  }
  takeSides(memory, head, lotsAt + pad8(width.lots * count), { start, count, value: head.sideConstant });
}

interface Span {
  readonly start: number;
  readonly count: number;
  readonly value: number;
}

/** The common group of a dense tape, 256 ticks in one loop: byte times, byte prices, two-byte lots. */
function denseGroup(
  memory: BlockMemory,
  at: number,
  start: number,
  from: { time: number; price: number; lotsBase: number },
): void {
  const { words, offsetWords } = memory;
  const { price, lots } = memory.columns;
  const base = from.lotsBase;
  let time = from.time;
  let level = from.price;
  let out = start;
  let next = at >>> 2;
  let lot = next + groupSize / 2;
  const end = next + groupSize / 4;
  while (next < end) {
    const dt = words[next]!;
    const dp = words[next + groupSize / 4]!;
    const two = words[lot]!;
    const more = words[lot + 1]!;
    const time1 = (time + (dt & 255)) | 0;
    const time2 = (time1 + ((dt >>> 8) & 255)) | 0;
    const time3 = (time2 + ((dt >>> 16) & 255)) | 0;
    time = (time3 + (dt >>> 24)) | 0;
    const level1 = (level + ((dp << 24) >> 24)) | 0;
    const level2 = (level1 + ((dp << 16) >> 24)) | 0;
    const level3 = (level2 + ((dp << 8) >> 24)) | 0;
    level = (level3 + (dp >> 24)) | 0;
    offsetWords[out] = time1;
    offsetWords[out + 1] = time2;
    offsetWords[out + 2] = time3;
    offsetWords[out + 3] = time;
    price[out] = level1;
    price[out + 1] = level2;
    price[out + 2] = level3;
    price[out + 3] = level;
    lots[out] = base + (two & 65_535);
    lots[out + 1] = base + (two >>> 16);
    lots[out + 2] = base + (more & 65_535);
    lots[out + 3] = base + (more >>> 16);
    next += 1;
    lot += 2;
    out += 4;
  }
}

function sumTimes(memory: BlockMemory, width: number, at: number, span: Span): void {
  const { bytes, halves, words, offsetWords } = memory;
  let time = span.value;
  const end = span.start + span.count;
  if (width === 0) offsetWords.fill(time, span.start, end);
  else if (width === 1) {
    for (let out = span.start, next = at; out < end; out++, next++) {
      time = (time + bytes[next]!) | 0;
      offsetWords[out] = time;
    }
  } else if (width === 2) {
    for (let out = span.start, next = at >>> 1; out < end; out++, next++) {
      time = (time + halves[next]!) | 0;
      offsetWords[out] = time;
    }
  } else {
    for (let out = span.start, next = at >>> 2; out < end; out++, next++) {
      time = (time + words[next]!) | 0;
      offsetWords[out] = time;
    }
  }
}

function sumPrices(memory: BlockMemory, width: number, at: number, span: Span): void {
  const { bytes, halves, words } = memory;
  const { price } = memory.columns;
  let level = span.value;
  const end = span.start + span.count;
  if (width === 0) price.fill(level, span.start, end);
  else if (width === 1) {
    for (let out = span.start, next = at; out < end; out++, next++) {
      level = (level + ((bytes[next]! << 24) >> 24)) | 0;
      price[out] = level;
    }
  } else if (width === 2) {
    for (let out = span.start, next = at >>> 1; out < end; out++, next++) {
      level = (level + ((halves[next]! << 16) >> 16)) | 0;
      price[out] = level;
    }
  } else {
    for (let out = span.start, next = at >>> 2; out < end; out++, next++) {
      level = (level + words[next]!) | 0;
      price[out] = level;
    }
  }
}

function takeLots(memory: BlockMemory, width: number, at: number, span: Span): void {
  const { bytes, halves, words, doubles } = memory;
  const { lots } = memory.columns;
  const base = span.value;
  const end = span.start + span.count;
  if (width === 0) lots.fill(base, span.start, end);
  else if (width === 1) {
    for (let out = span.start, next = at; out < end; out++, next++) lots[out] = base + bytes[next]!;
  } else if (width === 2) {
    for (let out = span.start, next = at >>> 1; out < end; out++, next++) lots[out] = base + halves[next]!;
  } else if (width === 4) {
    for (let out = span.start, next = at >>> 2; out < end; out++, next++) lots[out] = base + (words[next]! >>> 0);
  } else {
    for (let out = span.start, next = at >>> 3; out < end; out++, next++) lots[out] = base + doubles[next]!;
  }
}

function addSpreads(memory: BlockMemory, width: number, at: number, span: Span): void {
  const { bytes, halves, words } = memory;
  const { price, ask } = memory.columns;
  const base = span.value;
  const end = span.start + span.count;
  if (width === 0) {
    for (let out = span.start; out < end; out++) ask[out] = (price[out]! + base) | 0;
  } else if (width === 1) {
    for (let out = span.start, next = at; out < end; out++, next++) ask[out] = (price[out]! + base + bytes[next]!) | 0;
  } else if (width === 2) {
    for (let out = span.start, next = at >>> 1; out < end; out++, next++)
      ask[out] = (price[out]! + base + halves[next]!) | 0;
  } else {
    for (let out = span.start, next = at >>> 2; out < end; out++, next++)
      ask[out] = (price[out]! + base + words[next]!) | 0;
  }
}

/** Escaped steps of time and price move all that follows in the group; escaped lots stand for themselves. */
function fixEscapes(memory: BlockMemory, head: BlockHead, group: number, end: number): void {
  const { escapes, positionAt, valueAt } = head;
  const now = (head.restartAt + group * 16 + 8) >>> 1;
  const { halves } = memory;
  const last = group + 1 === head.groupCount;
  const time = halves[now]!;
  const timeEnd = last ? escapes.time : halves[now + 8]!;
  if (time < timeEnd) {
    const lists = { value: (valueAt.time >>> 2) + time, position: (positionAt.time >>> 1) + time };
    addEscapes(memory, memory.offsetWords, lists, { count: timeEnd - time, end });
  }
  const price = halves[now + 1]!;
  const priceEnd = last ? escapes.price : halves[now + 9]!;
  if (price < priceEnd) {
    const lists = { value: (valueAt.price >>> 2) + price, position: (positionAt.price >>> 1) + price };
    addEscapes(memory, memory.columns.price, lists, { count: priceEnd - price, end });
  }
  const lotsEnd = last ? escapes.lots : halves[now + 11]!;
  const { lots } = memory.columns;
  for (let k = halves[now + 3]!; k < lotsEnd; k++) {
    lots[halves[(positionAt.lots >>> 1) + k]!] = memory.doubles[(valueAt.lots >>> 3) + k]!;
  }
}

function addEscapes(
  memory: BlockMemory,
  column: Int32Array,
  at: { value: number; position: number },
  over: { count: number; end: number },
): void {
  const { halves, words } = memory;
  let sum = 0;
  for (let k = 0; k < over.count; k++) {
    sum = (sum + words[at.value + k]!) | 0;
    const stop = k + 1 < over.count ? halves[at.position + k + 1]! : over.end;
    for (let out = halves[at.position + k]!; out < stop; out++) column[out] = (column[out]! + sum) | 0;
  }
}

function fixSpreads(memory: BlockMemory, head: BlockHead, group: number): void {
  const { halves, words } = memory;
  const { price, ask } = memory.columns;
  const now = ((head.restartAt + group * 16 + 8) >>> 1) + 2;
  const end = group + 1 === head.groupCount ? head.escapes.spread : halves[now + 8]!;
  for (let k = halves[now]!; k < end; k++) {
    const position = halves[(head.positionAt.spread >>> 1) + k]!;
    ask[position] = (price[position]! + head.spreadBase + words[(head.valueAt.spread >>> 2) + k]!) | 0;
  }
}

/** Four sides for each four bits: `sideBuy` for 0, `sideSell` for 1. */
const fourSides = Int32Array.from({ length: 16 }, (_, bits) => {
  let word = 0;
  for (let k = 0; k < 4; k++) word |= (1 + ((bits >>> k) & 1)) << (8 * k);
  return word;
});

function takeSides(memory: BlockMemory, head: BlockHead, at: number, span: Span): void {
  const { bytes, sideWords } = memory;
  const { side } = memory.columns;
  if (head.sideBits === 0) side.fill(span.value, span.start, span.start + span.count);
  else if (head.sideBits === 1) {
    let out = span.start >>> 2;
    const end = at + ((span.count + 7) >>> 3);
    for (let next = at; next < end; next++) {
      const bits = bytes[next]!;
      sideWords[out] = fourSides[bits & 15]!;
      sideWords[out + 1] = fourSides[bits >>> 4]!;
      out += 2;
    }
  } else {
    for (let k = 0; k < span.count; k++) side[span.start + k] = (bytes[at + (k >>> 2)]! >>> (2 * (k & 3))) & 3;
  }
}
