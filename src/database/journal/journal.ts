import { basename, join } from 'node:path';
import { assert, AssertionError } from '../../util/assert.ts';
import { SiisError } from '../../util/errors.ts';
import { pad8 } from '../tick-file/format.ts';
import { encodeHeader, fileName, headerBytes, headerChecksum, maxPayloadBytes, recordHeadBytes } from './format.ts';
import { type JournalDisk, machineDisk } from './journal-disk.ts';
import { isOfDisk, wordsOf, spent } from './journal-fault.ts';
import { type JournalPlace, listJournal } from './journal-folder.ts';
import { type JournalEnd, mendTail } from './mend.ts';
import type { EncodedPayload, JournalDamage } from './record.ts';
import { type Range, recordSum } from './record-sum.ts';
import { soundSnapshots, writeSnapshot } from './snapshot.ts';

/** Where and how a journal is written. */
export interface JournalOptions extends JournalPlace {
  readonly session: string;
  /** A segment is followed by another once it has this many bytes; default 64 MiB. */
  readonly segmentBytes?: number;
  /** Bytes of records that are held back until `commit` or until they are so many; default 1 MiB. */
  readonly bufferBytes?: number;
}

/**
 * Takes records and keeps them in the order they came. `append` only copies; `commit` returns once all of them are on disk
 * (one write, one sync, however many there are). Synchronous, for one writer a folder.
 *
 * After any error of the disk the journal is spent: nobody knows then what reached the disk, and a later sync that succeeds
 * proves nothing. Every further call throws; what was committed stays readable, and opening the journal anew finds it.
 */
export class Journal {
  /** What was found torn and cut off when the journal was opened. */
  readonly damage: JournalDamage | undefined;
  readonly #disk: JournalDisk;
  readonly #options: JournalOptions;
  readonly #segmentBytes: number;
  readonly #unlock: () => void;
  #buffer: Buffer;
  #view: DataView;
  #pending = 0;
  readonly #range: Range = { from: 0, to: 0 };
  #file: number;
  #position: number;
  /** Number of the segment's first record. */
  #base: number;
  #salt: number;
  #sequence: number;
  #committed = 0;
  #chain: number;
  #fault: { readonly reason: string; readonly cause: unknown } | undefined;

  private constructor(disk: JournalDisk, options: JournalOptions, unlock: () => void) {
    this.#disk = disk;
    this.#options = options;
    this.#unlock = unlock;
    this.#segmentBytes = options.segmentBytes ?? 1 << 26;
    this.#buffer = Buffer.alloc(options.bufferBytes ?? 1 << 20);
    this.#view = new DataView(this.#buffer.buffer);
    const end = this.#attempt(() => mendTail(options, disk)) ?? this.#begin(1, 0);
    this.damage = end.damage;
    this.#file = end.file;
    this.#position = end.position;
    this.#base = end.base;
    this.#salt = end.salt;
    this.#chain = end.chain;
    this.#sequence = end.sequence;
    this.#committed = end.sequence;
  }

  /**
   * Goes on with the journal of a session, or begins it: cuts a torn tail off (a copy is kept beside it) and makes sure that all
   * the rest is on disk. Reads the last segment once.
   *
   * @throws SiisError JOURNAL_UNREADABLE, JOURNAL_FAILED, STORE_UNUSABLE when another process writes it
   */
  static open(options: JournalOptions): Journal {
    const disk = options.disk ?? machineDisk;
    let unlock: () => void;
    try {
      disk.makeFolder(options.folder);
      unlock = disk.lock(options.folder);
    } catch (error) {
      throw isOfDisk(error) ? spent(options.folder, 0, wordsOf(error), error) : error;
    }
    try {
      return new Journal(disk, options, unlock);
    } catch (error) {
      unlock();
      throw error;
    }
  }

  /** Number of the last record appended; 0 before the first. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Number of the last record that is on disk for certain. */
  get committed(): number {
    return this.#committed;
  }

  /**
   * Adds a record; it is safe after the next `commit`. One of 200 bytes takes ~0.5 µs.
   *
   * @param time ms UTC @returns its number @throws SiisError JOURNAL_FAILED
   */
  append(payload: EncodedPayload, time: number): number {
    if (this.#fault !== undefined) throw this.#failure(this.#fault);
    const { type, version, bytes } = payload;
    if (!fits(payload)) throw misfit(payload);
    if (this.#position + this.#pending >= this.#segmentBytes && this.#sequence >= this.#base) this.#rotate();
    const length = pad8(recordHeadBytes + bytes.length);
    if (this.#pending + length > this.#buffer.length) this.#makeRoom(length);
    const at = this.#pending;
    const end = at + length;
    const sequence = this.#sequence + 1;
    const buffer = this.#buffer;
    const view = this.#view;
    view.setUint32(at + 4, bytes.length, true);
    view.setFloat64(at + 8, sequence, true);
    view.setFloat64(at + 16, time, true);
    view.setUint32(at + 24, sequence - this.#committed, true);
    view.setUint16(at + 28, type, true);
    view.setUint16(at + 30, version, true);
    buffer.set(bytes, at + recordHeadBytes);
    buffer.fill(0, at + recordHeadBytes + bytes.length, end);
    this.#range.from = at + 4;
    this.#range.to = end;
    this.#chain = recordSum(buffer, view, this.#range, this.#salt);
    view.setUint32(at, this.#chain, true);
    this.#pending = end;
    this.#sequence = sequence;
    return sequence;
  }

  /** All records appended so far are on disk when this returns. @throws SiisError JOURNAL_FAILED */
  commit(): void {
    if (this.#fault !== undefined) throw this.#failure(this.#fault);
    if (this.#committed === this.#sequence) return;
    this.#write();
    this.#attempt(() => this.#disk.sync(this.#file));
    this.#committed = this.#sequence;
  }

  /**
   * Commits, then keeps a state that has all records folded in: recovery begins with it. An error leaves the journal as it was,
   * without the snapshot, unless it was the commit that failed. @throws SiisError JOURNAL_FAILED
   */
  snapshot(state: Uint8Array): void {
    this.commit();
    const { folder, session } = this.#options;
    const snapshot = { session, sequence: this.#committed, chain: this.#chain, state };
    try {
      writeSnapshot(this.#disk, folder, snapshot);
    } catch (error) {
      if (!isOfDisk(error)) throw error;
      throw new SiisError(
        'JOURNAL_FAILED',
        `the snapshot up to record ${snapshot.sequence} could not be kept in ${folder}: ${wordsOf(error)}; the journal goes on without it`,
        undefined,
        { cause: error },
      );
    }
  }

  /**
   * Removes what no recovery will read: snapshots but the newest `keep` sound ones, and the segments that the oldest of those
   * covers. Does nothing while there are fewer. @throws SiisError JOURNAL_FAILED
   */
  prune(keep = 2): void {
    assert(keep >= 1, `a journal keeps a snapshot at least, was ${keep}`);
    if (this.#fault !== undefined) throw this.#failure(this.#fault);
    const files = listJournal(this.#options);
    const sound: number[] = [];
    for (const { sequence } of soundSnapshots(this.#options, files, () => undefined)) {
      if (sound.push(sequence) === keep) break;
    }
    const oldest = sound.length === keep ? sound.at(-1)! : 0;
    // The next segment's first record tells where one ends; the last segment is being written.
    const covered = files.segments.filter(
      (_each, k) => (files.segments[k + 1]?.header.sequence ?? Infinity) - 1 <= oldest,
    );
    const snapshots = files.snapshots.filter((sequence) => sequence < oldest);
    const gone = [...covered.map(({ path }) => basename(path)), ...snapshots.map((each) => fileName('snapshot', each))];
    for (const name of gone) {
      this.#attempt(() => {
        this.#disk.remove(join(this.#options.folder, name));
        // One after the other, so that no loss of power leaves a hole between segments.
        this.#disk.syncFolder(this.#options.folder);
      });
    }
  }

  /** Commits and lets go of the folder. A spent journal is closed as it is. @throws SiisError JOURNAL_FAILED */
  close(): void {
    try {
      if (this.#fault === undefined) this.commit();
    } finally {
      this.#disk.close(this.#file);
      this.#unlock();
      this.#fault ??= { reason: 'it is closed', cause: undefined };
    }
  }

  #makeRoom(length: number): void {
    this.#write();
    if (length <= this.#buffer.length) return;
    this.#buffer = Buffer.alloc(length);
    this.#view = new DataView(this.#buffer.buffer);
  }

  #write(): void {
    this.#attempt(() => this.#disk.write(this.#file, this.#buffer.subarray(0, this.#pending), this.#position));
    this.#position += this.#pending;
    this.#pending = 0;
  }

  #rotate(): void {
    this.commit();
    const old = this.#file;
    const { file, position, base, salt } = this.#begin(this.#sequence + 1, this.#chain);
    this.#disk.close(old);
    this.#file = file;
    this.#position = position;
    this.#base = base;
    this.#salt = salt;
  }

  /** A new segment, on disk with its name before a record goes into it. */
  #begin(base: number, chain: number): JournalEnd {
    const { folder, session } = this.#options;
    const header = encodeHeader('segment', { session, sequence: base, chain, length: 0 });
    return this.#attempt(() => {
      const file = this.#disk.open(join(folder, fileName('segment', base)), 'create');
      try {
        this.#disk.write(file, header, 0);
        this.#disk.sync(file);
        this.#disk.syncFolder(folder);
      } catch (error) {
        this.#disk.close(file);
        throw error;
      }
      const salt = headerChecksum(header);
      return { file, position: headerBytes, base, salt, chain, sequence: base - 1, damage: undefined };
    });
  }

  #attempt<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      this.#fault = { reason: wordsOf(error), cause: error };
      throw isOfDisk(error) ? this.#failure(this.#fault) : error;
    }
  }

  #failure({ reason, cause }: { readonly reason: string; readonly cause: unknown }): SiisError {
    return spent(this.#options.folder, this.#committed, reason, cause);
  }
}

function fits({ type, version, bytes }: EncodedPayload): boolean {
  return type > 0 && type < 65_536 && version > 0 && version < 65_536 && bytes.length <= maxPayloadBytes;
}

/** Apart from the test, so that a record that fits makes no text. */
function misfit({ type, version, bytes }: EncodedPayload): AssertionError {
  return new AssertionError(
    `expected a type and a version from 1 to 65535 and at most ${maxPayloadBytes} bytes, was ${type}, ${version} and ${bytes.length}`,
  );
}
