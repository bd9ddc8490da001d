import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SiisError } from '../util/errors.ts';
import { asStoreError, makeFolder } from './disk.ts';
import { isHalfCommitted, needsRecovery, recover } from './file-commit.ts';
import { LockFile } from './lock-file.ts';

/** The lock that imports take. */
export function importLock(dir: string): string {
  return join(dir, 'import.lock');
}

/** The store's database. */
export function databasePath(dir: string): string {
  return join(dir, 'siis.db');
}

/** Checks that a folder can be used as a store, makes it when told to, and finishes what a dead import left. */
export function prepareFolder(dir: string, options: { readonly create: boolean; readonly readonly: boolean }): void {
  try {
    const stat = statSync(dir, { throwIfNoEntry: false });
    if (stat === undefined && !options.create)
      throw unusable(dir, 'it does not exist; import data first, or name another folder');
    if (stat !== undefined && !stat.isDirectory()) throw unusable(dir, 'it is a file; name a folder');
    if (stat === undefined) makeFolder(dir);
    accessSync(dir, options.readonly ? constants.R_OK : constants.R_OK | constants.W_OK);
    if (!existsSync(databasePath(dir)) && (options.readonly || !options.create)) {
      throw unusable(dir, 'it holds no siis.db, so it is no store of siis; import data first, or name another folder');
    }
    if (needsRecovery(dir)) finishImport(dir);
  } catch (error) {
    throw asStoreError(dir, error);
  }
}

/** What is there of a live import is left alone. */
function finishImport(dir: string): void {
  if (!canWrite(dir)) {
    if (!isHalfCommitted(dir)) return;
    throw unusable(
      dir,
      'an import was interrupted in its last step and this folder is read-only; open it once with write access',
    );
  }
  const lock = LockFile.tryTake(importLock(dir));
  if (!(lock instanceof LockFile)) return;
  try {
    recover(dir);
  } finally {
    lock.release();
  }
}

function canWrite(dir: string): boolean {
  try {
    accessSync(dir, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function unusable(dir: string, why: string): SiisError {
  return new SiisError('STORE_UNUSABLE', `the data folder ${dir} cannot be used: ${why}`);
}
