import { groupSize, type MinuteColumns, type TickKind } from '../../market/tick-block.ts';
import { pad8 } from './format.ts';
import type { TickSpan } from './tick-rows.ts';

const minute = 60_000;

/** What is known of a block without its ticks. */
export interface BlockIndex {
  /** Per group: lowest price, highest price, lowest ask, highest ask. */
  readonly groups: Int32Array;
  readonly minutes: MinuteColumns;
}

/** Where the columns of an index section lie, in bytes from its start. */
export interface IndexShape {
  readonly kind: TickKind;
  readonly groupCount: number;
  readonly minuteCount: number;
}

/** Bytes of an index section, a multiple of 8. */
export function indexBytes(shape: IndexShape): number {
  const perMinute = shape.kind === 'quote' ? 52 : 36;
  return pad8(shape.groupCount * 16 + shape.minuteCount * perMinute);
}

/** An index section as columns, without copying. `at` is a multiple of 8. */
export function viewIndex(buffer: ArrayBuffer, at: number, shape: IndexShape): BlockIndex {
  const { kind, groupCount, minuteCount: count } = shape;
  const timeAt = at + groupCount * 16;
  const firstAt = timeAt + count * 16;
  const column = (k: number): Int32Array => new Int32Array(buffer, firstAt + k * count * 4, count);
  const [open, high, low, close] = [column(1), column(2), column(3), column(4)];
  const quote = kind === 'quote';
  return {
    groups: new Int32Array(buffer, at, groupCount * 4),
    minutes: {
      count,
      time: new Float64Array(buffer, timeAt, count),
      volume: new Float64Array(buffer, timeAt + count * 8, count),
      first: new Uint32Array(buffer, firstAt, count),
      open,
      high,
      low,
      close,
      askOpen: quote ? column(5) : open,
      askHigh: quote ? column(6) : high,
      askLow: quote ? column(7) : low,
      askClose: quote ? column(8) : close,
    },
  };
}

/** An index section made from ticks, in memory of its own. ~4 ns a tick. */
export function buildIndex(
  kind: TickKind,
  span: TickSpan,
): { bytes: Uint8Array; shape: IndexShape; index: BlockIndex } {
  const groupCount = Math.ceil(span.count / groupSize);
  const shape = { kind, groupCount, minuteCount: countMinutes(span) };
  const buffer = new ArrayBuffer(indexBytes(shape));
  const index = viewIndex(buffer, 0, shape);
  fillGroups(span, index.groups);
  fillMinutes(kind, span, index.minutes);
  return { bytes: new Uint8Array(buffer), shape, index };
}

/** The first offset of the minute after the one that holds `offset`. */
function nextMinute(baseTime: number, offset: number): number {
  return (Math.floor((baseTime + offset) / minute) + 1) * minute - baseTime;
}

function countMinutes({ baseTime, columns, count }: TickSpan): number {
  const { offset } = columns;
  let minutes = 0;
  let next = 0;
  for (let k = 0; k < count; k++) {
    if (k > 0 && offset[k]! < next) continue;
    minutes++;
    next = nextMinute(baseTime, offset[k]!);
  }
  return minutes;
}

function fillGroups({ columns, count }: TickSpan, groups: Int32Array): void {
  const { price, ask } = columns;
  for (let start = 0, at = 0; start < count; start += groupSize, at += 4) {
    const end = Math.min(start + groupSize, count);
    let [low, high] = [price[start]!, price[start]!];
    for (let k = start + 1; k < end; k++) {
      const value = price[k]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    groups[at] = low;
    groups[at + 1] = high;
    [low, high] = [ask[start]!, ask[start]!];
    for (let k = start + 1; k < end; k++) {
      const value = ask[k]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    groups[at + 2] = low;
    groups[at + 3] = high;
  }
}

function fillMinutes(kind: TickKind, span: TickSpan, rows: MinuteColumns): void {
  const { baseTime, columns, count } = span;
  const { offset, lots } = columns;
  for (let from = 0, row = 0; row < rows.count; row++) {
    const next = nextMinute(baseTime, offset[from]!);
    let to = from;
    let volume = 0;
    while (to < count && offset[to]! < next) volume += lots[to++]!;
    rows.time[row] = next + baseTime - minute;
    rows.first[row] = from;
    rows.volume[row] = volume;
    const { open, high, low, close, askOpen, askHigh, askLow, askClose } = rows;
    fillRow(columns.price, { from, to }, { open, high, low, close }, row);
    if (kind === 'quote') {
      fillRow(columns.ask, { from, to }, { open: askOpen, high: askHigh, low: askLow, close: askClose }, row);
    }
    from = to;
  }
}

function fillRow(
  price: Int32Array,
  span: { from: number; to: number },
  into: { open: Int32Array; high: Int32Array; low: Int32Array; close: Int32Array },
  row: number,
): void {
  let [low, high] = [price[span.from]!, price[span.from]!];
  into.open[row] = low;
  for (let k = span.from + 1; k < span.to; k++) {
    const value = price[k]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  into.high[row] = high;
  into.low[row] = low;
  into.close[row] = price[span.to - 1]!;
}
