import type { JournalDisk } from '../../src/database/journal/journal-disk.ts';
import type { Random } from '../../src/util/random.ts';

/** What happens at one of a disk's calls, counted from 0: the power goes, or the call fails. */
export interface Mishap {
  readonly call: number;
  readonly what: 'power cut' | 'EIO' | 'ENOSPC' | 'EROFS';
}

/** Thrown by the call at which the power goes, and by all after it. */
export class PowerCut extends Error {}

interface Inode {
  bytes: Uint8Array;
  /** What is on disk for certain. */
  durable: Uint8Array;
  /** Pages that are not. */
  dirty: Set<number>;
  /** Pages whose sync failed: the system takes them for clean, and syncs them no more. */
  forgotten: Set<number>;
}

type Names = Map<string, Inode>;

/**
 * A disk in memory with a page cache. Only what was synced outlasts a power cut for certain; of the rest any pages and any names
 * may. A sync that failed forgets the pages it should have written.
 */
export class MemoryDisk implements JournalDisk {
  /** Calls so far that change the disk. */
  calls = 0;
  mishap: Mishap | undefined;
  readonly #random: Random;
  readonly #page: number;
  #names: Names = new Map();
  #durableNames: Names = new Map();
  #renamings: ((names: Names) => void)[] = [];
  #open = new Map<number, Inode>();
  #next = 3;
  #isDead = false;
  #locked = new Set<string>();

  /** @param page bytes that reach the disk together */
  constructor(random: Random, page = 64) {
    this.#random = random;
    this.#page = page;
  }

  /** Power is back: what survived, and nothing else. */
  powerLoss(): void {
    for (const inode of new Set([...this.#names.values(), ...this.#durableNames.values()])) this.#lose(inode);
    for (const apply of this.#renamings) if (this.#random.next() < 0.5) apply(this.#durableNames);
    this.#renamings = [];
    this.#names = new Map(this.#durableNames);
    this.restart();
  }

  /** The process is gone, the system is not: its memory holds all that was written. */
  restart(): void {
    this.#open.clear();
    this.#locked.clear();
    this.#isDead = false;
    this.mishap = undefined;
  }

  /** The bytes of a file. */
  file(path: string): Buffer {
    return Buffer.from(this.#inode(path).bytes);
  }

  /** Gives a file other bytes, on disk at once. */
  tamper(path: string, bytes: Uint8Array): void {
    const inode = { bytes, durable: bytes.slice(), dirty: new Set<number>(), forgotten: new Set<number>() };
    this.#names.set(path, inode);
    this.#durableNames.set(path, inode);
  }

  makeFolder(): void {
    this.#count();
  }

  list(folder: string): string[] {
    const paths = [...this.#names.keys()].filter((path) => path.startsWith(`${folder}/`));
    return paths.map((path) => path.slice(folder.length + 1));
  }

  lock(folder: string): () => void {
    if (this.#locked.has(folder)) throw new Error('locked twice');
    this.#locked.add(folder);
    return () => void this.#locked.delete(folder);
  }

  open(path: string, how: 'read' | 'write' | 'create'): number {
    if (how === 'create') {
      this.#count();
      if (this.#names.has(path)) throw errno('EEXIST');
      const inode = { bytes: new Uint8Array(0), durable: new Uint8Array(0), dirty: new Set(), forgotten: new Set() };
      this.#rename((names) => void names.set(path, inode as Inode));
    }
    this.#open.set(this.#next, this.#inode(path));
    return this.#next++;
  }

  close(file: number): void {
    this.#open.delete(file);
  }

  get openFiles(): number {
    return this.#open.size;
  }

  size(file: number): number {
    return this.#opened(file).bytes.length;
  }

  read(file: number, bytes: Uint8Array, position: number): number {
    const part = this.#opened(file).bytes.subarray(position, position + bytes.length);
    bytes.set(part);
    return part.length;
  }

  write(file: number, bytes: Uint8Array, position: number): void {
    const inode = this.#opened(file);
    this.#count(() => this.#put(inode, bytes.subarray(0, this.#random.below(bytes.length + 1)), position));
    this.#put(inode, bytes, position);
  }

  truncate(file: number, size: number): void {
    this.#count();
    const inode = this.#opened(file);
    inode.bytes = resized(inode.bytes, size);
    inode.dirty.add(Math.floor(size / this.#page));
  }

  sync(file: number): void {
    const inode = this.#opened(file);
    this.#count(() => {
      for (const page of inode.dirty) inode.forgotten.add(page);
      inode.dirty.clear();
    });
    inode.durable = resized(inode.durable, inode.bytes.length);
    for (const page of inode.dirty) this.#persist(inode, page);
    inode.dirty.clear();
  }

  rename(from: string, to: string): void {
    this.#count();
    this.#rename((names) => {
      const inode = names.get(from);
      if (inode === undefined) return;
      names.delete(from);
      names.set(to, inode);
    });
  }

  remove(path: string): void {
    this.#count();
    if (this.#names.has(path)) this.#rename((names) => void names.delete(path));
  }

  syncFolder(): void {
    this.#count();
    for (const apply of this.#renamings) apply(this.#durableNames);
    this.#renamings = [];
  }

  /** Counts a call; at the one of the mishap, half of it happens and it fails. */
  #count(half: () => void = () => undefined): void {
    if (this.#isDead) throw new PowerCut();
    if (this.calls++ !== this.mishap?.call) return;
    half();
    if (this.mishap.what !== 'power cut') throw errno(this.mishap.what);
    this.#isDead = true;
    throw new PowerCut();
  }

  #rename(apply: (names: Names) => void): void {
    apply(this.#names);
    this.#renamings.push(apply);
  }

  #put(inode: Inode, bytes: Uint8Array, position: number): void {
    if (bytes.length === 0) return;
    if (position + bytes.length > inode.bytes.length) inode.bytes = resized(inode.bytes, position + bytes.length);
    inode.bytes.set(bytes, position);
    for (let page = Math.floor(position / this.#page); page * this.#page < position + bytes.length; page++) {
      inode.dirty.add(page);
      inode.forgotten.delete(page);
    }
  }

  #persist(inode: Inode, page: number): void {
    const [from, to] = [page * this.#page, (page + 1) * this.#page];
    inode.durable.set(
      inode.bytes.subarray(from, Math.min(to, inode.durable.length)),
      Math.min(from, inode.durable.length),
    );
  }

  #lose(inode: Inode): void {
    const [least, most] = [inode.durable.length, inode.bytes.length].toSorted((a, b) => a - b) as [number, number];
    const draw = this.#random.below(4);
    inode.durable = resized(
      inode.durable,
      draw === 0 ? least : draw === 1 ? most : least + this.#random.below(most - least + 1),
    );
    const few = this.#random.next();
    for (const page of [...inode.dirty, ...inode.forgotten]) if (this.#random.next() < few) this.#persist(inode, page);
    inode.bytes = inode.durable.slice();
    inode.dirty.clear();
    inode.forgotten.clear();
  }

  #inode(path: string): Inode {
    const inode = this.#names.get(path);
    if (inode === undefined) throw errno('ENOENT');
    return inode;
  }

  #opened(file: number): Inode {
    const inode = this.#open.get(file);
    if (inode === undefined) throw errno('EBADF');
    return inode;
  }
}

function resized(bytes: Uint8Array, length: number): Uint8Array {
  const copy = new Uint8Array(length);
  copy.set(bytes.subarray(0, length));
  return copy;
}

function errno(code: string): Error {
  return Object.assign(new Error(`${code}: a fault was asked for`), { code });
}
