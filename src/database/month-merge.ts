import { Grid } from '../market/grid.ts';
import { sideBuy, sideSell, type TickKind, type TickScale } from '../market/tick-block.ts';
import { SiisError } from '../util/errors.ts';
import { timeText } from './month.ts';
import { type Ends, stitch } from './stitch.ts';
import { factorOf } from './tick-file/tick-file-appender.ts';
import { RowList, sameRow } from './tick-file/row-list.ts';
import { RowReader } from './tick-file/row-reader.ts';
import type { TickFile } from './tick-file/tick-file.ts';
import { lowerBound } from './tick-file/tick-file-reader.ts';
import type { TickFileWriter } from './tick-file/tick-file-writer.ts';
import type { TickRows } from './tick-file/tick-rows.ts';

/** What a merge needs to know of the import that it is part of. */
export interface MergeContext {
  readonly kind: TickKind;
  /** The steps of the new file. */
  readonly scale: TickScale;
  /** For messages. */
  readonly source: string;
  /** Time of the import's first tick. */
  readonly first: number;
}

/**
 * Merges new ticks into a month, in one pass over both. Where the import has ticks, every stored one must be among
 * them, at the same time and in the same order; the import may have more at times where nothing is stored. Ticks of
 * one ms that a file's end cut in two are stitched together (stitch.ts).
 */
export class MonthMerge {
  readonly #context: MergeContext;
  readonly #stored: TickFile | undefined;
  readonly #writer: TickFileWriter;
  readonly #reader: RowReader | undefined;
  /** Next stored row. */
  #at = 0;
  /** New ticks of a time that stored ticks have too, until all of them are there. */
  readonly #group = new RowList();
  #lines: number[] = [];
  #added = 0;
  #alreadyStored = 0;

  /** @param start time of the month's first new tick. */
  constructor(context: MergeContext, stored: TickFile | undefined, writer: TickFileWriter, start: number) {
    this.#context = context;
    this.#stored = stored;
    this.#writer = writer;
    if (stored === undefined) return;
    stored.refuseLost(-Infinity, Infinity);
    const factor = factorOf(stored.header.scale, context.scale);
    const same = factor.price === 1 && factor.lots === 1;
    const copied = same && start === context.first ? writer.copyFull(stored, start) : 0;
    this.#reader = new RowReader(stored, factor, copied);
    this.#reader.advance();
  }

  get added(): number {
    return this.#added;
  }

  get alreadyStored(): number {
    return this.#alreadyStored;
  }

  /** Takes new rows [from, to), in the new file's steps. @throws SiisError DATA_INVALID where stored ticks differ. */
  add(rows: TickRows, lines: Float64Array, from: number, to: number): void {
    for (let k = from; k < to;) {
      const time = rows.time[k]!;
      if (this.#group.count > 0 && this.#group.rows.time[0] !== time) this.#resolve(false);
      this.#passStored(time, lines[k]!);
      const next = this.#storedTime();
      if (this.#group.count > 0 || next === time) {
        this.#lines.push(lines[k]!);
        this.#group.push(rows, k++);
        continue;
      }
      const end = lowerBound(rows.time, next, k, to);
      this.#writer.append(rows, k, end);
      this.#added += end - k;
      k = end;
    }
  }

  /**
   * Ends the month.
   *
   * @param nextLine line of the import's next tick, in a later month; `undefined` at the end of the import.
   * @throws SiisError DATA_INVALID
   */
  finish(nextLine: number | undefined): void {
    if (this.#group.count > 0) this.#resolve(nextLine === undefined);
    if (nextLine !== undefined) this.#passStored(Infinity, nextLine);
    else this.#copyStored(Infinity);
  }

  #storedTime(): number {
    const reader = this.#reader;
    if (reader === undefined || reader.count === 0) return Infinity;
    return reader.rows.time[this.#at]!;
  }

  /** Goes on to the next stored row; `to` is in the rows at hand. */
  #moveTo(to: number): void {
    this.#at = to;
    if (this.#reader === undefined || to < this.#reader.count) return;
    this.#at = 0;
    this.#reader.advance();
  }

  /** Copies stored ticks before `time`; those in the import's time range should have come with it. */
  #passStored(time: number, line: number): void {
    this.#copyStored(Math.min(time, this.#context.first));
    if (this.#storedTime() < time) throw this.#missing(line);
  }

  #copyStored(time: number): void {
    const reader = this.#reader;
    while (reader !== undefined && this.#storedTime() < time) {
      const end = lowerBound(reader.rows.time, time, this.#at, reader.count);
      this.#writer.append(reader.rows, this.#at, end);
      this.#moveTo(end);
    }
  }

  /** Settles the ticks of one time that both have. */
  #resolve(isLast: boolean): void {
    const fresh = this.#group;
    const time = fresh.rows.time[0]!;
    const stored = new RowList();
    while (this.#reader !== undefined && this.#storedTime() === time) {
      stored.push(this.#reader.rows, this.#at);
      this.#moveTo(this.#at + 1);
    }
    const found = stitch(stored.count, fresh.count, this.#ends(time, isLast), (at, k) =>
      sameRow(stored.rows, at, fresh.rows, k),
    );
    if (found === undefined) throw this.#conflict(stored, fresh);
    const before = Math.max(0, -found.shift);
    const behind = Math.max(0, found.shift + fresh.count - stored.count);
    this.#writer.append(fresh.rows, 0, before);
    this.#writer.append(stored.rows, 0, stored.count);
    this.#writer.append(fresh.rows, fresh.count - behind, fresh.count);
    this.#added += before + behind;
    this.#alreadyStored += fresh.count - before - behind;
    fresh.clear();
    this.#lines = [];
  }

  #ends(time: number, isLast: boolean): Ends {
    return {
      storedOpensLeft: time === this.#stored?.first,
      storedOpensRight: time === this.#stored?.last,
      freshOpensLeft: time === this.#context.first,
      freshOpensRight: isLast,
    };
  }

  #conflict(stored: RowList, fresh: RowList): SiisError {
    let k = 0;
    while (k < Math.min(stored.count, fresh.count) && sameRow(stored.rows, k, fresh.rows, k)) k++;
    const told = k < stored.count ? this.#text(stored.rows, k) : `no more than ${stored.count} ticks at that time`;
    const came = k < fresh.count ? this.#text(fresh.rows, k) : `no more than ${fresh.count} ticks at that time`;
    const line = this.#lines[Math.min(k, fresh.count - 1)]!;
    return this.#fault(line, `expected what is stored, ${told}, but the new data have ${came}`);
  }

  #missing(line: number): SiisError {
    const reader = this.#reader;
    const told = reader === undefined ? '' : this.#text(reader.rows, this.#at);
    return this.#fault(line, `expected the stored tick ${told} before this line, but the new data leave it out`);
  }

  #text(rows: TickRows, k: number): string {
    const { kind, scale } = this.#context;
    const price = new Grid(scale.priceStep);
    const prices =
      kind === 'quote'
        ? `bid ${price.toText(rows.price[k]!)} ask ${price.toText(rows.ask[k]!)}`
        : `price ${price.toText(rows.price[k]!)} quantity ${new Grid(scale.lotStep).toText(rows.lots[k]!)}`;
    const side = rows.side[k] === sideBuy ? ' buy' : rows.side[k] === sideSell ? ' sell' : '';
    return `${timeText(rows.time[k]!)} ${prices}${side}`;
  }

  #fault(line: number, message: string): SiisError {
    return new SiisError('DATA_INVALID', `${message}; nothing was stored`, { file: this.#context.source, line });
  }
}
