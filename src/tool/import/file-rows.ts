import type { BarSide } from '../../market/bar.ts';
import type { Faults } from './faults.ts';
import type { Fields, RowSink } from './fields.ts';
import { Identity } from './identity.ts';
import type { Layout } from './layout.ts';
import { BarBody, type BodyTools, QuoteBody, type RowBody, TradeBody } from './row-bodies.ts';
import { RowTime } from './row-time.ts';
import type { KnownSteps, SeriesMaker } from './series.ts';

/** What the command line says about the rows. */
export interface RowWishes {
  readonly side: BarSide;
  readonly allowCrossed: boolean;
  readonly known: KnownSteps;
}

/** Checks the rows of one file one after the other and spools them. */
export class FileRows implements RowSink {
  readonly time: RowTime;
  readonly bodies: readonly RowBody[];
  readonly identity: Identity;
  /** Rows taken. */
  count = 0;
  readonly #layout: Layout;
  readonly #faults: Faults;
  #awaitsHeader: boolean;

  constructor(maker: SeriesMaker, file: { layout: Layout; faults: Faults }, wishes: RowWishes) {
    this.#layout = file.layout;
    this.#faults = file.faults;
    this.#awaitsHeader = file.layout.hasHeader;
    if (file.layout.format === 'json' || file.layout.format === 'dukascopy')
      this.#faults.rowNumber = () => this.count + 1;
    this.identity = new Identity(file.layout.identity, file.faults);
    this.time = new RowTime(file.layout, file.faults);
    this.bodies = makeBodies(maker, { ...file, known: wishes.known }, wishes);
  }

  row(fields: Fields): void {
    if (this.#awaitsHeader) {
      this.#awaitsHeader = false;
      return;
    }
    if (fields.count !== this.#layout.width) {
      throw this.#faults.row(fields.line, `expected ${this.#layout.width} columns, came ${fields.count}`);
    }
    this.identity.check(fields);
    const time = this.time.read(fields);
    for (const body of this.bodies) body.add(fields, time);
    this.count++;
  }

  /** @throws SiisError when the file as a whole is wrong. */
  finish(): void {
    if (this.count === 0) throw this.#faults.whole('expected rows, came none');
    for (const body of this.bodies) body.finish();
  }
}

function makeBodies(maker: SeriesMaker, tools: BodyTools, wishes: RowWishes): RowBody[] {
  const { known } = tools;
  switch (tools.layout.rows) {
    case 'trades':
      return [new TradeBody(maker.make({ kind: 'trade' }, known), tools)];
    case 'quotes':
      return [new QuoteBody(maker.make({ kind: 'quote' }, known), tools, wishes.allowCrossed)];
    case 'bars': {
      const series = maker.make({ kind: 'bars', side: wishes.side }, known);
      return [new BarBody(series, tools, ['open', 'high', 'low', 'close', 'volume'])];
    }
    case 'quote-bars':
      return [
        new BarBody(maker.make({ kind: 'bars', side: 'bid' }, known, 0), tools, [
          'bidOpen',
          'bidHigh',
          'bidLow',
          'bidClose',
          undefined,
        ]),
        new BarBody(maker.make({ kind: 'bars', side: 'ask' }, known, 1), tools, [
          'askOpen',
          'askHigh',
          'askLow',
          'askClose',
          undefined,
        ]),
      ];
  }
}
