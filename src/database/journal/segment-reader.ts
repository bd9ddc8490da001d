import { pad8 } from '../tick-file/format.ts';
import { type FileHeader, headerBytes, maxPayloadBytes, recordHeadBytes } from './format.ts';
import type { ReadingDisk } from './journal-fault.ts';
import type { JournalDamage, JournalRecord } from './record.ts';
import { type Range, recordSum } from './record-sum.ts';

/** A segment whose header is sound. */
export interface SegmentFile {
  readonly path: string;
  readonly header: FileHeader;
  /** The checksum that stands in the header. */
  readonly salt: number;
  /** Bytes of the file when it was looked at. */
  readonly size: number;
}

interface MutableRecord extends JournalRecord {
  type: number;
  version: number;
  bytes: Uint8Array;
  sequence: number;
  time: number;
  byte: number;
}

/**
 * Reads the records of one segment in order and stops at the first that is not sound. Memory: the longest record.
 * A record of 200 bytes takes ~0.5 µs.
 */
export class SegmentReader {
  /** The record that `next` found. */
  readonly record: JournalRecord;
  readonly #record: MutableRecord;
  readonly #disk: ReadingDisk;
  readonly #file: number;
  readonly #segment: SegmentFile;
  /** A later segment shows that all of this one had been on disk. */
  readonly #isFollowed: boolean;
  #buffer: Buffer;
  #view: DataView;
  /** The buffer holds bytes [start, end) of the file. */
  #start = 0;
  #end = 0;
  #position = headerBytes;
  #last: number;
  #chain: number;
  #open = headerBytes;
  #damage: JournalDamage | undefined;
  readonly #range: Range = { from: 0, to: 0 };
  /** What `#parse` found: checksum, length with padding, records not on disk when it was written. */
  #sum = 0;
  #length = 0;
  #backlog = 0;

  constructor(disk: ReadingDisk, segment: SegmentFile, isFollowed: boolean) {
    this.#disk = disk;
    this.#segment = segment;
    this.#isFollowed = isFollowed;
    this.#buffer = Buffer.alloc(Math.min(1 << 18, segment.size));
    this.#view = new DataView(this.#buffer.buffer);
    this.#last = segment.header.sequence - 1;
    this.#chain = segment.header.chain;
    const { path: file } = segment;
    this.#record = { file, type: 0, version: 0, bytes: this.#buffer, sequence: 0, time: 0, byte: 0 };
    this.record = this.#record;
    this.#file = disk.open(file, 'read');
  }

  /** Number of the last good record, and its checksum; those of the record before the segment at its start. */
  get last(): number {
    return this.#last;
  }

  get chain(): number {
    return this.#chain;
  }

  /** Where the good records end. */
  get end(): number {
    return this.#position;
  }

  /** Where those records begin that nothing in this file shows to have been on disk. */
  get open(): number {
    return this.#open;
  }

  /** Why there is no next record although the file goes on. */
  get damage(): JournalDamage | undefined {
    return this.#damage;
  }

  /** Goes on to the next record; false at the end and at damage. */
  next(): boolean {
    if (this.#position === this.#segment.size || this.#damage !== undefined) return false;
    if (!this.#parse(this.#position) || this.#record.sequence !== this.#last + 1) {
      this.#damage = this.#judge();
      return false;
    }
    // The first record after a sync says that all before it are on disk.
    if (this.#backlog === 1) this.#open = this.#position;
    this.#position += this.#length;
    this.#last = this.#record.sequence;
    this.#chain = this.#sum;
    return true;
  }

  close(): void {
    this.#disk.close(this.#file);
  }

  /** True when a sound record begins at `position`; then `#record` is that one. */
  #parse(position: number): boolean {
    if (!this.#isPlausible(position)) return false;
    if (!this.#fill(position, this.#length)) return false;
    const at = position - this.#start;
    this.#range.from = at + 4;
    this.#range.to = at + this.#length;
    this.#sum = recordSum(this.#buffer, this.#view, this.#range, this.#segment.salt);
    if (this.#sum !== this.#view.getUint32(at, true)) return false;
    const record = this.#record;
    record.time = this.#view.getFloat64(at + 16, true);
    record.type = this.#view.getUint16(at + 28, true);
    record.version = this.#view.getUint16(at + 30, true);
    const start = at + recordHeadBytes;
    record.bytes = this.#buffer.subarray(start, start + this.#view.getUint32(at + 4, true));
    record.byte = position;
    return true;
  }

  /** A cheap look at the head, so that the search for records behind damage seldom needs a checksum. */
  #isPlausible(position: number): boolean {
    if (!this.#fill(position, recordHeadBytes)) return false;
    const at = position - this.#start;
    const payload = this.#view.getUint32(at + 4, true);
    const sequence = this.#view.getFloat64(at + 8, true);
    const backlog = this.#view.getUint32(at + 24, true);
    if (payload > maxPayloadBytes || backlog < 1 || backlog > sequence) return false;
    if (!Number.isSafeInteger(sequence) || sequence < this.#segment.header.sequence) return false;
    this.#length = pad8(recordHeadBytes + payload);
    this.#backlog = backlog;
    this.#record.sequence = sequence;
    return position + this.#length <= this.#segment.size;
  }

  /** Makes sure that the buffer holds `length` bytes from `position` on. */
  #fill(position: number, length: number): boolean {
    if (position >= this.#start && position + length <= this.#end) return true;
    if (position + length > this.#segment.size) return false;
    if (length > this.#buffer.length) {
      this.#buffer = Buffer.alloc(length);
      this.#view = new DataView(this.#buffer.buffer);
    }
    const wanted = Math.min(this.#buffer.length, this.#segment.size - position);
    const got = this.#disk.read(this.#file, this.#buffer.subarray(0, wanted), position);
    this.#start = position;
    this.#end = position + got;
    return got >= length;
  }

  /**
   * A torn tail or worse. Pages that were not synced may reach the disk in any order, so a sound record behind a hole
   * proves nothing by itself; it does when it says that the missing one had been on disk before.
   */
  #judge(): JournalDamage {
    const [byte, expected] = [this.#position, this.#last + 1];
    const came = this.#describe();
    let [behind, witness] = [0, 0];
    for (let at = byte; at + recordHeadBytes <= this.#segment.size;) {
      if (!this.#parse(at)) {
        at += 8;
        continue;
      }
      behind += 1;
      if (this.#record.sequence - this.#backlog >= expected) witness = this.#record.sequence;
      at += this.#length;
    }
    const { path: file, size } = this.#segment;
    const kind = witness > 0 || this.#isFollowed ? 'broken' : 'torn-tail';
    const lost = `the ${size - byte} bytes from there on are left out`;
    const also = behind === 0 ? '' : `, with ${behind} whole records that had not been on disk for certain either`;
    const shownBy = witness > 0 ? `record ${witness} behind it` : 'a later file';
    const what =
      kind === 'torn-tail'
        ? `it was not on disk for certain: ${lost}${also}`
        : `it had been on disk (${shownBy} shows it), so the file was damaged later`;
    const message = `${file}, byte ${byte}: expected record ${expected}, came ${came}; ${what}`;
    return { kind, file, byte, bytes: size - byte, sequence: expected, message };
  }

  #describe(): string {
    const rest = this.#segment.size - this.#position;
    if (this.#parse(this.#position)) return `record ${this.#record.sequence}`;
    if (rest < recordHeadBytes) return `${rest} bytes, too few for a record`;
    const head = Buffer.alloc(recordHeadBytes);
    this.#disk.read(this.#file, head, this.#position);
    if (head.every((value) => value === 0)) return 'zeros';
    const length = pad8(recordHeadBytes + head.readUInt32LE(4));
    const isCut = head.readDoubleLE(8) === this.#last + 1 && length > rest;
    return isCut ? `${rest} of its ${length} bytes` : 'bytes with a wrong checksum';
  }
}
