import type { Faults } from './faults.ts';
import { Fields, type RowSink, type RowSplitter } from './fields.ts';

const newline = 10;
const carriageReturn = 13;
const space = 32;
const quote = 34;
const longestLine = 1 << 20;

/** Text lines with separated fields. Blank lines are passed over; CRLF, quotes and blanks around fields are taken off. */
export class CsvRows implements RowSplitter {
  readonly #separator: number;
  readonly #sink: RowSink;
  readonly #faults: Faults;
  readonly #fields = new Fields();
  #rest: Uint8Array = new Uint8Array(0);
  #line = 0;

  /** @param separator one byte, such as that of `,` */
  constructor(separator: number, sink: RowSink, faults: Faults) {
    this.#separator = separator;
    this.#sink = sink;
    this.#faults = faults;
  }

  push(chunk: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let start = 0;
    for (let stop = bytes.indexOf(newline); stop >= 0; stop = bytes.indexOf(newline, start)) {
      this.#split(bytes, start, stop);
      start = stop + 1;
    }
    this.#rest = bytes.subarray(start);
    if (this.#rest.length > longestLine)
      throw this.#faults.row(this.#line + 1, 'expected lines of text, came 1 MB without a line end');
  }

  end(): void {
    const rest = this.#rest;
    this.#rest = new Uint8Array(0);
    if (rest.length > 0) this.#split(rest, 0, rest.length);
  }

  #split(bytes: Uint8Array, start: number, stop: number): void {
    this.#line++;
    const end = stop > start && bytes[stop - 1] === carriageReturn ? stop - 1 : stop;
    if (end === start) return;
    const fields = this.#fields;
    fields.bytes = bytes;
    fields.count = 0;
    fields.line = this.#line;
    const separator = this.#separator;
    let field = start;
    for (let k = start; k < end; k++) {
      const byte = bytes[k]!;
      if (byte === separator) {
        this.#add(bytes, field, k);
        field = k + 1;
      } else if (byte === quote && k === field) {
        k = this.#closingQuote(bytes, k + 1, end);
      }
    }
    this.#add(bytes, field, end);
    this.#sink.row(fields);
  }

  #closingQuote(bytes: Uint8Array, from: number, end: number): number {
    const at = bytes.indexOf(quote, from);
    if (at < 0 || at >= end) throw this.#faults.row(this.#line, 'a quote is opened and not closed');
    return at;
  }

  #add(bytes: Uint8Array, start: number, end: number): void {
    let [first, last] = [start, end];
    while (first < last && bytes[first] === space) first++;
    while (last > first && bytes[last - 1] === space) last--;
    if (last - first >= 2 && bytes[first] === quote && bytes[last - 1] === quote) {
      first++;
      last--;
    }
    this.#fields.add(first, last);
  }
}
