import { assert } from '../../util/assert.ts';
import { checksum } from '../tick-file/format.ts';

/*
 * Constants and headers of the journal's files, version 1. docs/reference/journal-file.md is the specification.
 */

/** The version of the format that is written and read. */
export const journalVersion = 1;
/** Bytes of the header of a segment and of a snapshot. */
export const headerBytes = 128;
/** Bytes of a record before its payload. */
export const recordHeadBytes = 32;
/** Longest payload of a record. */
export const maxPayloadBytes = 2 ** 24;

const sessionAt = 32;
const checksumAt = headerBytes - 4;
const maxSessionBytes = checksumAt - sessionAt;

/** What a file begins with. */
export const fileMagic = { segment: 'SIISJRNL', snapshot: 'SIISSNAP' } as const;

/** What sort of file it is. */
export type FileKind = keyof typeof fileMagic;

/** The head of a segment or of a snapshot. */
export interface FileHeader {
  readonly session: string;
  /** Segment: number of its first record. Snapshot: number of the last record that it covers. */
  readonly sequence: number;
  /** Checksum of the record before (segment) or of the last one covered (snapshot); 0 where there is none. */
  readonly chain: number;
  /** Bytes of a snapshot's payload; 0 for a segment. */
  readonly length: number;
}

/** The bytes of a header. @throws AssertionError for a session that does not fit: 1 to 92 bytes. */
export function encodeHeader(kind: FileKind, header: FileHeader): Buffer {
  const session = Buffer.from(header.session);
  assert(
    session.length > 0 && session.length <= maxSessionBytes,
    `expected a session of 1 to ${maxSessionBytes} bytes, was ${JSON.stringify(header.session)}`,
  );
  const bytes = Buffer.alloc(headerBytes);
  bytes.write(fileMagic[kind], 0, 'latin1');
  bytes.writeUInt16LE(journalVersion, 8);
  bytes.writeUInt16LE(session.length, 10);
  bytes.writeUInt32LE(headerBytes, 12);
  bytes.writeDoubleLE(header.sequence, 16);
  bytes.writeUInt32LE(header.chain, 24);
  bytes.writeUInt32LE(header.length, 28);
  session.copy(bytes, sessionAt);
  bytes.writeUInt32LE(checksum(bytes.subarray(0, checksumAt)), checksumAt);
  return bytes;
}

/** The header in the first bytes of a file, or in words what is wrong with it. */
export function decodeHeader(kind: FileKind, bytes: Buffer): FileHeader | string {
  if (bytes.length < headerBytes) return `expected a header of ${headerBytes} bytes, came ${bytes.length}`;
  const magic = bytes.toString('latin1', 0, 8);
  if (magic !== fileMagic[kind]) return `expected a file that begins with ${fileMagic[kind]}, came ${shown(magic)}`;
  const version = bytes.readUInt16LE(8);
  if (version !== journalVersion) return `expected version ${journalVersion}, was ${version}`;
  if (headerChecksum(bytes) !== checksum(bytes.subarray(0, checksumAt))) return 'the checksum of its header is wrong';
  return {
    session: bytes.toString('utf8', sessionAt, sessionAt + bytes.readUInt16LE(10)),
    sequence: bytes.readDoubleLE(16),
    chain: bytes.readUInt32LE(24),
    length: bytes.readUInt32LE(28),
  };
}

/** The checksum that stands in a header. The checksums of what follows in the file are continued from it. */
export function headerChecksum(bytes: Buffer): number {
  return bytes.readUInt32LE(checksumAt);
}

/** `0000000000000017.journal`: names sort as their numbers do. */
export function fileName(kind: FileKind, sequence: number): string {
  return `${String(sequence).padStart(16, '0')}.${kind === 'segment' ? 'journal' : 'snapshot'}`;
}

/** What a name says; `undefined` when it is that of neither a segment nor a snapshot. */
export function parseFileName(name: string): { readonly kind: FileKind; readonly sequence: number } | undefined {
  const match = /^(\d{16})\.(journal|snapshot)$/.exec(name);
  if (match === null) return undefined;
  return { kind: match[2] === 'journal' ? 'segment' : 'snapshot', sequence: Number(match[1]) };
}

function shown(text: string): string {
  return JSON.stringify(text.replaceAll(/[^ -~]/g, '?'));
}
