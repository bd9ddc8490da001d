import { SiisError } from '../util/errors.ts';
import { checksum, pad8 } from './tick-file/format.ts';

/*
 * A month of bars as one blob: seven columns of differences, each in the narrowest width that fits them all. Little
 * endian: magic `SBAR`, version, count, time before the first step, time unit, first open (8-byte doubles from offset 8), then per column
 * its width and base, then the columns, each padded to a multiple of 8. An unsigned column stores value − base.
 */

/** Bars as columns of whole numbers. */
export interface BarColumns {
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

const magic = 0x52414253;
const version = 1;
const columnsAt = 40;
const columnCount = 6;
const bodyAt = columnsAt + columnCount * 16;

/** Columns for `capacity` bars. */
export function makeBars(capacity: number): BarColumns {
  const column = (): Float64Array => new Float64Array(capacity);
  return { time: column(), open: column(), high: column(), low: column(), close: column(), volume: column() };
}

/** The blob of the first `count` bars, count >= 1. Times rise; high and low enclose open and close. */
export function encodeBars(bars: BarColumns, count: number): Uint8Array {
  const unit = timeUnit(bars.time, count);
  const columns = differences(bars, count, unit).map((values) => plan(values));
  const length = columns.reduce((sum, { width }) => sum + pad8(width * count), bodyAt);
  const buffer = new ArrayBuffer(length);
  const view = new DataView(buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, version, true);
  view.setFloat64(8, count, true);
  view.setFloat64(16, bars.time[0]! - columns[0]!.values[0]! * unit, true);
  view.setFloat64(24, unit, true);
  view.setFloat64(32, bars.open[0]!, true);
  let at = bodyAt;
  for (const [k, { values, base, width }] of columns.entries()) {
    view.setUint32(columnsAt + k * 16, width, true);
    view.setFloat64(columnsAt + k * 16 + 8, base, true);
    write(buffer, at, width, { values, base });
    at += pad8(width * count);
  }
  return new Uint8Array(buffer);
}

/** Bars in a blob. @throws SiisError DATA_CORRUPT when it is none. */
export function barCount(blob: Uint8Array): number {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  if (blob.byteLength < bodyAt || view.getUint32(0, true) !== magic || view.getUint32(4, true) !== version) {
    throw new SiisError('DATA_CORRUPT', 'expected a month of bars, version 1, but the row holds something else');
  }
  return view.getFloat64(8, true);
}

/** Reads a blob into columns with room for its bars. ~8 ns a bar. */
export function decodeBars(blob: Uint8Array, into: BarColumns): number {
  const count = barCount(blob);
  // Typed arrays start at multiples of 8 only.
  const bytes = blob.byteOffset % 8 === 0 ? blob : new Uint8Array(blob);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  let at = bodyAt;
  const bases: number[] = [];
  const columns = [into.time, into.open, into.high, into.low, into.close, into.volume];
  for (const [k, column] of columns.entries()) {
    const width = view.getUint32(columnsAt + k * 16, true);
    bases.push(view.getFloat64(columnsAt + k * 16 + 8, true));
    if (width === 0) column.fill(0, 0, count);
    else column.set(viewOf(bytes.buffer, bytes.byteOffset + at, width, count));
    at += pad8(width * count);
  }
  addUp(into, count, bases, {
    time: view.getFloat64(16, true),
    unit: view.getFloat64(24, true),
    open: view.getFloat64(32, true),
  });
  return count;
}

/** Start times of a blob's bars, in order; only the header and the first column of the blob are needed. */
export function decodeTimes(blob: Uint8Array): Float64Array {
  const count = barCount(blob);
  const bytes = blob.byteOffset % 8 === 0 ? blob : new Uint8Array(blob);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const width = view.getUint32(columnsAt, true);
  const times = new Float64Array(count);
  if (width !== 0) times.set(viewOf(bytes.buffer, bytes.byteOffset + bodyAt, width, count));
  const unit = view.getFloat64(24, true);
  const base = view.getFloat64(columnsAt + 8, true);
  let time = view.getFloat64(16, true);
  for (let k = 0; k < count; k++) {
    time += (times[k]! + base) * unit;
    times[k] = time;
  }
  return times;
}

/** Distance of a blob's bars in ms where all are equally far apart, by its header alone; `undefined` where they are not. */
export function evenStep(header: Uint8Array): number | undefined {
  barCount(header);
  const view = new DataView(header.buffer, header.byteOffset);
  return view.getUint32(columnsAt, true) === 0
    ? view.getFloat64(columnsAt + 8, true) * view.getFloat64(24, true)
    : undefined;
}

/** Bytes of the header of a blob. */
export const headerBytes = bodyAt;

/** Bytes that `decodeTimes` needs of the blob of `count` bars, at most. */
export function timeBytes(count: number): number {
  return bodyAt + count * 8;
}

/** The checksum that a row keeps of its blob. */
export function barChecksum(blob: Uint8Array): number {
  return checksum(blob);
}

/** Columns as they are stored: time and open against the bar before, high, low and close against open. */
function differences(
  { time, open, high, low, close, volume }: BarColumns,
  count: number,
  unit: number,
): Float64Array[] {
  const bars = makeBars(count);
  for (let k = 0; k < count; k++) {
    // The first step repeats the second, so that bars without gaps have equal steps, which take no space.
    bars.time[k] = (time[Math.max(k, Math.min(1, count - 1))]! - time[Math.max(k - 1, 0)]!) / unit;
    bars.open[k] = k === 0 ? 0 : open[k]! - close[k - 1]!;
    bars.high[k] = high[k]! - Math.max(open[k]!, close[k]!);
    bars.low[k] = Math.min(open[k]!, close[k]!) - low[k]!;
    bars.close[k] = close[k]! - open[k]!;
    bars.volume[k] = volume[k]!;
  }
  return [bars.time, bars.open, bars.high, bars.low, bars.close, bars.volume];
}

/** The only loop over bars: the rest is left to the machine's own copying, which is fast from the first time on. */
function addUp(
  { time, open, high, low, close, volume }: BarColumns,
  count: number,
  bases: readonly number[],
  from: { time: number; unit: number; open: number },
): void {
  const [timeBase = 0, openBase = 0, highBase = 0, lowBase = 0, closeBase = 0, volumeBase = 0] = bases;
  const { unit } = from;
  let now = from.time;
  let before = from.open;
  for (let k = 0; k < count; k++) {
    now += (time[k]! + timeBase) * unit;
    const start = before + (open[k]! + openBase);
    const end = start + (close[k]! + closeBase);
    time[k] = now;
    open[k] = start;
    close[k] = end;
    high[k] = high[k]! + highBase + (start > end ? start : end);
    low[k] = (start < end ? start : end) - (low[k]! + lowBase);
    volume[k] = volume[k]! + volumeBase;
    before = end;
  }
}

/** The greatest number that divides every step of time. */
function timeUnit(time: Float64Array, count: number): number {
  let unit = 0;
  for (let k = 1; k < count; k++) {
    let rest = time[k]! - time[k - 1]!;
    while (rest !== 0) [unit, rest] = [rest, unit % rest];
  }
  return unit === 0 ? 1 : unit;
}

interface Column {
  readonly values: Float64Array;
  readonly base: number;
  /** 0, 1, 2, 4, or 8 for doubles. */
  readonly width: number;
}

function plan(values: Float64Array): Column {
  let [low, high] = [values[0]!, values[0]!];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const range = high - low;
  const width = range === 0 ? 0 : range < 256 ? 1 : range < 65_536 ? 2 : range < 4_294_967_296 ? 4 : 8;
  return { values, base: width === 8 ? 0 : low, width };
}

function write(buffer: ArrayBuffer, at: number, width: number, from: { values: Float64Array; base: number }): void {
  const { values, base } = from;
  if (width > 0) viewOf(buffer, at, width, values.length).set(values.map((value) => value - base));
}

function viewOf(
  buffer: ArrayBufferLike,
  at: number,
  width: number,
  count: number,
): Uint8Array | Uint16Array | Uint32Array | Float64Array {
  if (width === 1) return new Uint8Array(buffer, at, count);
  if (width === 2) return new Uint16Array(buffer, at, count);
  if (width === 4) return new Uint32Array(buffer, at, count);
  return new Float64Array(buffer, at, count);
}
