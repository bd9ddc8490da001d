import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SiisError } from '../../util/errors.ts';

/** Rows of a segment. */
const capacity = 65_536;

/** Checked rows as columns: exact decimals whose common step is not known before the last row. */
export class Segment {
  readonly time = new Float64Array(capacity);
  readonly line = new Float64Array(capacity);
  readonly side = new Uint8Array(capacity);
  readonly mantissas: readonly Float64Array[];
  readonly decimals: readonly Uint8Array[];
  count = 0;

  /** @param numbers how many number columns a row has */
  constructor(numbers: number) {
    this.mantissas = Array.from({ length: numbers }, () => new Float64Array(capacity));
    this.decimals = Array.from({ length: numbers }, () => new Uint8Array(capacity));
  }

  get isFull(): boolean {
    return this.count === capacity;
  }

  /** The columns as bytes, in a fixed order. */
  columns(count: number): Uint8Array[] {
    const all = [this.time, this.line, ...this.mantissas, this.side, ...this.decimals];
    return all.map((column) => new Uint8Array(column.buffer, 0, count * column.BYTES_PER_ELEMENT));
  }
}

interface Stored {
  readonly count: number;
  readonly size: number;
  /** Bytes in memory, or the place in the spill file. */
  readonly bytes: Uint8Array | undefined;
  readonly position: number;
}

/**
 * Keeps the segments of all series of an import until every file has been checked: in memory up to a bound, then in a
 * temporary file, so that memory does not grow with the files.
 */
export class SpoolStore {
  readonly #bound: number;
  #used = 0;
  #folder: string | undefined;
  #descriptor: number | undefined;
  #position = 0;

  /** @param bound most bytes to keep in memory; default 64 MB */
  constructor(bound = 64 * 1024 * 1024) {
    this.#bound = bound;
  }

  put(segment: Segment): Stored {
    const parts = segment.columns(segment.count);
    const size = parts.reduce((sum, part) => sum + part.length, 0);
    const common = { count: segment.count, size };
    if (this.#used + size <= this.#bound) {
      this.#used += size;
      return { ...common, bytes: Buffer.concat(parts), position: 0 };
    }
    const position = this.#position;
    try {
      for (const part of parts) this.#write(part);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new SiisError(
        'STORE_UNUSABLE',
        `the temporary file of the import cannot be written in ${tmpdir()}: ${why}`,
      );
    }
    return { ...common, bytes: undefined, position };
  }

  /** Fills `segment` with what was put. */
  get(stored: Stored, segment: Segment): void {
    segment.count = stored.count;
    let at = 0;
    for (const column of segment.columns(stored.count)) {
      if (stored.bytes !== undefined) column.set(stored.bytes.subarray(at, at + column.length));
      else this.#read(column, stored.position + at);
      at += column.length;
    }
  }

  /** Removes the temporary file. */
  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
    this.#remove();
  }

  /** An open file needs no name, where the system allows that; so nothing is left behind when the process dies. */
  #remove(): void {
    try {
      if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    } catch {
      // It is removed when it is closed.
    }
  }

  #write(part: Uint8Array): void {
    const descriptor = this.#open();
    for (let at = 0; at < part.length;) at += writeSync(descriptor, part, at, part.length - at, this.#position + at);
    this.#position += part.length;
  }

  #read(part: Uint8Array, position: number): void {
    const descriptor = this.#open();
    for (let at = 0; at < part.length;) at += readSync(descriptor, part, at, part.length - at, position + at);
  }

  #open(): number {
    if (this.#descriptor === undefined) {
      this.#folder = mkdtempSync(join(tmpdir(), 'siis-import-'));
      this.#descriptor = openSync(join(this.#folder, 'rows'), 'w+');
      this.#remove();
    }
    return this.#descriptor;
  }
}

/** The rows of one series, written once, then read in order. */
export class Spool {
  readonly #store: SpoolStore;
  readonly #segment: Segment;
  readonly #stored: Stored[] = [];
  count = 0;

  constructor(store: SpoolStore, segment: Segment) {
    this.#store = store;
    this.#segment = segment;
  }

  /** The segment whose row `count` is the next to fill; `next` moves on. */
  get segment(): Segment {
    return this.#segment;
  }

  /** The row is whole. */
  next(): void {
    this.count++;
    this.#segment.count++;
    if (this.#segment.isFull) this.flush();
  }

  /** Lets go of the segment, for the next series. */
  flush(): void {
    if (this.#segment.count > 0) this.#stored.push(this.#store.put(this.#segment));
    this.#segment.count = 0;
  }

  /** All rows, segment by segment; each is valid until the next. */
  *segments(): Generator<Segment> {
    for (const stored of this.#stored) {
      this.#store.get(stored, this.#segment);
      yield this.#segment;
    }
    this.#segment.count = 0;
  }
}
