import type { Indicator } from '../../indicator/indicator.ts';
import type { Series, SeriesWatcher } from '../../strategy/series.ts';
import { GrowingLog } from '../../view/log.ts';
import type { BarFacts, SeriesFacts } from '../../view/snapshot.ts';
import { SeriesTap } from '../worker/stand-in.ts';
import type { MarketHub } from '../engine/market-hub.ts';

/** Bars that are kept for charts. */
const barsKept = 500;

/** Writes down the bars of a series, and what its indicators said, as they close. Looks on: nothing depends on it. */
export class BarRecorder implements SeriesWatcher, SeriesFacts {
  readonly instrument: string;
  readonly timeframe: string;
  readonly labels: readonly string[];
  readonly bars = new GrowingLog<BarFacts>(barsKept);
  readonly #readers: readonly (() => number)[];

  constructor(series: Series) {
    this.instrument = series.bar.instrument;
    this.timeframe = series.frame.name;
    const lines = linesOf(series.chain.indicators);
    this.labels = lines.map(({ label }) => label);
    this.#readers = lines.map(({ read }) => read);
    series.watchers = [...series.watchers, this];
  }

  onBar({ bar }: Series): void {
    const { time, open, high, low, close, volume } = bar;
    this.bars.add({ time, open, high, low, close, volume, values: this.#readers.map((read) => read()) });
  }
}

interface Line {
  readonly label: string;
  readonly read: () => number;
}

/** Each number of each indicator once, under a name for people: two strategies may follow averages of one length. */
function linesOf(indicators: readonly Indicator<never, unknown>[]): Line[] {
  const lines = new Map<string, Line>();
  for (const indicator of indicators) {
    // It only passes bars on to a thread, where the indicators are.
    if (indicator instanceof SeriesTap) continue;
    const name = `${indicator.constructor.name.toLowerCase()} ${indicator.warmup}`;
    const outputs = 'outputs' in indicator ? indicator.outputs : undefined;
    if (typeof outputs === 'object' && outputs !== null) {
      for (const key of Object.keys(outputs)) {
        const label = `${name} ${key}`;
        lines.set(label, { label, read: () => numberOf(Reflect.get(outputs, key)) });
      }
    } else lines.set(name, { label: name, read: () => numberOf(indicator.value) });
  }
  return [...lines.values()];
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : NaN;
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
