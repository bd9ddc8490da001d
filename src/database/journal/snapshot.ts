import { join } from 'node:path';
import { checksum } from '../tick-file/format.ts';
import { decodeHeader, encodeHeader, fileName, headerBytes, headerChecksum } from './format.ts';
import type { JournalDisk } from './journal-disk.ts';
import type { JournalFiles, JournalPlace } from './journal-folder.ts';
import { type ReadingDisk, unreadable } from './journal-fault.ts';
import type { ChainPoint } from './journal-reader.ts';

/** The state of a session after a record, in bytes that only the session understands. */
export interface Snapshot extends ChainPoint {
  readonly session: string;
  readonly state: Uint8Array;
}

/** Puts a snapshot on disk whole or not at all. Its records must be on disk before. */
export function writeSnapshot(disk: JournalDisk, folder: string, snapshot: Snapshot): void {
  const { session, sequence, chain, state } = snapshot;
  const header = encodeHeader('snapshot', { session, sequence, chain, length: state.length });
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(checksum(state, headerChecksum(header)));
  const path = join(folder, fileName('snapshot', sequence));
  const temporary = `${path}.tmp`;
  try {
    disk.remove(temporary);
    const file = disk.open(temporary, 'create');
    try {
      disk.write(file, header, 0);
      disk.write(file, state, headerBytes);
      disk.write(file, sum, headerBytes + state.length);
      disk.sync(file);
    } finally {
      disk.close(file);
    }
    disk.rename(temporary, path);
    disk.syncFolder(folder);
  } catch (error) {
    // What may not last must not be relied upon, and a full disk needs the room.
    for (const left of [temporary, path]) tryToRemove(disk, left);
    throw error;
  }
}

function tryToRemove(disk: JournalDisk, path: string): void {
  try {
    disk.remove(path);
  } catch {
    // The error that led here is the one to tell.
  }
}

/** The snapshot up to `sequence`, or in words what is wrong with it. */
export function readSnapshot(disk: ReadingDisk, folder: string, sequence: number): Snapshot | string {
  const path = join(folder, fileName('snapshot', sequence));
  const file = disk.open(path, 'read');
  try {
    const size = disk.size(file);
    const bytes = Buffer.alloc(headerBytes);
    const header = decodeHeader('snapshot', bytes.subarray(0, disk.read(file, bytes, 0)));
    if (typeof header === 'string') return `${path}: ${header}`;
    if (header.sequence !== sequence)
      return `${path}: expected a snapshot up to record ${sequence}, was ${header.sequence}`;
    const length = headerBytes + header.length + 4;
    if (size !== length) return `${path}: expected ${length} bytes, came ${size}`;
    const rest = Buffer.alloc(header.length + 4);
    disk.read(file, rest, headerBytes);
    const state = rest.subarray(0, header.length);
    if (checksum(state, headerChecksum(bytes)) !== rest.readUInt32LE(header.length))
      return `${path}: the checksum of its state is wrong`;
    return { session: header.session, sequence, chain: header.chain, state };
  } finally {
    disk.close(file);
  }
}

/** The sound snapshots of a journal, the newest first, and what is wrong with the others. Each is read when asked for. */
export function* soundSnapshots(
  place: JournalPlace,
  files: JournalFiles,
  onFault: (fault: string) => void,
): Generator<Snapshot> {
  for (const sequence of files.snapshots.toReversed()) {
    const snapshot = readSnapshot(files.disk, place.folder, sequence);
    if (typeof snapshot === 'string') {
      onFault(snapshot);
      continue;
    }
    if (files.session !== undefined && snapshot.session !== files.session) {
      const path = join(place.folder, fileName('snapshot', sequence));
      throw unreadable(
        path,
        32,
        `expected session ${files.session}, came ${snapshot.session}; it belongs to another journal`,
      );
    }
    yield snapshot;
  }
}
