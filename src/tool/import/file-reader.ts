import { CsvRows } from './csv-rows.ts';
import { isDukascopyDelta, unpackDukascopyDelta } from './dukascopy-delta.ts';
import type { Faults } from './faults.ts';
import type { RowSink, RowSplitter } from './fields.ts';
import { JsonRows } from './json-rows.ts';
import type { FormatName, Layout, LayoutWishes } from './layout.ts';
import { recognise } from './recognise.ts';
import { takeSample } from './sample.ts';
import type { Entry } from './unpack.ts';

const headSize = 1 << 16;
const comma = 44;
/** Delta-coded files are read whole; they hold an hour or a day. */
const largestDelta = 1 << 28;

/** What the reader of a file does with its rows. */
export interface Reader<Rows extends RowSink> {
  readonly format: FormatName;
  readonly wishes: LayoutWishes;
  /** Called once, when the layout is known. */
  begin(layout: Layout): Rows;
  /** Called with the size of every chunk of unpacked bytes; may throw to stop. */
  progress(bytes: number): void;
}

/** Recognises the layout of a stream of bytes and hands all its rows to what `begin` makes. */
export async function readRows<Rows extends RowSink>(
  entry: Pick<Entry, 'chunks' | 'isPacked'>,
  faults: Faults,
  reader: Reader<Rows>,
): Promise<Rows> {
  const source = entry.chunks[Symbol.asyncIterator]();
  try {
    return await readSource(source, faults, reader);
  } catch (error) {
    // Rows that make no sense may be those of a damaged archive, which shows at its end.
    if (entry.isPacked)
      for (let next = await source.next(); next.done !== true; next = await source.next())
        reader.progress(next.value.length);
    throw error;
  } finally {
    // Closes the file when a row was refused before its end.
    await source.return?.();
  }
}

async function readSource<Rows extends RowSink>(
  source: AsyncIterator<Uint8Array>,
  faults: Faults,
  reader: Reader<Rows>,
): Promise<Rows> {
  const { head, isWhole } = await readHead(source, headSize, reader);
  const text = withoutMark(head);
  if (isDukascopyDelta(textOf(text.subarray(0, 4096)))) {
    const rest = isWhole ? [] : [(await readHead(source, largestDelta, reader)).head];
    return readDelta(textOf(Buffer.concat([text, ...rest])), faults, reader);
  }
  const sample = takeSample(text, isWhole, faults);
  const layout = recognise(sample, { format: reader.format, wishes: reader.wishes }, faults);
  faults.hint = layout.hint;
  const rows = reader.begin(layout);
  const splitter: RowSplitter =
    sample.kind === 'json' ? new JsonRows(rows, faults) : new CsvRows(sample.separator, rows, faults);
  splitter.push(text);
  for (let next = await source.next(); next.done !== true; next = await source.next()) {
    reader.progress(next.value.length);
    splitter.push(next.value);
  }
  splitter.end();
  return rows;
}

function readDelta<Rows extends RowSink>(text: string, faults: Faults, reader: Reader<Rows>): Rows {
  const unpacked = unpackDukascopyDelta(text, faults);
  const rows = reader.begin(unpacked.layout);
  const splitter = new CsvRows(comma, rows, faults);
  splitter.push(Buffer.from(unpacked.text));
  splitter.end();
  return rows;
}

async function readHead<Rows extends RowSink>(
  source: AsyncIterator<Uint8Array>,
  size: number,
  reader: Reader<Rows>,
): Promise<{ head: Uint8Array; isWhole: boolean }> {
  const parts: Uint8Array[] = [];
  let length = 0;
  let isWhole = false;
  while (length < size && !isWhole) {
    const next = await source.next();
    if (next.done === true) {
      isWhole = true;
    } else {
      reader.progress(next.value.length);
      parts.push(next.value);
      length += next.value.length;
    }
  }
  return { head: Buffer.concat(parts), isWhole };
}

/** Drops a byte order mark. */
function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
