import { closeSync, openSync, readSync } from 'node:fs';
import { Grid } from '../../market/grid.ts';
import { type InstrumentId, instrumentId } from '../../market/instrument.ts';
import type { TickKind, TickScale } from '../../market/tick-block.ts';
import { SiisError } from '../../util/errors.ts';
import type { Month } from '../month.ts';
import { checksum, fileMagic, fileVersion, pad8 } from './format.ts';

/** What only a sealed file knows about itself. */
export interface Seal {
  readonly count: number;
  /** Time of the first and last tick, ms UTC. */
  readonly first: number;
  readonly last: number;
  readonly blockCount: number;
  /** Where the directory starts; the index sections lie before it. */
  readonly directoryOffset: number;
  readonly directoryChecksum: number;
  readonly fileLength: number;
}

/** The head of a tick file: whose ticks, which month, in which steps. */
export interface TickFileHeader {
  readonly instrument: InstrumentId;
  readonly kind: TickKind;
  readonly scale: TickScale;
  readonly month: Month;
  readonly seal: Seal | undefined;
}

const fixed = 80;

/** The bytes of a header. Its length depends on the texts only, so a seal can be written over the open header. */
export function encodeHeader(header: TickFileHeader): Uint8Array {
  const texts = [header.instrument, header.scale.priceStep, header.scale.lotStep].map((text) => Buffer.from(text));
  const [id = Buffer.alloc(0), price = Buffer.alloc(0), lot = Buffer.alloc(0)] = texts;
  const length = pad8(fixed + id.length + price.length + lot.length + 4);
  const bytes = Buffer.alloc(length);
  bytes.write(fileMagic, 0, 'latin1');
  bytes.writeUInt16LE(fileVersion, 8);
  bytes.writeUInt8(header.kind === 'quote' ? 1 : 0, 10);
  bytes.writeUInt32LE(length, 12);
  bytes.writeUInt32LE(header.month, 16);
  if (header.seal !== undefined) writeSeal(bytes, header.seal);
  bytes.writeUInt16LE(id.length, 76);
  bytes.writeUInt8(price.length, 78);
  bytes.writeUInt8(lot.length, 79);
  Buffer.concat([id, price, lot]).copy(bytes, fixed);
  bytes.writeUInt32LE(checksum(bytes.subarray(0, length - 4)), length - 4);
  return bytes;
}

function writeSeal(bytes: Buffer, seal: Seal): void {
  bytes.writeUInt8(1, 11);
  bytes.writeUInt32LE(seal.blockCount, 20);
  bytes.writeDoubleLE(seal.count, 24);
  bytes.writeDoubleLE(seal.first, 32);
  bytes.writeDoubleLE(seal.last, 40);
  bytes.writeDoubleLE(seal.directoryOffset, 48);
  bytes.writeDoubleLE(seal.fileLength, 56);
  bytes.writeUInt32LE(seal.directoryChecksum, 64);
}

function readSeal(bytes: Buffer): Seal | undefined {
  if (bytes.readUInt8(11) === 0) return undefined;
  return {
    blockCount: bytes.readUInt32LE(20),
    count: bytes.readDoubleLE(24),
    first: bytes.readDoubleLE(32),
    last: bytes.readDoubleLE(40),
    directoryOffset: bytes.readDoubleLE(48),
    fileLength: bytes.readDoubleLE(56),
    directoryChecksum: bytes.readUInt32LE(64),
  };
}

/** The header of the file at `path`. @throws SiisError DATA_CORRUPT when it is damaged or of another version. */
export function headerOf(path: string): TickFileHeader {
  const fd = openSync(path, 'r');
  try {
    return readHeader(fd, path).header;
  } finally {
    closeSync(fd);
  }
}

/** Reads the header of an open file. @throws SiisError DATA_CORRUPT when it is damaged or of another version. */
export function readHeader(fd: number, file: string): { header: TickFileHeader; length: number } {
  const start = Buffer.alloc(fixed);
  const got = readSync(fd, start, 0, fixed, 0);
  if (got < fixed || start.toString('latin1', 0, 8) !== fileMagic) throw damaged(file, 'it does not start like one');
  const version = start.readUInt16LE(8);
  if (version !== fileVersion) throw damaged(file, `expected version ${fileVersion}, was ${version}`);
  const length = start.readUInt32LE(12);
  const bytes = Buffer.alloc(Math.min(length, 65_536));
  readSync(fd, bytes, 0, bytes.length, 0);
  if (
    bytes.length !== length ||
    length <= fixed ||
    checksum(bytes.subarray(0, length - 4)) !== bytes.readUInt32LE(length - 4)
  ) {
    throw damaged(file, 'the checksum of its header is wrong');
  }
  return { header: parse(bytes), length };
}

function parse(bytes: Buffer): TickFileHeader {
  const idEnd = fixed + bytes.readUInt16LE(76);
  const priceEnd = idEnd + bytes.readUInt8(78);
  const lotEnd = priceEnd + bytes.readUInt8(79);
  return {
    instrument: instrumentId(bytes.toString('utf8', fixed, idEnd)),
    kind: bytes.readUInt8(10) === 1 ? 'quote' : 'trade',
    scale: {
      priceStep: bytes.toString('latin1', idEnd, priceEnd),
      lotStep: bytes.toString('latin1', priceEnd, lotEnd),
    },
    month: bytes.readUInt32LE(16),
    seal: readSeal(bytes),
  };
}

/** A scale in its shortest spelling, so that equal scales give equal files. */
export function plainScale(scale: TickScale): TickScale {
  return { priceStep: new Grid(scale.priceStep).step, lotStep: new Grid(scale.lotStep).step };
}

function damaged(file: string, why: string): SiisError {
  return new SiisError(
    'DATA_CORRUPT',
    `expected a tick file, but ${why}; move the file away and import its month again`,
    {
      file,
    },
  );
}
