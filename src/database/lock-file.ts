import { linkSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { SiisError } from '../util/errors.ts';
import { errnoOf, reasonOf, removeFile, tryToRemove } from './disk.ts';

/** Who holds a lock. `born` tells a process from a later one of the same number; empty where the system keeps it secret. */
interface Holder {
  readonly pid: number;
  readonly born: string;
  readonly serial: number;
  /** Machine that it runs on; empty in locks of older versions. */
  readonly host: string;
}

let serial = 0;

/**
 * A file that one process at a time can hold. The lock of a process that died is taken over. Works among processes of
 * one machine, not over network file systems.
 */
export class LockFile {
  readonly #path: string;
  readonly #text: string;

  private constructor(path: string, text: string) {
    this.#path = path;
    this.#text = text;
  }

  /** @param what for the message: what cannot be used while another holds it. @throws SiisError STORE_UNUSABLE */
  static take(path: string, what: string): LockFile {
    const lock = orUnusable(path, what, () => LockFile.tryTake(path));
    if (lock instanceof LockFile) return lock;
    throw new SiisError(
      'STORE_UNUSABLE',
      `${what} is in use by process ${lock.pid}${lock.host === '' ? '' : ` on ${lock.host}`}; wait until it is done, or stop it (lock ${path})`,
    );
  }

  /** The lock, or who holds it. */
  static tryTake(path: string): LockFile | { readonly pid: number; readonly host: string } {
    serial += 1;
    const text = JSON.stringify({ pid: process.pid, born: birthOf(process.pid), serial, host: hostname() });
    for (let attempt = 0; attempt < 8; attempt++) {
      if (create(path, text)) return new LockFile(path, text);
      const found = read(path);
      const holder = parse(found);
      if (holder !== undefined && isAlive(holder)) return { pid: holder.pid, host: holder.host };
      if (found !== undefined) clear(path, found);
    }
    return { pid: NaN, host: '' };
  }

  /** The living process that holds the lock; `undefined` when none does. */
  static holderOf(path: string): { readonly pid: number; readonly host: string } | undefined {
    const holder = parse(read(path));
    return holder !== undefined && isAlive(holder) ? { pid: holder.pid, host: holder.host } : undefined;
  }

  /** True while a living process holds the lock. */
  static isHeld(path: string): boolean {
    return LockFile.holderOf(path) !== undefined;
  }

  /** Lets go. Again does nothing; nor does a disk that refuses: the lock of a process that is over is taken over. */
  release(): void {
    if (read(this.#path) === this.#text) tryToRemove(this.#path);
  }
}

/** Errors of the disk, in words. */
function orUnusable<Result>(path: string, what: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    throw new SiisError(
      'STORE_UNUSABLE',
      `${what} cannot be used: its lock ${path} cannot be made: ${reason}`,
      undefined,
      {
        cause: error,
      },
    );
  }
}

/** Makes the lock with its text in one step, so that nobody ever reads half of it. */
function create(path: string, text: string): boolean {
  const mine = `${path}.${process.pid}.${serial}`;
  try {
    writeFileSync(mine, text);
    linkSync(mine, path);
    return true;
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'EEXIST') return false;
    // A file system without hard links: the next best.
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS') return createPlain(path, text);
    throw error;
  } finally {
    removeFile(mine);
  }
}

function createPlain(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a dead lock that reads `found`; one that changed hands meanwhile is put back. */
function clear(path: string, found: string): void {
  const aside = `${path}.dead.${process.pid}.${serial}`;
  try {
    renameSync(path, aside);
    if (read(aside) !== found) linkSync(aside, path);
  } catch (error) {
    const code = errnoOf(error);
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
  } finally {
    removeFile(aside);
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(text: string | undefined): Holder | undefined {
  const match = /^\{"pid":(\d+),"born":"([^"]*)","serial":(\d+)(?:,"host":"([^"]*)")?\}$/.exec(text ?? '');
  if (match === null) return undefined;
  return { pid: Number(match[1]), born: match[2] ?? '', serial: Number(match[3]), host: match[4] ?? '' };
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (errnoOf(error) === 'ESRCH') return false;
  }
  const born = birthOf(holder.pid);
  return born === '' || holder.born === '' || born === holder.born;
}

/** When a process began, in the system's own count (Linux); empty where it cannot be told. */
function birthOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
