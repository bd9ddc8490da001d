import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { errnoOf, makeFolder, removeFile, syncFolder, writeAll } from '../disk.ts';
import { LockFile } from '../lock-file.ts';

/**
 * What the journal asks of a disk. Every method throws what the system says. Only what was synced outlasts a loss of
 * power: a file by `sync`, its name by `syncFolder`.
 */
export interface JournalDisk {
  /** Makes a folder and those above it, to last. One that is there is fine. @throws SiisError STORE_UNUSABLE */
  makeFolder(folder: string): void;
  /** Names in a folder; none when there is no such folder. */
  list(folder: string): string[];
  /** Keeps other writers out of a folder; the function lets go. @throws SiisError STORE_UNUSABLE */
  lock(folder: string): () => void;
  /** A handle for reading, or for reading and writing; `create` makes a file that is not there yet. */
  open(path: string, how: 'read' | 'write' | 'create'): number;
  close(file: number): void;
  /** Length in bytes. */
  size(file: number): number;
  /** Fills `bytes` from `position` on; returns how many came. Fewer means that the file ends there. */
  read(file: number, bytes: Uint8Array, position: number): number;
  /** Writes all of `bytes`. When it throws, any part of them may have been written. */
  write(file: number, bytes: Uint8Array, position: number): void;
  truncate(file: number, size: number): void;
  /** The file's bytes and length are on disk when this returns. */
  sync(file: number): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** New, renamed and removed names of the folder are on disk when this returns. */
  syncFolder(folder: string): void;
}

/** The disk of this machine. */
export const machineDisk: JournalDisk = {
  makeFolder: makeLasting,
  list: (folder) => orMissing(() => readdirSync(folder), []),
  lock: (folder) => {
    const lock = LockFile.take(join(folder, 'lock'), `the journal ${folder}`);
    return () => lock.release();
  },
  open: (path, how) => openSync(path, how === 'read' ? 'r' : how === 'write' ? 'r+' : 'wx+'),
  close: closeSync,
  size: (file) => fstatSync(file).size,
  read: (file, bytes, position) => {
    let done = 0;
    while (done < bytes.length) {
      const got = readSync(file, bytes, done, bytes.length - done, position + done);
      if (got === 0) break;
      done += got;
    }
    return done;
  },
  write: writeAll,
  truncate: ftruncateSync,
  // The length counts as data here: without it the bytes could not be read again.
  sync: fdatasyncSync,
  rename: renameSync,
  remove: removeFile,
  syncFolder,
};

function makeLasting(folder: string): void {
  const missing: string[] = [];
  for (let at = folder; !existsSync(at); at = dirname(at)) missing.push(at);
  makeFolder(folder);
  // The folder's own name in any case: a process may have died between making it and this.
  for (const made of new Set([...missing.toReversed(), folder])) syncFolder(dirname(made));
}

function orMissing<Value>(work: () => Value, missing: Value): Value {
  try {
    return work();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return missing;
    throw error;
  }
}
