/** How an export is written: lines of CSV, one JSON array, or a JSON object a line. */
export type ExportFormat = 'csv' | 'json' | 'jsonl';

/** Writes rows of exact decimal text, in pieces. */
export class Table {
  readonly #columns: readonly string[];
  readonly #format: ExportFormat;
  /** Columns whose values are words, not numbers. */
  readonly #words: ReadonlySet<string>;
  #rows = 0;
  #parts: string[] = [];

  constructor(columns: readonly string[], format: ExportFormat, words: readonly string[] = []) {
    this.#columns = columns;
    this.#format = format;
    this.#words = new Set(words);
    if (format === 'csv') this.#parts.push(`${columns.join(',')}\n`);
    else if (format === 'json') this.#parts.push('[');
  }

  /** @param values in the order of the columns */
  row(values: readonly string[]): void {
    if (this.#format === 'csv') this.#parts.push(`${values.join(',')}\n`);
    else if (this.#format === 'jsonl') this.#parts.push(`${this.#object(values)}\n`);
    else this.#parts.push(`${this.#rows === 0 ? '\n' : ',\n'}${this.#object(values)}`);
    this.#rows++;
  }

  end(): void {
    if (this.#format === 'json') this.#parts.push(this.#rows === 0 ? ']\n' : '\n]\n');
  }

  /** The text since the last `take`. */
  take(): string {
    const text = this.#parts.join('');
    this.#parts = [];
    return text;
  }

  /** Numbers keep all their digits: they are written as they stand. */
  #object(values: readonly string[]): string {
    const fields = this.#columns.map(
      (name, k) => `"${name}":${this.#words.has(name) ? JSON.stringify(values[k]) : values[k]}`,
    );
    return `{${fields.join(',')}}`;
  }
}
