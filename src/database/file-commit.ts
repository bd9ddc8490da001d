import {
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  fsyncSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { removeFile, syncFolder } from './disk.ts';

/** What a commit does to the disk, step by step; a test stops it at every step. */
export interface CommitDisk {
  /** Writes a file, on disk when it returns. */
  write(path: string, text: string): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** Makes what was done in a folder last. */
  sync(folder: string): void;
}

const nodeDisk: CommitDisk = { write: writeSynced, rename: renameSync, remove: removeFile, sync: syncFolder };

interface Move {
  /** Both relative to the store. */
  readonly from: string;
  readonly to: string;
}

const folder = 'incoming';
const record = `${folder}/commit.json`;

/**
 * Puts several new files in place, all or none, also when the process dies on the way: they are written aside, then a
 * record of all renames is put on disk, then they are renamed. `recover` finishes what has a record and clears away
 * what has none. One at a time; the caller holds the store's import lock.
 */
export class FileCommit {
  readonly #dir: string;
  readonly #disk: CommitDisk;
  #moves: Move[] = [];
  #serial = 0;

  constructor(dir: string, disk: CommitDisk = nodeDisk) {
    this.#dir = dir;
    this.#disk = disk;
    mkdirSync(join(dir, folder), { recursive: true });
  }

  /** Where to write what will replace `path` (relative to the store). The writer puts it on disk. */
  stage(path: string): string {
    const from = `${folder}/${this.#serial++}.tmp`;
    this.#moves.push({ from, to: path });
    return join(this.#dir, from);
  }

  /** Forgets what was staged for `path`. */
  drop(path: string): void {
    for (const move of this.#moves) if (move.to === path) removeFile(join(this.#dir, move.from));
    this.#moves = this.#moves.filter((move) => move.to !== path);
  }

  /** Puts all staged files in place. After an error it is for `recover` to finish or undo: `abort` does nothing then. */
  commit(): void {
    const moves = this.#moves;
    this.#moves = [];
    if (moves.length === 0) return;
    for (const { to } of moves) makeFolder(this.#dir, dirname(to), this.#disk);
    this.#disk.write(join(this.#dir, `${record}.tmp`), JSON.stringify(moves));
    this.#disk.rename(join(this.#dir, `${record}.tmp`), join(this.#dir, record));
    this.#disk.sync(join(this.#dir, folder));
    finish(this.#dir, moves, this.#disk);
  }

  /** Clears away what was staged. */
  abort(): void {
    for (const { from } of this.#moves) removeFile(join(this.#dir, from));
    this.#moves = [];
  }
}

/** True when `recover` has something to do. */
export function needsRecovery(dir: string): boolean {
  return existsSync(join(dir, folder)) && readdirSync(join(dir, folder)).length > 0;
}

/** True when an import was committed whose files are not all in place. */
export function isHalfCommitted(dir: string): boolean {
  return existsSync(join(dir, record));
}

/** Finishes or clears away what a process left that died in an import. The caller holds the import lock. */
export function recover(dir: string): void {
  if (isHalfCommitted(dir)) finish(dir, readRecord(join(dir, record)), nodeDisk);
  for (const name of readdirSync(join(dir, folder))) removeFile(join(dir, folder, name));
}

function finish(dir: string, moves: readonly Move[], disk: CommitDisk): void {
  for (const { from, to } of moves) {
    // One that is gone was renamed before the process died.
    if (existsSync(join(dir, from))) disk.rename(join(dir, from), join(dir, to));
  }
  for (const target of new Set(moves.map(({ to }) => dirname(to)))) disk.sync(join(dir, target));
  disk.remove(join(dir, record));
  disk.sync(join(dir, folder));
}

function readRecord(path: string): Move[] {
  const moves: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return Array.isArray(moves) ? moves.filter(isMove) : [];
}

function isMove(value: unknown): value is Move {
  if (typeof value !== 'object' || value === null || !('from' in value) || !('to' in value)) return false;
  return typeof value.from === 'string' && typeof value.to === 'string';
}

/** Makes `path` below `dir`, each new level on disk. */
function makeFolder(dir: string, path: string, disk: CommitDisk): void {
  if (existsSync(join(dir, path))) return;
  makeFolder(dir, dirname(path), disk);
  mkdirSync(join(dir, path), { recursive: true });
  disk.sync(join(dir, dirname(path)));
}

function writeSynced(path: string, text: string): void {
  writeFileSync(path, text);
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
