import type { InstrumentId } from '../market/instrument.ts';
import { Grid } from '../market/grid.ts';
import { parseTimeframe } from '../market/timeframe.ts';
import { SiisError } from '../util/errors.ts';
import { type BarColumns, encodeBars, makeBars } from './bar-blob.ts';
import type { BarMonth, BarRows, BarSeries, StoredBars } from './bar-rows.ts';
import { rescaleBars } from './bar-reader.ts';
import type { BarBatch, BarImport, ImportResult } from './batch.ts';
import type { Damage } from './coverage.ts';
import { earliestTime, latestTime, type Month, monthOf, monthStart, timeText } from './month.ts';
import { commonStep, stepFactor } from './step.ts';
import { lowerBound } from './tick-file/tick-file-reader.ts';

/**
 * Merges an import of bars into the stored months and writes them in one transaction. A month's bars are kept in
 * memory until it is complete, all others as blobs. @throws SiisError DATA_INVALID
 */
export class BarImporter {
  readonly #rows: BarRows;
  readonly #series: BarSeries;
  readonly #import: BarImport;
  readonly #steps: { readonly price: string; readonly volume: string };
  readonly #onDamage: (damage: Damage) => void;
  readonly #pending: { readonly month: Omit<BarMonth, 'checksum'>; readonly data: Uint8Array }[] = [];
  /** New bars of the month at hand. */
  #bars = makeBars(1024);
  #lines = new Float64Array(1024);
  #count = 0;
  #first = NaN;
  #last = -Infinity;
  #added = 0;
  #alreadyStored = 0;

  constructor(rows: BarRows, instrument: InstrumentId, bars: BarImport, onDamage: (damage: Damage) => void) {
    if (parseTimeframe(bars.timeframe) === undefined) {
      throw new SiisError('DATA_INVALID', `expected a timeframe like 1m, 4h or 1d, was ${bars.timeframe}`, {
        file: bars.source,
      });
    }
    this.#rows = rows;
    this.#series = { instrument, timeframe: bars.timeframe, side: bars.side };
    this.#import = bars;
    this.#steps = { price: new Grid(bars.priceStep).step, volume: new Grid(bars.volumeStep).step };
    this.#onDamage = onDamage;
  }

  run(): ImportResult {
    for (const batch of this.#import.batches) this.#batch(batch);
    this.#finishMonth(undefined);
    const pending = this.#pending;
    if (pending.length > 0) {
      this.#rows.transaction(() => {
        for (const { month, data } of pending) this.#rows.write(this.#series, month, data);
      });
    }
    const last = Number.isNaN(this.#first) ? NaN : this.#last;
    return { added: this.#added, alreadyStored: this.#alreadyStored, first: this.#first, last };
  }

  #batch(batch: BarBatch): void {
    for (let k = 0; k < batch.count; k++) this.#check(batch, k, k === 0 ? this.#last : batch.time[k - 1]!);
    if (batch.count === 0) return;
    if (Number.isNaN(this.#first)) this.#first = batch.time[0]!;
    for (let from = 0; from < batch.count;) {
      const month = monthOf(batch.time[from]!);
      if (this.#count > 0 && monthOf(this.#bars.time[0]!) !== month) this.#turnTo(month, batch.line[from]!);
      const to = lowerBound(batch.time, monthStart(month + 1), from, batch.count);
      this.#take(batch, from, to);
      from = to;
    }
    this.#last = batch.time[batch.count - 1]!;
  }

  #check(batch: BarBatch, k: number, before: number): void {
    const [time, volume] = [batch.time[k]!, batch.volume[k]!];
    const [open, high, low, close] = [batch.open[k]!, batch.high[k]!, batch.low[k]!, batch.close[k]!];
    if (!(time > before))
      throw this.#fault(batch.line[k]!, `expected times that rise, but ${timeText(time)} follows ${timeText(before)}`);
    if (!Number.isInteger(time) || time < earliestTime || time > latestTime) {
      throw this.#fault(batch.line[k]!, `expected a time in whole ms of the years 1900 to 9999, was ${time}`);
    }
    if (![open, high, low, close, volume].every((value) => Number.isSafeInteger(value)) || volume < 0) {
      throw this.#fault(
        batch.line[k]!,
        `expected prices and a volume >= 0 in whole steps, was ${this.#text(batch, k, this.#steps)}`,
      );
    }
    if (low > Math.min(open, close) || high < Math.max(open, close)) {
      throw this.#fault(
        batch.line[k]!,
        `expected low <= open, close <= high, was ${this.#text(batch, k, this.#steps)}`,
      );
    }
  }

  #take(batch: BarBatch, from: number, to: number): void {
    const need = this.#count + to - from;
    if (need > this.#lines.length) {
      const [bars, lines] = [makeBars(need * 2), new Float64Array(need * 2)];
      copyBars(this.#bars, { from: 0, to: this.#count }, bars, 0);
      lines.set(this.#lines.subarray(0, this.#count));
      this.#bars = bars;
      this.#lines = lines;
    }
    copyBars(batch, { from, to }, this.#bars, this.#count);
    this.#lines.set(batch.line.subarray(from, to), this.#count);
    this.#count = need;
  }

  #turnTo(month: Month, line: number): void {
    const before = monthOf(this.#bars.time[0]!);
    this.#finishMonth(line);
    const [skipped] = this.#rows.months(this.#series, before + 1, month - 1);
    if (skipped === undefined) return;
    throw this.#fault(
      line,
      `expected the ${skipped.count} stored bars from ${timeText(skipped.first)} on before this line, but the new data leave them out`,
    );
  }

  /** @param nextLine line of the import's next bar, in a later month; `undefined` at its end. */
  #finishMonth(nextLine: number | undefined): void {
    if (this.#count === 0) return;
    const month = monthOf(this.#bars.time[0]!);
    const stored = this.#readStored(month);
    const count = stored?.month.count ?? 0;
    const old = stored?.bars ?? makeBars(0);
    const price = commonStep(this.#steps.price, stored?.month.priceStep ?? this.#steps.price);
    const volume = commonStep(this.#steps.volume, stored?.month.volumeStep ?? this.#steps.volume);
    rescaleBars(this.#bars, this.#count, factors(this.#steps.price, price, this.#steps.volume, volume));
    if (stored !== undefined) {
      rescaleBars(old, count, factors(stored.month.priceStep, price, stored.month.volumeStep, volume));
    }
    this.#refuseTooFine(price);
    const added = this.#merge({ bars: old, count }, { month, price, volume }, nextLine);
    this.#added += added;
    this.#alreadyStored += this.#count - added;
    this.#count = 0;
  }

  #readStored(month: Month): StoredBars | undefined {
    try {
      return this.#rows.read(this.#series, month);
    } catch (error) {
      const [damaged] = this.#rows.months(this.#series, month, month);
      if (!(error instanceof SiisError) || damaged === undefined) throw error;
      // What is damaged is lost already; the new bars take its place and the loss is named.
      this.#onDamage(this.#rows.damage(this.#series, damaged));
      return undefined;
    }
  }

  #refuseTooFine(price: string): void {
    const { high, low, volume } = this.#bars;
    for (let k = 0; k < this.#count; k++) {
      if ([high[k], low[k], volume[k]].every(Number.isSafeInteger)) continue;
      throw this.#fault(this.#lines[k]!, `the bar has more than 2^53 steps of ${price}; choose coarser steps`);
    }
  }

  /** Two sorted lists into one; returns how many bars are new. */
  #merge(
    old: { bars: BarColumns; count: number },
    at: { month: Month; price: string; volume: string },
    nextLine: number | undefined,
  ): number {
    const fresh = this.#bars;
    const merged = makeBars(old.count + this.#count);
    let [k, j, count, added] = [0, 0, 0, 0];
    while (k < old.count || j < this.#count) {
      const stored = k < old.count ? old.bars.time[k]! : Infinity;
      const time = j < this.#count ? fresh.time[j]! : Infinity;
      if (stored < time) {
        const line = j < this.#count ? this.#lines[j]! : nextLine;
        if (stored >= this.#first && line !== undefined) throw this.#missing(old.bars, k, at, line);
        copyBar(old.bars, k++, merged, count++);
        continue;
      }
      if (stored === time && !sameBar(old.bars, k, fresh, j)) throw this.#conflict(old.bars, k, at, j);
      if (stored === time) k++;
      else added++;
      copyBar(fresh, j++, merged, count++);
    }
    if (added > 0) this.#stage(merged, count, at);
    return added;
  }

  #stage(bars: BarColumns, count: number, at: { month: Month; price: string; volume: string }): void {
    const [first, last] = [bars.time[0]!, bars.time[count - 1]!];
    const month = { month: at.month, count, first, last, priceStep: at.price, volumeStep: at.volume };
    this.#pending.push({ month, data: encodeBars(bars, count) });
  }

  #missing(bars: BarColumns, k: number, at: { price: string; volume: string }, line: number): SiisError {
    return this.#fault(
      line,
      `expected the stored bar ${this.#text(bars, k, at)} before this line, but the new data leave it out`,
    );
  }

  #conflict(bars: BarColumns, k: number, at: { price: string; volume: string }, fresh: number): SiisError {
    return this.#fault(
      this.#lines[fresh]!,
      `expected what is stored, ${this.#text(bars, k, at)}, but the new data have ${this.#text(this.#bars, fresh, at)}`,
    );
  }

  #text(bars: BarColumns, k: number, steps: { price: string; volume: string }): string {
    const price = (value: number): string => text(steps.price, value);
    const ohlc = `open ${price(bars.open[k]!)} high ${price(bars.high[k]!)} low ${price(bars.low[k]!)} close ${price(bars.close[k]!)}`;
    return `${timeText(bars.time[k]!)} ${ohlc} volume ${text(steps.volume, bars.volume[k]!)}`;
  }

  #fault(line: number, message: string): SiisError {
    return new SiisError('DATA_INVALID', `${message}; nothing was stored`, { file: this.#import.source, line });
  }
}

function text(step: string, steps: number): string {
  return Number.isSafeInteger(steps) ? new Grid(step).toText(steps) : `${steps} steps of ${step}`;
}

function factors(price: string, priceTo: string, volume: string, volumeTo: string): { price: number; volume: number } {
  return { price: stepFactor(price, priceTo), volume: stepFactor(volume, volumeTo) };
}

function copyBar(from: BarColumns, k: number, into: BarColumns, at: number): void {
  into.time[at] = from.time[k]!;
  into.open[at] = from.open[k]!;
  into.high[at] = from.high[k]!;
  into.low[at] = from.low[k]!;
  into.close[at] = from.close[k]!;
  into.volume[at] = from.volume[k]!;
}

function copyBars(from: BarColumns, span: { from: number; to: number }, into: BarColumns, at: number): void {
  into.time.set(from.time.subarray(span.from, span.to), at);
  into.open.set(from.open.subarray(span.from, span.to), at);
  into.high.set(from.high.subarray(span.from, span.to), at);
  into.low.set(from.low.subarray(span.from, span.to), at);
  into.close.set(from.close.subarray(span.from, span.to), at);
  into.volume.set(from.volume.subarray(span.from, span.to), at);
}

function sameBar(one: BarColumns, k: number, other: BarColumns, j: number): boolean {
  return (
    one.open[k] === other.open[j] &&
    one.high[k] === other.high[j] &&
    one.low[k] === other.low[j] &&
    one.close[k] === other.close[j] &&
    one.volume[k] === other.volume[j]
  );
}
