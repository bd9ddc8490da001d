import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { SiisError } from '../util/errors.ts';

/** Writes all of `bytes` at `position`, in as many calls as the system takes. */
export function writeAll(fd: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done, position + done);
}

/** Puts a finished file in the place of another, on disk when this returns. */
export function replaceFile(from: string, to: string): void {
  renameSync(from, to);
  syncFolder(dirname(to));
}

/** Makes renames and removals in a folder last. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Makes a folder and those above it that are missing; one that is there is fine. Node's own recursive way tries for ever
 * where the system says that a folder neither is there nor can be made, as in /proc.
 *
 * @throws SiisError STORE_UNUSABLE
 */
export function makeFolder(folder: string): void {
  try {
    makeWithParents(folder);
  } catch (error) {
    const reason = errnoOf(error) === 'ENOENT' ? 'nothing can be made there; choose another folder' : reasonOf(error);
    if (reason === undefined) throw error;
    throw new SiisError('STORE_UNUSABLE', `the folder ${folder} cannot be made: ${reason}`, undefined, {
      cause: error,
    });
  }
}

function makeWithParents(folder: string): void {
  const parent = dirname(folder);
  if (parent !== folder && !existsSync(parent)) makeWithParents(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    const isThere = errnoOf(error) === 'EEXIST' && statSync(folder).isDirectory();
    if (!isThere) throw error;
  }
}

/** Removes a file; one that is not there is fine. */
export function removeFile(path: string): void {
  try {
    // Not `rmSync`: its errors do not say what the system's was.
    unlinkSync(path);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}

/** Removes a file where the disk lets it: for what whoever comes next removes anyway. */
export function tryToRemove(path: string): void {
  try {
    removeFile(path);
  } catch (error) {
    if (reasonOf(error) === undefined) throw error;
  }
}

/** The system's name for an error (`ENOENT`, `EACCES`, …); `undefined` for other errors. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission is missing; give this user read and write access to it',
  EPERM: 'permission is missing; give this user read and write access to it',
  EROFS: 'it lies on a read-only file system; choose another folder',
  ENOSPC: 'the disk is full; free space and try again',
  EDQUOT: 'the disk quota is used up; free space and try again',
  EMFILE: 'too many files are open; raise the limit (ulimit -n)',
  EIO: 'the disk reports an error; check the disk, then run siis check data',
  EEXIST: 'a file is in the way; choose another folder',
  ENOTDIR: 'a file is in the way; choose another folder',
  SQLITE_CANTOPEN: 'its siis.db cannot be opened; give this user read and write access to the folder',
  SQLITE_READONLY: 'its siis.db is read-only; give this user write access to it',
  SQLITE_PERM: 'its siis.db is read-only; give this user write access to it',
  SQLITE_BUSY: 'another process keeps its siis.db locked; wait until it is done, or stop it',
  SQLITE_FULL: 'the disk is full; free space and try again',
  SQLITE_IOERR: 'the disk reports an error; check the disk, then run siis check data',
  SQLITE_CORRUPT: 'its siis.db is damaged; restore a backup, or import again into a new folder',
};

/** What an error of the system or of SQLite means, and what to do; `undefined` for other errors. */
export function reasonOf(error: unknown): string | undefined {
  const code = errnoOf(error);
  // SQLite's longer codes begin with the plain one: SQLITE_IOERR_WRITE.
  return code === undefined ? undefined : (reasons[code] ?? reasons[code.split('_').slice(0, 2).join('_')]);
}

/** What an error of the file system means for the store at `dir`; other errors come back as they are. */
export function asStoreError(dir: string, error: unknown): unknown {
  const reason = reasonOf(error);
  if (reason === undefined) return error;
  return new SiisError('STORE_UNUSABLE', `the data folder ${dir} cannot be used: ${reason}`, undefined, {
    cause: error,
  });
}
