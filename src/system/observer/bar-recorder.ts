import type { Series, SeriesWatcher } from '../../strategy/series.ts';
import { GrowingLog } from '../../view/log.ts';
import type { BarFacts, SeriesFacts } from '../../view/snapshot.ts';
import { SeriesTap } from '../worker/stand-in.ts';
import type { MarketHub } from '../engine/market-hub.ts';
import { linesOf, readLines } from '../worker/shared-lines.ts';

/** Bars that are kept for charts. */
const barsKept = 500;

/** Writes down the bars of a series, and what its indicators said, as they close. Looks on: nothing depends on it. */
export class BarRecorder implements SeriesWatcher, SeriesFacts {
  readonly instrument: string;
  readonly timeframe: string;
  readonly labels: readonly string[];
  readonly bars = new GrowingLog<BarFacts>(barsKept);
  readonly #readers: readonly (() => number)[];
  /** What passes bars on to threads, where the indicators are. */
  readonly #taps: readonly SeriesTap[];
  /** Bars whose numbers another thread has not told yet: the last so many. */
  #open = 0;

  constructor(series: Series) {
    this.instrument = series.bar.instrument;
    this.timeframe = series.frame.name;
    const { indicators } = series.chain;
    this.#taps = indicators.filter((each) => each instanceof SeriesTap);
    const lines = linesOf(indicators.filter((each) => !(each instanceof SeriesTap)));
    this.#readers = lines.map(({ read }) => read);
    const remote = this.#taps.flatMap((tap) => tap.lines?.labels ?? []);
    this.labels = [...new Set([...lines.map(({ label }) => label), ...remote])];
    series.watchers = [...series.watchers, this];
  }

  onBar({ bar }: Series): void {
    const { time, open, high, low, close, volume } = bar;
    const values = this.#readers.map((read) => read());
    while (values.length < this.labels.length) values.push(NaN);
    this.bars.add({ time, open, high, low, close, volume, values });
    if (this.#taps.length > 0) this.#open++;
  }

  /** Takes in what other threads told of the last bars meanwhile. */
  settle(): void {
    const { items } = this.bars;
    const from = Math.max(0, items.length - Math.min(this.#open, barsKept));
    for (let k = from; k < items.length; k++) items[k] = this.#settled(items[k]!);
    // The very last may not be known yet, and is looked at again.
    this.#open = Math.min(1, this.#open);
  }

  #settled(bar: BarFacts): BarFacts {
    const values = [...bar.values];
    for (const tap of this.#taps) {
      const { lines } = tap;
      const told = lines === undefined ? undefined : readLines(lines, bar.time);
      told?.forEach((value, k) => (values[this.labels.indexOf(lines!.labels[k]!)] = value));
    }
    return { ...bar, values };
  }
}

/** What a market did on this UTC day, from the bars of its shortest series. */
export class DayRange {
  open = NaN;
  high = NaN;
  low = NaN;
  volume = 0;
  #day = NaN;

  /** @param price now */
  look(time: number, price: number, bars: readonly BarFacts[]): void {
    if (Number.isNaN(price)) return;
    const day = Math.floor(time / 86_400_000);
    if (day !== this.#day) {
      this.#day = day;
      const today = bars.filter((bar) => Math.floor(bar.time / 86_400_000) === day);
      this.open = today[0]?.open ?? price;
      this.high = Math.max(price, ...today.map(({ high }) => high));
      this.low = Math.min(price, ...today.map(({ low }) => low));
      this.volume = today.reduce((sum, { volume }) => sum + volume, 0);
      return;
    }
    if (price > this.high) this.high = price;
    if (price < this.low) this.low = price;
  }

  /** A bar of the shortest series closed. */
  take({ time, high, low, volume }: BarFacts): void {
    if (Math.floor(time / 86_400_000) !== this.#day) return;
    if (high > this.high) this.high = high;
    if (low < this.low) this.low = low;
    this.volume += volume;
  }
}

/** The recorders of every series of a market, shortest first. */
export function recordersOf({ series }: MarketHub): BarRecorder[] {
  return series.map((each) => new BarRecorder(each));
}
