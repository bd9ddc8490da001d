import { SiisError } from '../../util/errors.ts';
import { checkEnd, type JournalFiles, type JournalPlace, listJournal } from './journal-folder.ts';
import { unreadable } from './journal-fault.ts';
import type { JournalDamage, JournalRecord } from './record.ts';
import { type SegmentFile, SegmentReader } from './segment-reader.ts';

/** A record by number and checksum: enough to tell one history from another. */
export interface ChainPoint {
  readonly sequence: number;
  readonly chain: number;
}

/** Where reading begins, and what is known besides. */
export interface ReadFrom {
  /** Records behind this one; its checksum must be the one given. Absent: from the first record there is. */
  readonly after?: ChainPoint;
  /** Records up to this one had been on disk. */
  readonly proven?: number;
}

/**
 * Streams the records of a journal in order, in constant memory. Whatever is missing, misplaced or damaged before its torn tail
 * is an error at the place where it is, never a gap.
 */
export class JournalReader {
  readonly #folder: string;
  readonly #files: JournalFiles;
  readonly #from: ReadFrom;
  readonly #proven: number;
  #index: number;
  #reader: SegmentReader | undefined;
  #damage: JournalDamage | undefined;
  #last: number;

  constructor(folder: string, files: JournalFiles, from: ReadFrom) {
    this.#folder = folder;
    this.#files = files;
    this.#from = from;
    this.#proven = Math.max(from.proven ?? 0, from.after?.sequence ?? 0);
    this.#index = this.#firstSegment();
    const first = files.segments[this.#index];
    this.#last = first === undefined ? 0 : first.header.sequence - 1;
    try {
      if (first === undefined) this.#finish(undefined);
      else this.#openSegment(first);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** @throws SiisError JOURNAL_UNREADABLE */
  static open(place: JournalPlace, from: ReadFrom = {}): JournalReader {
    return new JournalReader(place.folder, listJournal(place), from);
  }

  /** The torn tail, once reading came to it. */
  get damage(): JournalDamage | undefined {
    return this.#damage;
  }

  /** Number of the last record read. */
  get last(): number {
    return this.#last;
  }

  /** The next record, valid until the next call; `undefined` at the end. @throws SiisError JOURNAL_UNREADABLE */
  next(): JournalRecord | undefined {
    const wanted = this.#from.after?.sequence ?? 0;
    while (this.#reader !== undefined) {
      if (!this.#reader.next()) {
        this.#turn(this.#reader);
        continue;
      }
      this.#last = this.#reader.last;
      if (this.#last > wanted) return this.#reader.record;
      if (this.#last === wanted) this.#checkStart(this.#reader);
    }
    return undefined;
  }

  close(): void {
    this.#reader?.close();
    this.#reader = undefined;
  }

  /** The last segment that begins at or before the first record wanted. */
  #firstSegment(): number {
    const { segments } = this.#files;
    const { after } = this.#from;
    if (after === undefined || segments.length === 0) return 0;
    const index = segments.findLastIndex(({ header }) => header.sequence <= after.sequence + 1);
    if (index >= 0) return index;
    const { path, header } = segments[0]!;
    throw unreadable(
      path,
      16,
      `expected record ${after.sequence + 1} here or before, came ${header.sequence}; the files before it are missing`,
    );
  }

  #openSegment(segment: SegmentFile): void {
    const { segments, unborn, disk } = this.#files;
    // A segment is begun only when all before it is on disk.
    const isLast = this.#index === segments.length - 1 && unborn === undefined;
    this.#reader = new SegmentReader(disk, segment, !isLast);
    if (segment.header.sequence - 1 === this.#from.after?.sequence) this.#checkStart(this.#reader);
  }

  #checkStart(reader: SegmentReader): void {
    const { after } = this.#from;
    if (after === undefined || after.chain === reader.chain) return;
    throw new SiisError(
      'JOURNAL_UNREADABLE',
      `${reader.record.file}: record ${after.sequence} is another than the one that the snapshot up to it was made with`,
    );
  }

  /** The end of a segment: on to the next one, or the end of the journal. */
  #turn(reader: SegmentReader): void {
    const { damage } = reader;
    if (damage?.kind === 'broken') throw new SiisError('JOURNAL_UNREADABLE', damage.message);
    const next = this.#files.segments[this.#index + 1];
    reader.close();
    this.#reader = undefined;
    if (next === undefined) {
      this.#finish(damage);
      return;
    }
    if (next.header.sequence !== this.#last + 1) {
      const what = next.header.sequence > this.#last ? 'records or a whole file are missing' : 'they overlap';
      throw unreadable(
        next.path,
        16,
        `expected record ${this.#last + 1} to follow ${reader.record.file}, came ${next.header.sequence}; ${what}`,
      );
    }
    if (next.header.chain !== reader.chain)
      throw unreadable(next.path, 24, `it does not follow ${reader.record.file}: it was written after another file`);
    this.#index += 1;
    this.#openSegment(next);
  }

  #finish(damage: JournalDamage | undefined): void {
    checkEnd(this.#folder, this.#files, this.#last, this.#proven);
    this.#damage = damage ?? this.#files.unborn;
  }
}
