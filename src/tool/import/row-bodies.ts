import { sideBuy, sideSell, sideUnknown } from '../../market/tick-block.ts';
import { DecimalScan } from './decimal-scan.ts';
import type { Faults } from './faults.ts';
import type { Fields } from './fields.ts';
import type { Layout, Role } from './layout.ts';
import { NumberField } from './number-field.ts';
import type { KnownSteps, Series } from './series.ts';

/** Takes the values of a row, whose time has been read, into a series. */
export interface RowBody {
  readonly series: Series;
  add(fields: Fields, time: number): void;
  /** After the last row. @throws SiisError for what only the whole file shows. */
  finish(): void;
  /** What people should know about the rows that were taken. */
  notes(): string[];
}

/** What the bodies of one file share. */
export interface BodyTools {
  readonly layout: Layout;
  readonly faults: Faults;
  readonly known: KnownSteps;
}

/** The number fields of one series; `scan` holds the value read last. */
class Numbers {
  readonly scan = new DecimalScan();
  readonly #series: Series;
  readonly #tools: BodyTools;

  constructor(series: Series, tools: BodyTools) {
    this.#series = series;
    this.#tools = tools;
  }

  price(role: Role): NumberField {
    const { layout, known } = this.#tools;
    const rule = { positive: true, shift: layout.shift, option: known.priceOption };
    return this.#field(role, this.#series.price, rule);
  }

  volume(role: Role): NumberField {
    return this.#field(role, this.#series.volume, { positive: false, option: this.#tools.known.lotOption });
  }

  #field(role: Role, needs: Series['price'], rule: ConstructorParameters<typeof NumberField>[2]): NumberField {
    const { layout, faults } = this.#tools;
    const name = role.replace(/^(bid|ask)(?=[A-Z])/, '$1 ').toLowerCase();
    return new NumberField({ name, column: layout.columns[role] ?? 0 }, { scan: this.scan, needs, faults }, rule);
  }

  /** Writes the value read last into number column `index` of the row. */
  put(index: number): void {
    const { segment } = this.#series.spool;
    segment.mantissas[index]![segment.count] = this.scan.mantissa;
    segment.decimals[index]![segment.count] = this.scan.decimals;
  }

  /** Begins the row. */
  begin(time: number, line: number): void {
    const { segment } = this.#series.spool;
    segment.time[segment.count] = time;
    segment.line[segment.count] = line;
  }

  notes(): string[] {
    const { rounded } = this.scan;
    return rounded === 0
      ? []
      : [`${rounded} numbers were written with more digits than a double holds; read to 15 digits`];
  }
}

export class TradeBody implements RowBody {
  readonly series: Series;
  readonly #numbers: Numbers;
  readonly #price: NumberField;
  readonly #quantity: NumberField;
  readonly #side: number | undefined;
  readonly #buyerMaker: number | undefined;

  constructor(series: Series, tools: BodyTools) {
    this.series = series;
    this.#numbers = new Numbers(series, tools);
    this.#price = this.#numbers.price('price');
    this.#quantity = this.#numbers.volume('quantity');
    this.#side = tools.layout.columns.side;
    this.#buyerMaker = tools.layout.columns.buyerMaker;
  }

  add(fields: Fields, time: number): void {
    this.#numbers.begin(time, fields.line);
    this.#price.read(fields);
    this.#numbers.put(0);
    this.#quantity.read(fields);
    this.#numbers.put(1);
    const { spool } = this.series;
    spool.segment.side[spool.segment.count] = this.#sideOf(fields);
    spool.next();
  }

  finish(): void {
    this.series.spool.flush();
  }

  notes(): string[] {
    return this.#numbers.notes();
  }

  #sideOf(fields: Fields): number {
    if (this.#buyerMaker !== undefined) {
      const byte = fields.bytes[fields.starts[this.#buyerMaker]!]! | 32;
      // t of true, or 1: the buyer was in the book, so the seller took.
      return byte === 116 || byte === 49 ? sideSell : sideBuy;
    }
    if (this.#side === undefined || fields.isEmpty(this.#side)) return sideUnknown;
    const byte = fields.bytes[fields.starts[this.#side]!]! | 32;
    return byte === 98 ? sideBuy : byte === 115 ? sideSell : sideUnknown;
  }
}

/** Share of a tape's quotes that may be crossed, and how far, as a ratio of the price, before the tape is doubted. */
const crossedShare = 0.2;
const crossedDepth = 0.005;

export class QuoteBody implements RowBody {
  readonly series: Series;
  readonly #numbers: Numbers;
  readonly #bid: NumberField;
  readonly #ask: NumberField;
  readonly #faults: Faults;
  readonly #allowCrossed: boolean;
  #crossed = 0;
  #worst = { depth: 0, line: 0, text: '' };

  constructor(series: Series, tools: BodyTools, allowCrossed: boolean) {
    this.series = series;
    this.#numbers = new Numbers(series, tools);
    this.#bid = this.#numbers.price('bid');
    this.#ask = this.#numbers.price('ask');
    this.#faults = tools.faults;
    this.#allowCrossed = allowCrossed;
  }

  add(fields: Fields, time: number): void {
    this.#numbers.begin(time, fields.line);
    const bid = this.#bid.read(fields);
    this.#numbers.put(0);
    const ask = this.#ask.read(fields);
    this.#numbers.put(1);
    if (bid > ask) this.#cross(fields, (bid - ask) / bid);
    const { spool } = this.series;
    spool.segment.side[spool.segment.count] = sideUnknown;
    spool.next();
  }

  /** Real tapes, merged from several banks, hold a few slightly crossed quotes. Many, or a deep one, are a mistake. */
  finish(): void {
    const { spool } = this.series;
    const isWrong = this.#worst.depth > crossedDepth || this.#crossed > spool.count * crossedShare;
    if (isWrong && !this.#allowCrossed) {
      const count = `${this.#crossed} of ${spool.count} rows are crossed`;
      const hint = 'are the columns swapped? --allow-crossed takes them as they are';
      throw this.#faults.row(
        this.#worst.line,
        `bid: expected at most the ask, came ${this.#worst.text}; ${count}; ${hint}`,
      );
    }
    spool.flush();
  }

  notes(): string[] {
    const crossed =
      this.#crossed === 0 ? [] : [`${this.#crossed} quotes are crossed (bid above ask) and kept as they are`];
    return [...crossed, ...this.#numbers.notes()];
  }

  #cross(fields: Fields, depth: number): void {
    this.#crossed++;
    if (depth <= this.#worst.depth) return;
    const text = `bid ${fields.text(this.#bid.column)}, ask ${fields.text(this.#ask.column)}`;
    this.#worst = { depth, line: fields.line, text };
  }
}

/** Columns of a bar, in order; the volume may be missing. */
export type BarRoles = readonly [open: Role, high: Role, low: Role, close: Role, volume: Role | undefined];

export class BarBody implements RowBody {
  readonly series: Series;
  readonly #numbers: Numbers;
  readonly #prices: readonly NumberField[];
  readonly #volume: NumberField | undefined;
  readonly #faults: Faults;
  readonly #mayBeBlank: boolean;
  readonly #values = new Float64Array(4);

  constructor(series: Series, tools: BodyTools, roles: BarRoles) {
    this.series = series;
    this.#numbers = new Numbers(series, tools);
    const volume = roles[4];
    this.#prices = roles.slice(0, 4).map((role) => this.#numbers.price(role!));
    this.#volume =
      volume === undefined || tools.layout.columns[volume] === undefined ? undefined : this.#numbers.volume(volume);
    this.#mayBeBlank = tools.layout.rows === 'quote-bars';
    this.#faults = tools.faults;
  }

  /** A side of a quote bar without any price had no quotes: it makes no bar. */
  add(fields: Fields, time: number): void {
    if (this.#mayBeBlank && this.#isBlank(fields)) return;
    this.#numbers.begin(time, fields.line);
    for (let k = 0; k < 4; k++) {
      this.#values[k] = this.#prices[k]!.read(fields);
      this.#numbers.put(k);
    }
    this.#check(fields);
    const { scan } = this.#numbers;
    if (this.#volume === undefined) {
      scan.mantissa = 0;
      scan.decimals = 0;
    } else {
      this.#volume.read(fields);
    }
    this.#numbers.put(4);
    this.series.spool.next();
  }

  finish(): void {
    this.series.spool.flush();
  }

  notes(): string[] {
    return this.#numbers.notes();
  }

  #isBlank(fields: Fields): boolean {
    for (const price of this.#prices) if (!fields.isEmpty(price.column)) return false;
    return true;
  }

  #check(fields: Fields): void {
    const [open, high, low, close] = this.#values;
    if (high! < low!) throw this.#wrong(fields, 1, `at least the low ${fields.text(this.#prices[2]!.column)}`);
    if (open! > high! || open! < low!) throw this.#wrong(fields, 0, this.#range(fields));
    if (close! > high! || close! < low!) throw this.#wrong(fields, 3, this.#range(fields));
  }

  #range(fields: Fields): string {
    return `a price from the low ${fields.text(this.#prices[2]!.column)} to the high ${fields.text(this.#prices[1]!.column)}`;
  }

  #wrong(fields: Fields, index: number, expected: string): Error {
    const field = this.#prices[index]!;
    return this.#faults.row(fields.line, `${field.name}: expected ${expected}, came ${fields.text(field.column)}`);
  }
}
