import type { Indicator } from '../indicator/indicator.ts';
import { type Bar, type BarRow, type Ohlcv, type OpenBar, Row } from '../market/bar.ts';
import type { Grid } from '../market/grid.ts';
import { type Timeframe, barEnd, barStart } from '../market/timeframe.ts';
import type { PriceOf } from './strategy.ts';

/**
 * What strategies see of a bar: one object a series for those that close, its fields overwritten at each close, and one for
 * the bar that forms, overwritten each time it is asked for.
 */
export class SeriesBar<Closed extends boolean> {
  readonly instrument: string;
  readonly timeframe: string;
  readonly closed: Closed;
  time = NaN;
  closeTime = NaN;
  open = NaN;
  high = NaN;
  low = NaN;
  close = NaN;
  volume = 0;

  constructor(instrument: string, timeframe: string, closed: Closed) {
    this.instrument = instrument;
    this.timeframe = timeframe;
    this.closed = closed;
  }
}

/** An indicator that takes every closed bar of a series. */
export interface Feeder {
  readonly indicator: Indicator<never, unknown>;
  /** How its input is read off a bar: program text of this file. */
  readonly input: string;
}

/** How a price indicator's input is read off a bar. */
const inputs: Readonly<Record<PriceOf, string>> = {
  close: 'bar.close',
  open: 'bar.open',
  high: 'bar.high',
  low: 'bar.low',
  volume: 'bar.volume',
  hl2: '(bar.high + bar.low) / 2',
  hlc3: '(bar.high + bar.low + bar.close) / 3',
  ohlc4: '(bar.open + bar.high + bar.low + bar.close) / 4',
};

/** Feeds all indicators of a series with a closed bar. */
export type Feed = (bar: Bar) => void;
type FeedMaker = (indicators: readonly Indicator<never, unknown>[]) => Feed;
/** One maker for each combination of classes and inputs: a chain of maps, the class and the input of one feeder after the other. */
interface MakerNode {
  maker: FeedMaker | undefined;
  readonly next: Map<unknown, Map<string, MakerNode>>;
}
const root: MakerNode = { maker: undefined, next: new Map() };

/**
 * One function that feeds all of a series' indicators. Made of the fixed texts above, once for each combination of
 * classes: a call site that sees one class only is inlined, where one that all classes share costs a boxed number and
 * an indirect call for every bar.
 */
export function feedOf(feeders: readonly Feeder[]): Feed {
  const node = nodeOf(feeders);
  node.maker ??= makerOf(feeders.map(({ input }) => input));
  return node.maker(feeders.map(({ indicator }) => indicator));
}

function nodeOf(feeders: readonly Feeder[]): MakerNode {
  let node = root;
  for (const { indicator, input } of feeders) node = below(node, indicator.constructor, input);
  return node;
}

function below(node: MakerNode, kind: unknown, input: string): MakerNode {
  const byInput = node.next.get(kind) ?? new Map<string, MakerNode>();
  node.next.set(kind, byInput);
  const found = byInput.get(input) ?? { maker: undefined, next: new Map() };
  byInput.set(input, found);
  return found;
}

function makerOf(texts: readonly string[]): FeedMaker {
  const names = texts.map((_, k) => `i${k}`).join(', ');
  const calls = texts.map((input, k) => `i${k}.next(${input});`).join(' ');
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval, typescript/no-unsafe-type-assertion -- no text of a user's comes in
  return new Function('indicators', `const [${names}] = indicators; return (bar) => { ${calls} };`) as FeedMaker;
}

/** Feeds a price indicator. */
export function priceFeeder(indicator: Indicator<number, unknown>, of: PriceOf): Feeder {
  return { indicator, input: inputs[of] };
}

/** Feeds an indicator over whole bars. */
export function barFeeder(indicator: Indicator<Ohlcv, unknown>): Feeder {
  return { indicator, input: 'bar' };
}

/** The indicators of a series, and what one who feeds them himself has to know. */
export interface FeederChain {
  readonly indicators: readonly Indicator<never, unknown>[];
  /** Program text that reads each one's input off `bar`. */
  readonly inputs: readonly string[];
  /** The same for all chains of the same classes and inputs. */
  readonly key: object;
}

/** Told when a series it watches closed a bar. */
export interface SeriesWatcher {
  onBar(series: Series): void;
}

/** What one unit of the data's volume is; known once the data are open. */
export interface VolumeScale {
  grid: Grid;
}

/**
 * The bars of one instrument and timeframe. Rows (finer bars, in ticks) are absorbed as they pass; the bar closes at
 * its appointed time, whether a tick comes or not. Buckets without a row make no bar.
 */
export class Series {
  readonly market: number = 0;
  readonly frame: Timeframe;
  readonly bar: SeriesBar<true>;
  /** Moment the open bar closes, ms; Infinity while none is open. */
  end = Infinity;
  /** Moment the last bar closed, ms; NaN before the first. */
  closedAt = NaN;
  /** Those that decide on its bars, in the order of the profile. Another list with each change. */
  watchers: readonly SeriesWatcher[] = [];
  /** Those that are told before them. Another list with each change: who is told now is told to the end. */
  listeners: readonly SeriesWatcher[] = [];
  /** Bars closed so far, warm-up included. */
  count = 0;
  /**
   * Its rows are bars: a flat one without volume, with which venues fill a minute without trades, has no say beside bars
   * that have volume. Ticks fill nothing in: a print of no quantity is a price like any other. As in `BarRoll`.
   */
  passesUntraded = false;
  readonly #price: Grid;
  readonly volume: VolumeScale;
  readonly #units: number = NaN;
  readonly #divisor: number = NaN;
  readonly #open = new Row();
  /** What `forming` works on. */
  readonly #peeked = new Row();
  #forming: SeriesBar<false> | undefined;
  #feeders: readonly Feeder[] = [];
  #feed: Feed | undefined;

  constructor(parts: { market: number; instrument: string; frame: Timeframe; price: Grid; volume: VolumeScale }) {
    this.market = parts.market;
    this.frame = parts.frame;
    this.#price = parts.price;
    this.#units = parts.price.units;
    this.#divisor = 10 ** parts.price.decimals;
    this.volume = parts.volume;
    this.bar = new SeriesBar(parts.instrument, parts.frame.name, true);
  }

  add(feeder: Feeder): void {
    this.#feeders = [...this.#feeders, feeder];
    this.#feed = undefined;
  }

  /** Whether it feeds an indicator. */
  has(feeder: Feeder): boolean {
    return this.#feeders.includes(feeder);
  }

  /** Feeds an indicator no more. */
  remove(feeder: Feeder): void {
    this.#feeders = this.#feeders.filter((each) => each !== feeder);
    this.#feed = undefined;
  }

  /** For a loop that closes the bars of the series itself. */
  get chain(): FeederChain {
    return {
      indicators: this.#feeders.map(({ indicator }) => indicator),
      inputs: this.#feeders.map(({ input }) => input),
      key: nodeOf(this.#feeders),
    };
  }

  /** Such a loop closed this many more bars, the last of which ended at `end`. */
  passed(count: number, end: number): void {
    this.count += count;
    this.closedAt = end;
  }

  /** Bars of history that settle every feeder. */
  get history(): number {
    // What never settles (a running total) is served no worse by what it needs to be warm.
    return this.#feeders.reduce(
      (most, { indicator: { settle, warmup } }) => Math.max(most, Number.isFinite(settle) ? settle : warmup),
      1,
    );
  }

  /** End of the bar that a row at `time` would belong to. */
  endFor(time: number): number {
    if (this.end !== Infinity) return this.end;
    return barEnd(this.frame, barStart(this.frame, time));
  }

  /** Takes a row of finer data in, in ticks; its time lies before `end`. */
  absorb(row: BarRow): void {
    if (this.end === Infinity) this.#begin(row);
    else this.#grow(this.#open, row);
  }

  /** Closes the open bar and feeds what is tracked. */
  finish(): void {
    const { end } = this;
    this.end = Infinity;
    this.close(this.#open, end);
  }

  /** Takes a row that is a whole bar of the series, ending at `end`, and feeds what is tracked. No bar is open. */
  close(row: BarRow, end: number): void {
    const { bar } = this;
    bar.time = row.time;
    bar.closeTime = end;
    this.#setPrices(bar, row);
    bar.volume = this.volume.grid.toNumber(row.lots);
    this.closedAt = end;
    this.count++;
    this.#feed ??= feedOf(this.#feeders);
    this.#feed(bar);
  }

  /**
   * The bar that forms: the rows absorbed and what passed after them; `undefined` where there is neither.
   *
   * @param rest what passed and was not absorbed yet, as one row; it lies in one bar
   */
  forming(now: number, rest: BarRow | undefined): OpenBar | undefined {
    const { frame } = this;
    const row = this.#peeked;
    let { end } = this;
    if (end !== Infinity) copyRow(this.#open, row);
    if (rest !== undefined) {
      if (end === Infinity) {
        const start = barStart(frame, rest.time);
        copyRow(rest, row);
        row.time = start;
        end = barEnd(frame, start);
      } else this.#grow(row, rest);
    }
    if (end === Infinity || end <= now) return undefined;
    const bar = (this.#forming ??= new SeriesBar(this.bar.instrument, this.bar.timeframe, false));
    bar.time = row.time;
    bar.closeTime = end;
    this.#setPrices(bar, row);
    bar.volume = this.volume.grid.toNumber(row.lots);
    return bar;
  }

  #begin(row: BarRow): void {
    const { frame } = this;
    const open = this.#open;
    const { time } = row;
    // Most bars begin where the one before ended.
    const start = time === this.closedAt ? time : barStart(frame, time);
    this.end = frame.millis !== 0 ? start + frame.millis : barEnd(frame, start);
    open.time = start;
    open.open = row.open;
    open.high = row.high;
    open.low = row.low;
    open.close = row.close;
    open.lots = row.lots;
  }

  #grow(open: Row, row: BarRow): void {
    const { high, low, lots } = row;
    if (this.passesUntraded && open.lots === 0 && lots > 0 && open.high === open.low) {
      open.open = row.open;
      open.high = high;
      open.low = low;
      open.lots = lots;
    } else if (this.passesUntraded && open.lots > 0 && lots === 0 && high === low) {
      return;
    } else {
      if (high > open.high) open.high = high;
      if (low < open.low) open.low = low;
      open.lots += lots;
    }
    open.close = row.close;
  }

  /** As `Grid.toNumber`, with one look for all four prices at whether they are small enough to be divided. */
  #setPrices(bar: SeriesBar<boolean>, row: BarRow): void {
    const units = this.#units;
    const divisor = this.#divisor;
    const high = row.high * units;
    const low = row.low * units;
    if (high <= Number.MAX_SAFE_INTEGER && low >= Number.MIN_SAFE_INTEGER) {
      bar.open = (row.open * units) / divisor;
      bar.high = high / divisor;
      bar.low = low / divisor;
      bar.close = (row.close * units) / divisor;
      return;
    }
    bar.open = this.#price.toNumber(row.open);
    bar.high = this.#price.toNumber(row.high);
    bar.low = this.#price.toNumber(row.low);
    bar.close = this.#price.toNumber(row.close);
  }
}

function copyRow(from: BarRow, to: BarRow): void {
  to.time = from.time;
  to.open = from.open;
  to.high = from.high;
  to.low = from.low;
  to.close = from.close;
  to.lots = from.lots;
}
