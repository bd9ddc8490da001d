import { blockSize, type TickColumns, type TickKind } from '../../market/tick-block.ts';
import { assert } from '../../util/assert.ts';

/** Ticks of one market as they came in, the first `count` rows of each column. */
export interface TicksPayload {
  readonly kind: 'ticks';
  /** Index of the market in the run; a `market` record before it says which one, and in which steps. */
  readonly market: number;
  readonly ticks: TickKind;
  /** ms UTC of the first tick. */
  readonly baseTime: number;
  /** 1 … 65 536. */
  readonly count: number;
  readonly columns: TickColumns;
}

const headBytes = 16;
const quoteFlag = 1;
/** Bytes of lots: 0 (all are 0), 4 or 8. */
const lotWidths = [0, 4, 8] as const;
/** All ticks are of the one side that stands in the head. */
const oneSideFlag = 8;

/** Most bytes of ticks in a record. */
export const maxTickBytes = headBytes + blockSize * 21;

/** Writes ticks to the start of `into`, which has room for `maxTickBytes`; returns how many bytes. ~1 ns a byte. */
export function encodeTicks(payload: TicksPayload, into: Buffer): number {
  const { market, baseTime, count, columns } = payload;
  assert(count >= 1 && count <= blockSize, `a record holds 1 to ${blockSize} ticks, was ${count}`);
  assert(Number.isInteger(market) && market >= 0 && market < 65_536, `expected the index of a market, was ${market}`);
  const isQuote = payload.ticks === 'quote';
  const lots = lotsCode(columns.lots, count);
  const oneSide = isOneSide(columns.side, count);
  into.writeUInt8((isQuote ? quoteFlag : 0) | (lots << 1) | (oneSide ? oneSideFlag : 0), 0);
  into.writeUInt8(oneSide ? columns.side[0]! : 0, 1);
  into.writeUInt16LE(market, 2);
  into.writeUInt32LE(count, 4);
  into.writeDoubleLE(baseTime, 8);
  let at = put(into, columns.offset, count, headBytes);
  at = put(into, columns.price, count, at);
  if (isQuote) at = put(into, columns.ask, count, at);
  if (lots === 1) at = put(into, Uint32Array.from(columns.lots.subarray(0, count)), count, at);
  if (lots === 2) at = put(into, columns.lots, count, at);
  return oneSide ? at : put(into, columns.side, count, at);
}

/** The ticks in a payload, in columns of their own; `undefined` when the bytes are none. */
export function decodeTicks(bytes: Uint8Array): TicksPayload | undefined {
  if (bytes.length < headBytes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const flags = view.getUint8(0);
  const count = view.getUint32(4, true);
  const isQuote = (flags & quoteFlag) !== 0;
  const lotWidth = lotWidths[(flags >> 1) & 3];
  const oneSide = (flags & oneSideFlag) !== 0;
  if (lotWidth === undefined || flags > 15 || count < 1 || count > blockSize) return undefined;
  const width = 8 + (isQuote ? 4 : 0) + lotWidth + (oneSide ? 0 : 1);
  if (bytes.length !== headBytes + count * width) return undefined;
  let at = headBytes;
  const take = <Column extends Uint8Array | Uint32Array | Int32Array | Float64Array>(column: Column): Column => {
    new Uint8Array(column.buffer).set(bytes.subarray(at, at + column.byteLength));
    at += column.byteLength;
    return column;
  };
  const offset = take(new Uint32Array(count));
  const price = take(new Int32Array(count));
  const ask = isQuote ? take(new Int32Array(count)) : price;
  const lots =
    lotWidth === 8
      ? take(new Float64Array(count))
      : Float64Array.from(lotWidth === 4 ? take(new Uint32Array(count)) : new Uint32Array(count));
  const side = oneSide ? new Uint8Array(count).fill(view.getUint8(1)) : take(new Uint8Array(count));
  return {
    kind: 'ticks',
    market: view.getUint16(2, true),
    ticks: isQuote ? 'quote' : 'trade',
    baseTime: view.getFloat64(8, true),
    count,
    columns: { offset, price, ask, lots, side },
  };
}

function put(
  into: Buffer,
  column: Uint8Array | Uint32Array | Int32Array | Float64Array,
  count: number,
  at: number,
): number {
  const bytes = count * column.BYTES_PER_ELEMENT;
  into.set(new Uint8Array(column.buffer, column.byteOffset, bytes), at);
  return at + bytes;
}

/** Index into `lotWidths` of the narrowest that keeps all lots exactly. */
function lotsCode(lots: Float64Array, count: number): 0 | 1 | 2 {
  let code: 0 | 1 = 0;
  for (let k = 0; k < count; k++) {
    const value = lots[k]!;
    if (!Object.is(value, value >>> 0)) return 2;
    if (value !== 0) code = 1;
  }
  return code;
}

function isOneSide(side: Uint8Array, count: number): boolean {
  const first = side[0]!;
  for (let k = 1; k < count; k++) if (side[k] !== first) return false;
  return true;
}
