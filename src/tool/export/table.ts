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

  get isEmpty(): boolean {
    return this.#rows === 0;
  }

  /** @param values in the order of the columns */
  row(values: readonly string[]): void {
    if (this.#format === 'csv') this.#parts.push(`${values.join(',')}\n`);
    else if (this.#format === 'jsonl') this.#parts.push(`${this.#object(values)}\n`);
    else this.#parts.push(`${this.#rows === 0 ? '\n' : ',\n'}${this.#object(values)}`);
    this.#rows++;
  }

  /** After the last of one or more rows. */
  end(): void {
    if (this.#format === 'json') this.#parts.push('\n]\n');
  }

  /** The text since the last `take`; none before the first row, so that nothing is written where there is none. */
  take(): string {
    if (this.isEmpty) return '';
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
