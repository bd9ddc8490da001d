import { SiisError } from '../../util/errors.ts';
import { errnoOf, reasonOf } from '../disk.ts';
import type { JournalDisk } from './journal-disk.ts';

/** An error that the system reports, as against one of ours. */
export function isOfDisk(error: unknown): boolean {
  return !(error instanceof SiisError) && errnoOf(error) !== undefined;
}

/** What went wrong, in words, with what the system calls it. */
export function wordsOf(error: unknown): string {
  const reason = reasonOf(error);
  if (reason !== undefined) return `${reason} (${errnoOf(error)})`;
  return error instanceof Error ? error.message : String(error);
}

/** An error of a file that names the place in it. */
export function unreadable(file: string, byte: number, message: string): SiisError {
  return new SiisError('JOURNAL_UNREADABLE', `${file}, byte ${byte}: ${message}`);
}

/** A journal that takes no more records; `committed` is the last one on disk for certain, 0 when that is not known. */
export function spent(folder: string, committed: number, reason: string, cause: unknown): SiisError {
  const safe = committed === 0 ? '' : `; up to record ${committed} it is on disk for certain`;
  const message = `the journal ${folder} takes no more records: ${reason}${safe}`;
  return new SiisError('JOURNAL_FAILED', message, undefined, { cause });
}

/** The part of a disk that readers need. */
export type ReadingDisk = Pick<JournalDisk, 'list' | 'open' | 'close' | 'size' | 'read'>;

/** The same disk for reading a journal, its errors coded: JOURNAL_UNREADABLE with what the system said. */
export function readingDisk(disk: JournalDisk, folder: string): ReadingDisk {
  const coded = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      if (!isOfDisk(error)) throw error;
      const message = `the journal ${folder} cannot be read: ${wordsOf(error)}`;
      throw new SiisError('JOURNAL_UNREADABLE', message, undefined, { cause: error });
    }
  };
  return {
    list: (path) => coded(() => disk.list(path)),
    open: (path, how) => coded(() => disk.open(path, how)),
    close: (file) => disk.close(file),
    size: (file) => coded(() => disk.size(file)),
    read: (file, bytes, position) => coded(() => disk.read(file, bytes, position)),
  };
}
