import type { BarBlock, BarSource } from '../market/bar.ts';
import { type BarColumns, makeBars } from './bar-blob.ts';
import type { BarMonth, BarRows, BarSeries } from './bar-rows.ts';
import { monthOf } from './month.ts';
import { commonStep, stepFactor } from './step.ts';
import { lowerBound } from './tick-file/tick-file-reader.ts';

/** Bars of a series that start in [from, to), a month at a time, all in the same steps. */
export class BarReader implements BarSource {
  readonly timeframe: string;
  readonly priceStep: string;
  readonly volumeStep: string;
  readonly #rows: BarRows;
  readonly #series: BarSeries;
  readonly #range: { readonly from: number; readonly to: number };
  readonly #months: readonly BarMonth[];
  #columns = makeBars(0);
  #next = 0;
  #ahead: BarBlock | undefined;

  constructor(rows: BarRows, series: BarSeries, range: { readonly from: number; readonly to: number }) {
    this.timeframe = series.timeframe;
    this.#rows = rows;
    this.#series = series;
    this.#range = range;
    const months = rows.months(series, monthOrInfinity(range.from), monthOrInfinity(range.to));
    this.#months = months.filter(({ first, last }) => last >= range.from && first < range.to);
    const [start] = this.#months;
    this.priceStep = this.#months.reduce((step, month) => commonStep(step, month.priceStep), start?.priceStep ?? '1');
    this.volumeStep = this.#months.reduce(
      (step, month) => commonStep(step, month.volumeStep),
      start?.volumeStep ?? '1',
    );
  }

  /** True when the range holds no bar. Looks ahead; `next` loses nothing. */
  isEmpty(): boolean {
    this.#ahead ??= this.#advance();
    return this.#ahead === undefined;
  }

  /** @throws SiisError DATA_CORRUPT */
  next(): BarBlock | undefined {
    const ready = this.#ahead;
    this.#ahead = undefined;
    return ready ?? this.#advance();
  }

  close(): void {
    this.#next = this.#months.length;
    this.#ahead = undefined;
  }

  #advance(): BarBlock | undefined {
    for (;;) {
      const next = this.#months[this.#next++];
      if (next === undefined) return undefined;
      const found = this.#rows.read(this.#series, next.month, this.#columns);
      if (found === undefined) continue;
      const { bars, month } = found;
      this.#columns = bars;
      const from = lowerBound(bars.time, this.#range.from, 0, month.count);
      const to = lowerBound(bars.time, this.#range.to, from, month.count);
      if (from === to) continue;
      rescaleBars(bars, month.count, {
        price: stepFactor(month.priceStep, this.priceStep),
        volume: stepFactor(month.volumeStep, this.volumeStep),
      });
      return this.#block(bars, from, to);
    }
  }

  #block({ time, open, high, low, close, volume }: BarColumns, from: number, to: number): BarBlock {
    return {
      count: to - from,
      time: time.subarray(from, to),
      open: open.subarray(from, to),
      high: high.subarray(from, to),
      low: low.subarray(from, to),
      close: close.subarray(from, to),
      volume: volume.subarray(from, to),
      priceStep: this.priceStep,
      volumeStep: this.volumeStep,
    };
  }
}

/** Multiplies the first `count` bars by whole factors. */
export function rescaleBars(bars: BarColumns, count: number, factor: { price: number; volume: number }): void {
  const { open, high, low, close, volume } = bars;
  if (factor.price !== 1) for (const column of [open, high, low, close]) multiply(column, count, factor.price);
  if (factor.volume !== 1) multiply(volume, count, factor.volume);
}

function multiply(column: Float64Array, count: number, factor: number): void {
  for (let k = 0; k < count; k++) column[k] = column[k]! * factor;
}

/** The month of a time; times outside the calendar are before or after every month. */
export function monthOrInfinity(time: number): number {
  const month = monthOf(time);
  if (!Number.isNaN(month)) return month;
  return time > 0 ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER;
}
