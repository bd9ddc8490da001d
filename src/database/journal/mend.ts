import { join } from 'node:path';
import { SiisError } from '../../util/errors.ts';
import { headerBytes } from './format.ts';
import type { JournalDisk } from './journal-disk.ts';
import { checkEnd, type JournalFiles, type JournalPlace, listJournal } from './journal-folder.ts';
import type { JournalDamage } from './record.ts';
import { SegmentReader } from './segment-reader.ts';
import { soundSnapshots } from './snapshot.ts';

/** Where a journal goes on: an open file, and what its next record follows. */
export interface JournalEnd {
  readonly file: number;
  readonly position: number;
  /** Number of the segment's first record. */
  readonly base: number;
  readonly salt: number;
  readonly chain: number;
  /** Number of the last record. */
  readonly sequence: number;
  readonly damage: JournalDamage | undefined;
}

/**
 * Makes the end of a journal fit to be written on: a torn tail is cut off, and what is left is on disk for certain. `undefined`
 * when there is none yet. @throws SiisError JOURNAL_UNREADABLE, and what the disk throws
 */
export function mendTail(place: JournalPlace, disk: JournalDisk): JournalEnd | undefined {
  const { folder } = place;
  const files = listJournal(place);
  const segment = files.segments.at(-1);
  const newest = soundSnapshots(place, files, () => undefined).next().value?.sequence ?? 0;
  if (segment === undefined) {
    checkEnd(folder, files, 0, newest);
    clear(disk, folder, files);
    return undefined;
  }
  // A segment is begun only when all before it is on disk.
  const reader = new SegmentReader(files.disk, segment, files.unborn !== undefined);
  try {
    while (reader.next());
    const { damage, end, open, last, chain } = reader;
    if (damage?.kind === 'broken') throw new SiisError('JOURNAL_UNREADABLE', damage.message);
    checkEnd(folder, files, last, newest);
    clear(disk, folder, files);
    const file = disk.open(segment.path, 'write');
    try {
      if (damage !== undefined) keepCopy(disk, file, damage, folder);
      settle(disk, file, open, end);
    } catch (error) {
      disk.close(file);
      throw error;
    }
    const { salt, header } = segment;
    const found = damage ?? files.unborn;
    return { file, position: end, base: header.sequence, salt, chain, sequence: last, damage: found };
  } finally {
    reader.close();
  }
}

/** Removes what was not finished: a last segment without records, snapshots under their temporary names. */
function clear(disk: JournalDisk, folder: string, { unborn }: JournalFiles): void {
  if (unborn !== undefined) disk.remove(unborn.file);
  for (const name of disk.list(folder)) if (name.endsWith('.snapshot.tmp')) disk.remove(join(folder, name));
  disk.syncFolder(folder);
}

/** What is cut off is kept beside the file, for whoever wants to know. */
function keepCopy(disk: JournalDisk, file: number, damage: JournalDamage, folder: string): void {
  const path = `${damage.file}.${damage.byte}.torn`;
  disk.remove(path);
  const copy = disk.open(path, 'create');
  try {
    copyBytes(disk, { from: file, to: copy }, [damage.byte, damage.byte + damage.bytes], damage.byte);
    disk.sync(copy);
    disk.syncFolder(folder);
  } finally {
    disk.close(copy);
  }
}

/**
 * Writes again what nothing shows to have been on disk, then syncs. A sync alone would not do: where one failed before, the
 * system holds the bytes in memory, takes them for written, and has nothing left to sync.
 */
function settle(disk: JournalDisk, file: number, open: number, end: number): void {
  disk.truncate(file, end);
  copyBytes(disk, { from: file, to: file }, [open === headerBytes ? 0 : open, end], 0);
  disk.sync(file);
}

function copyBytes(
  disk: JournalDisk,
  files: { from: number; to: number },
  range: readonly [number, number],
  origin: number,
): void {
  const buffer = Buffer.alloc(Math.min(1 << 18, range[1] - range[0]));
  for (let at = range[0]; at < range[1]; at += buffer.length) {
    const part = buffer.subarray(0, Math.min(buffer.length, range[1] - at));
    disk.read(files.from, part, at);
    disk.write(files.to, part, at - origin);
  }
}
