import { CsvRows } from './csv-rows.ts';
import type { Faults } from './faults.ts';
import type { Fields } from './fields.ts';
import { JsonRows } from './json-rows.ts';

/** The first rows of a file as text, for recognising its format. */
export interface Sample {
  /** Path of the file, with the entry of a zip after a `!`. */
  readonly name: string;
  readonly kind: 'csv' | 'json';
  /** Byte between the fields of a line. */
  readonly separator: number;
  /** Keys of JSON objects; empty otherwise. */
  readonly keys: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Line of each row. */
  readonly lines: readonly number[];
}

const separators = [',', ';', '\t', '|'].map((text) => text.charCodeAt(0));
const mostRows = 1000;

/** @param head the first bytes of the file, without a byte order mark; all of them when `isWhole`. */
export function takeSample(head: Uint8Array, isWhole: boolean, faults: Faults): Sample {
  if (head.includes(0)) throw faults.whole('expected text, came binary data: another format, or a damaged archive');
  const name = faults.file;
  const first = head.find((byte) => byte > 32);
  if (first === undefined) throw faults.whole('the file is empty');
  if (first === 0x5b || first === 0x7b) {
    const collected = new Collector();
    const splitter = new JsonRows(collected, faults);
    splitter.push(head);
    if (isWhole) splitter.end();
    return { name, kind: 'json', separator: 0, keys: splitter.keys, rows: collected.rows, lines: collected.lines };
  }
  // The last line may be cut off.
  const text = isWhole ? head : head.subarray(0, head.lastIndexOf(10) + 1);
  const tables = separators.map((separator) => ({ separator, table: split(text, separator, faults) }));
  const best = tables.toSorted((a, b) => score(b.table) - score(a.table))[0]!;
  return { name, kind: 'csv', separator: best.separator, keys: [], ...best.table };
}

type Table = Pick<Sample, 'rows' | 'lines'>;

function split(text: Uint8Array, separator: number, faults: Faults): Table {
  const collected = new Collector();
  const splitter = new CsvRows(separator, collected, faults);
  splitter.push(text);
  splitter.end();
  return collected;
}

/** A separator is right when it gives many fields, the same number in every line. */
function score(table: Table): number {
  const widths = table.rows.slice(0, 50).map((row) => row.length);
  const width = widths.at(-1) ?? 0;
  return width < 2 ? 0 : (widths.filter((each) => each === width).length / widths.length) * 1000 + width;
}

class Collector {
  readonly rows: string[][] = [];
  readonly lines: number[] = [];

  row(fields: Fields): void {
    if (this.rows.length >= mostRows) return;
    this.rows.push(fields.texts());
    this.lines.push(fields.line);
  }
}
