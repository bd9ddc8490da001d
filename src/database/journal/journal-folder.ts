import { join } from 'node:path';
import { SiisError } from '../../util/errors.ts';
import { decodeHeader, fileName, headerBytes, headerChecksum, parseFileName } from './format.ts';
import { type JournalDisk, machineDisk } from './journal-disk.ts';
import { type ReadingDisk, readingDisk, unreadable } from './journal-fault.ts';
import type { JournalDamage } from './record.ts';
import type { SegmentFile } from './segment-reader.ts';

/** Where a journal lies. One folder holds one session. */
export interface JournalPlace {
  readonly folder: string;
  /** Records of another session are refused; absent: whatever session the first file names. */
  readonly session?: string;
  /** Default: the disk of this machine. */
  readonly disk?: JournalDisk;
}

/** The files of a journal, by what their names and headers say. */
export interface JournalFiles {
  readonly disk: ReadingDisk;
  /** Of the first segment, or the one asked for; `undefined` for an empty folder. */
  readonly session: string | undefined;
  /** In the order of their records. */
  readonly segments: readonly SegmentFile[];
  /** A last segment that was being made when writing stopped: no record can be in it. */
  readonly unborn: JournalDamage | undefined;
  /** Numbers of the last record covered, rising. */
  readonly snapshots: readonly number[];
}

/** Lists a journal and reads all headers. @throws SiisError JOURNAL_UNREADABLE */
export function listJournal(place: JournalPlace): JournalFiles {
  const disk = readingDisk(place.disk ?? machineDisk, place.folder);
  const found = disk
    .list(place.folder)
    .toSorted()
    .map(parseFileName)
    .filter((each) => each !== undefined);
  const bases = found.filter(({ kind }) => kind === 'segment').map(({ sequence }) => sequence);
  const segments: SegmentFile[] = [];
  let { session } = place;
  let unborn: JournalDamage | undefined;
  for (const base of bases) {
    const path = join(place.folder, fileName('segment', base));
    const segment = readSegmentHeader(disk, path);
    // Records follow only once the header is on disk; so a short file was never finished and holds none.
    if (typeof segment === 'string' && base === bases.at(-1) && sizeOf(disk, path) <= headerBytes) {
      unborn = unbornFile(path, base, sizeOf(disk, path));
      break;
    }
    if (typeof segment === 'string') throw unreadable(path, 0, segment);
    session ??= segment.header.session;
    checkHeader(segment, base, session);
    segments.push(segment);
  }
  const snapshots = found.filter(({ kind }) => kind === 'snapshot').map(({ sequence }) => sequence);
  return { disk, session, segments, unborn, snapshots };
}

/**
 * Refuses a journal whose files do not reach up to the one that was being made, or up to a snapshot: what is between is missing.
 *
 * @param last number of the last record there is @param proven number of the last record that a snapshot covers
 * @throws SiisError JOURNAL_UNREADABLE
 */
export function checkEnd(folder: string, { unborn }: JournalFiles, last: number, proven: number): void {
  if (unborn !== undefined && unborn.sequence !== last + 1)
    throw unreadable(
      unborn.file,
      0,
      `its name says record ${unborn.sequence}, the files before it end at ${last}; records are missing`,
    );
  if (last >= proven) return;
  throw new SiisError(
    'JOURNAL_UNREADABLE',
    `${folder}: it ends at record ${last}, and a snapshot covers record ${proven}; records are missing`,
  );
}

function unbornFile(file: string, sequence: number, bytes: number): JournalDamage {
  const message = `${file}, byte 0: expected a header of ${headerBytes} bytes, came ${bytes} that are none; the file was not finished and holds no record`;
  return { kind: 'torn-tail', file, byte: 0, bytes, sequence, message };
}

/** What a header says against its own name and the session; otherwise nothing happens. */
function checkHeader({ path, header }: SegmentFile, base: number, session: string): void {
  if (header.sequence !== base)
    throw unreadable(path, 16, `it begins with record ${header.sequence} and its name says ${base}; it was renamed`);
  if (header.session !== session)
    throw unreadable(path, 32, `expected session ${session}, came ${header.session}; it belongs to another journal`);
}

function readSegmentHeader(disk: ReadingDisk, path: string): SegmentFile | string {
  const file = disk.open(path, 'read');
  try {
    const bytes = Buffer.alloc(headerBytes);
    const got = disk.read(file, bytes, 0);
    const header = decodeHeader('segment', bytes.subarray(0, got));
    if (typeof header === 'string') return header;
    return { path, header, salt: headerChecksum(bytes), size: disk.size(file) };
  } finally {
    disk.close(file);
  }
}

function sizeOf(disk: ReadingDisk, path: string): number {
  const file = disk.open(path, 'read');
  try {
    return disk.size(file);
  } finally {
    disk.close(file);
  }
}
