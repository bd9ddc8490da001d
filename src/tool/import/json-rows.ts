import type { Faults } from './faults.ts';
import { Fields, type RowSink, type RowSplitter } from './fields.ts';

const [newline, quote, comma, colon, backslash] = [10, 34, 44, 58, 92];
const [openArray, closeArray, openObject, closeObject] = [91, 93, 123, 125];
const longestRow = 1 << 20;

/**
 * JSON as rows: an array of arrays or of objects, or one object a line. Objects are laid out by the keys of the first
 * one. Numbers stay text, so that no digit is lost; nested values are passed on as they stand.
 */
export class JsonRows implements RowSplitter {
  readonly #sink: RowSink;
  readonly #faults: Faults;
  readonly #fields = new Fields();
  #rest: Uint8Array = new Uint8Array(0);
  #line = 1;
  #state: 'start' | 'rows' | 'lines' | 'done' = 'start';
  #keys: Uint8Array[] = [];

  constructor(sink: RowSink, faults: Faults) {
    this.#sink = sink;
    this.#faults = faults;
  }

  /** Keys of the first object; empty for rows that are arrays. */
  get keys(): string[] {
    return this.#keys.map((key) => new TextDecoder().decode(key));
  }

  push(chunk: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (at < bytes.length) {
      const next = this.#step(bytes, at);
      if (next < 0) break;
      at = next;
    }
    this.#rest = bytes.subarray(at);
    if (this.#rest.length > longestRow)
      throw this.#faults.row(this.#line, 'expected short rows, came one of more than 1 MB');
  }

  end(): void {
    if (this.#rest.length === 0 && this.#state !== 'rows') return;
    throw this.#faults.row(this.#line, 'the JSON ends in the middle: is the file truncated?');
  }

  /** Takes what stands at `at`, between rows. @returns where to go on, or -1 when the row is not all there yet. */
  #step(bytes: Uint8Array, at: number): number {
    const byte = bytes[at]!;
    if (byte === newline) this.#line++;
    if (byte <= 32 || (byte === comma && this.#state === 'rows')) return at + 1;
    if (byte === openArray && this.#state === 'start') {
      this.#state = 'rows';
      return at + 1;
    }
    if (byte === openObject && this.#state === 'start') this.#state = 'lines';
    if (byte === closeArray && this.#state === 'rows') {
      this.#state = 'done';
      return at + 1;
    }
    if (byte === openObject && this.#state !== 'done') return this.#object(bytes, at);
    if (byte === openArray && this.#state === 'rows') return this.#array(bytes, at);
    throw this.#faults.row(this.#line, `expected an array or object a row, came ${preview(bytes, at)}`);
  }

  #array(bytes: Uint8Array, start: number): number {
    const end = closeOf(bytes, start);
    if (end < 0) return -1;
    const fields = this.#fields;
    fields.count = 0;
    for (let from = start + 1; from < end;) {
      const stop = itemEnd(bytes, from, end);
      const value = valueAt(bytes, from, stop);
      fields.add(value.start, value.end);
      from = stop + 1;
    }
    return this.#emit(bytes, start, end);
  }

  #object(bytes: Uint8Array, start: number): number {
    const end = closeOf(bytes, start);
    if (end < 0) return -1;
    const fields = this.#fields;
    const isFirst = this.#keys.length === 0;
    fields.count = 0;
    for (let k = 0; k < this.#keys.length; k++) fields.add(0, 0);
    let position = 0;
    for (let from = start + 1; from < end;) {
      const stop = itemEnd(bytes, from, end);
      const mark = keyEnd(bytes, from, stop);
      if (mark < 0) throw this.#faults.row(this.#line, `expected "key": value, came ${preview(bytes, from)}`);
      const key = valueAt(bytes, from, mark);
      const value = valueAt(bytes, mark + 1, stop);
      if (isFirst) {
        this.#keys.push(bytes.slice(key.start, key.end));
        fields.add(value.start, value.end);
      } else {
        const index = this.#keyIndex(bytes, key, position);
        if (index >= 0) fields.set(index, value.start, value.end);
      }
      position++;
      from = stop + 1;
    }
    return this.#emit(bytes, start, end);
  }

  /** Keys mostly come in the order of the first row. */
  #keyIndex(bytes: Uint8Array, key: Range, position: number): number {
    const expected = this.#keys[position];
    if (expected !== undefined && isAt(bytes, key, expected)) return position;
    return this.#keys.findIndex((each) => isAt(bytes, key, each));
  }

  #emit(bytes: Uint8Array, start: number, end: number): number {
    const fields = this.#fields;
    fields.bytes = bytes;
    fields.line = this.#line;
    if (fields.count > 0) this.#sink.row(fields);
    for (let at = bytes.indexOf(newline, start); at >= 0 && at < end; at = bytes.indexOf(newline, at + 1)) this.#line++;
    return end + 1;
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** The bracket that closes the one at `start`; -1 when it is not there. */
function closeOf(bytes: Uint8Array, start: number): number {
  let depth = 0;
  for (let k = start; k < bytes.length; k++) {
    const byte = bytes[k]!;
    if (byte === quote) {
      k = stringEnd(bytes, k);
    } else if (byte === openArray || byte === openObject) {
      depth++;
    } else if ((byte === closeArray || byte === closeObject) && --depth === 0) {
      return k;
    }
  }
  return -1;
}

/** The comma after the item at `from`, or `end`. */
function itemEnd(bytes: Uint8Array, from: number, end: number): number {
  for (let k = from; k < end; k++) {
    const byte = bytes[k]!;
    if (byte === comma) return k;
    if (byte === quote) k = stringEnd(bytes, k);
    else if (byte === openArray || byte === openObject) k = closeOf(bytes, k);
  }
  return end;
}

/** The colon after the key at `from`; -1 without one. */
function keyEnd(bytes: Uint8Array, from: number, end: number): number {
  let k = from;
  while (k < end && bytes[k]! <= 32) k++;
  if (bytes[k] !== quote) return -1;
  k = stringEnd(bytes, k) + 1;
  while (k < end && bytes[k]! <= 32) k++;
  return k < end && bytes[k] === colon ? k : -1;
}

/** The closing quote of the string that opens at `start`; the end of the bytes when it is not there. */
function stringEnd(bytes: Uint8Array, start: number): number {
  let k = start + 1;
  while (k < bytes.length && bytes[k] !== quote) k += bytes[k] === backslash ? 2 : 1;
  return k;
}

/** Without blanks and quotes around it. */
function valueAt(bytes: Uint8Array, from: number, to: number): Range {
  let [start, end] = [from, to];
  while (start < end && bytes[start]! <= 32) start++;
  while (end > start && bytes[end - 1]! <= 32) end--;
  return end - start >= 2 && bytes[start] === quote && bytes[end - 1] === quote
    ? { start: start + 1, end: end - 1 }
    : { start, end };
}

function isAt(bytes: Uint8Array, range: Range, text: Uint8Array): boolean {
  if (range.end - range.start !== text.length) return false;
  for (let k = 0; k < text.length; k++) if (bytes[range.start + k] !== text[k]) return false;
  return true;
}

function preview(bytes: Uint8Array, at: number): string {
  return JSON.stringify(new TextDecoder().decode(bytes.subarray(at, at + 30)));
}
