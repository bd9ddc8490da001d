import { blockSize, groupSize } from '../../market/tick-block.ts';
import { blockHeadFixed, blockMagic, checksum, maxBodyBytes, maxHeadBytes, pad8 } from './format.ts';

/** Bytes of one value in a plane; 0: every value is the same. 8 only for lots. */
export type PlaneWidth = 0 | 1 | 2 | 4 | 8;

/** The four planes of numbers in a block, in file order. */
export interface PerPlane<T> {
  readonly time: T;
  readonly price: T;
  readonly spread: T;
  readonly lots: T;
}

/** What the sizes of a block follow from. */
export interface BlockShape {
  readonly count: number;
  readonly width: PerPlane<PlaneWidth>;
  /** 0: one side for all; 1: a bit a tick (buy 0, sell 1); 2: two bits a tick. */
  readonly sideBits: 0 | 1 | 2;
  /** Number of values that do not fit their plane. */
  readonly escapes: PerPlane<number>;
}

/** Where everything in a block lies, in bytes from the start of its head. */
export interface BlockLayout extends BlockShape {
  readonly headLength: number;
  readonly bodyLength: number;
  readonly groupCount: number;
  /** Bytes of a full group. */
  readonly groupBytes: number;
  /** Restart points, 16 bytes a group. */
  readonly restartAt: number;
  /** Checksums of the groups, 4 bytes each. */
  readonly groupChecksumAt: number;
  /** Escaped values (lots: 8 bytes, others 4) and their positions in the block (2 bytes). */
  readonly valueAt: PerPlane<number>;
  readonly positionAt: PerPlane<number>;
}

/** What a block's head says besides its layout. */
export interface BlockHead extends BlockLayout {
  /** ms UTC of the first tick. */
  readonly baseTime: number;
  /** ms from the first tick to the last. */
  readonly lastOffset: number;
  readonly sideConstant: number;
  /** Added to every value of the lots and spread planes. */
  readonly lotsBase: number;
  readonly spreadBase: number;
  readonly bodyChecksum: number;
  readonly headChecksum: number;
}

/** Lays out a block. Pure. */
export function layOut(shape: BlockShape): BlockLayout {
  const { escapes } = shape;
  const groupCount = Math.ceil(shape.count / groupSize);
  const restartAt = blockHeadFixed;
  const groupChecksumAt = restartAt + groupCount * 16;
  const lotsAt = pad8(groupChecksumAt + groupCount * 4);
  const timeAt = lotsAt + escapes.lots * 8;
  const priceAt = timeAt + escapes.time * 4;
  const spreadAt = priceAt + escapes.price * 4;
  const timePositionAt = spreadAt + escapes.spread * 4;
  const pricePositionAt = timePositionAt + escapes.time * 2;
  const spreadPositionAt = pricePositionAt + escapes.price * 2;
  const lotsPositionAt = spreadPositionAt + escapes.spread * 2;
  const groupBytes = bytesOfGroup(shape, groupSize);
  const rest = shape.count - (groupCount - 1) * groupSize;
  return {
    ...shape,
    headLength: pad8(lotsPositionAt + escapes.lots * 2),
    bodyLength: (groupCount - 1) * groupBytes + bytesOfGroup(shape, rest),
    groupCount,
    groupBytes,
    restartAt,
    groupChecksumAt,
    valueAt: { time: timeAt, price: priceAt, spread: spreadAt, lots: lotsAt },
    positionAt: { time: timePositionAt, price: pricePositionAt, spread: spreadPositionAt, lots: lotsPositionAt },
  };
}

/** Bytes of a group of `count` ticks: each plane padded to a multiple of 8. */
export function bytesOfGroup(shape: BlockShape, count: number): number {
  const { width } = shape;
  return (
    pad8(width.time * count) +
    pad8(width.price * count) +
    pad8(width.spread * count) +
    pad8(width.lots * count) +
    pad8(Math.ceil((shape.sideBits * count) / 8))
  );
}

/** The lengths that a head claims, from its first 72 bytes; `undefined` when these cannot start a block. */
export function peekLengths(head: DataView): { head: number; body: number } | undefined {
  if (head.byteLength < blockHeadFixed || head.getUint32(0, true) !== blockMagic) return undefined;
  const lengths = { head: head.getUint32(4, true), body: head.getUint32(8, true) };
  const sane = lengths.head >= blockHeadFixed && lengths.head <= maxHeadBytes && lengths.body <= maxBodyBytes;
  return sane ? lengths : undefined;
}

/** Reads a whole head; `undefined` when its checksum or its lengths are wrong. */
export function parseHead(bytes: Uint8Array): BlockHead | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lengths = peekLengths(view);
  if (lengths === undefined || lengths.head > bytes.byteLength) return undefined;
  const headChecksum = view.getUint32(68, true);
  if (headChecksumOf(bytes.subarray(0, lengths.head)) !== headChecksum) return undefined;
  const count = view.getUint32(12, true);
  if (count < 1 || count > blockSize) return undefined;
  const layout = layOut({
    count,
    width: { time: widthAt(view, 28), price: widthAt(view, 29), spread: widthAt(view, 30), lots: widthAt(view, 31) },
    sideBits: sideBitsAt(view, 32),
    escapes: {
      time: view.getUint32(40, true),
      price: view.getUint32(44, true),
      spread: view.getUint32(48, true),
      lots: view.getUint32(52, true),
    },
  });
  if (layout.headLength !== lengths.head || layout.bodyLength !== lengths.body) return undefined;
  return {
    ...layout,
    baseTime: view.getFloat64(16, true),
    lastOffset: view.getUint32(24, true),
    sideConstant: view.getUint8(33),
    bodyChecksum: view.getUint32(36, true),
    lotsBase: view.getFloat64(56, true),
    spreadBase: view.getInt32(64, true),
    headChecksum,
  };
}

/** The checksum of a head: of all its bytes but the four that hold it. */
export function headChecksumOf(head: Uint8Array): number {
  return checksum(head.subarray(72), checksum(head.subarray(0, 68)));
}

function widthAt(view: DataView, at: number): PlaneWidth {
  const width = view.getUint8(at);
  return width === 1 || width === 2 || width === 4 || width === 8 ? width : 0;
}

function sideBitsAt(view: DataView, at: number): 0 | 1 | 2 {
  const bits = view.getUint8(at);
  return bits === 1 || bits === 2 ? bits : 0;
}
