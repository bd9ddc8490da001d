const capacity = 64;

/** A row of a file as byte ranges of its fields. One object for the whole file. */
export class Fields {
  bytes: Uint8Array = new Uint8Array(0);
  readonly starts = new Int32Array(capacity);
  readonly ends = new Int32Array(capacity);
  /** Fields in the row; only the first 64 are kept. */
  count = 0;
  /** Line of the file that the row begins on, from 1. */
  line = 0;

  add(start: number, end: number): void {
    if (this.count < capacity) {
      this.starts[this.count] = start;
      this.ends[this.count] = end;
    }
    this.count++;
  }

  set(index: number, start: number, end: number): void {
    this.starts[index] = start;
    this.ends[index] = end;
  }

  isEmpty(index: number): boolean {
    return this.starts[index] === this.ends[index];
  }

  /** The text of a field, at most 60 characters of it. */
  text(index: number): string {
    const start = this.starts[index]!;
    const end = Math.min(this.ends[index]!, start + 60);
    return new TextDecoder().decode(this.bytes.subarray(start, end));
  }

  texts(): string[] {
    return Array.from({ length: Math.min(this.count, capacity) }, (_, k) => this.text(k));
  }
}

/** Takes the rows of a file one by one. `fields` is reused. */
export interface RowSink {
  row(fields: Fields): void;
}

/** Cuts the bytes of a file into rows. */
export interface RowSplitter {
  push(chunk: Uint8Array): void;
  /** The file is at its end. @throws SiisError when it ends inside a row. */
  end(): void;
}
