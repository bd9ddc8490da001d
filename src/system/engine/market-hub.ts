import type { Bus } from '../../bus/bus.ts';
import type { SimulatedClock } from '../../bus/clock.ts';
import type { Bar, BarBlock, BarRow, OpenBar } from '../../market/bar.ts';
import { Grid } from '../../market/grid.ts';
import type { Instrument } from '../../market/instrument.ts';
import { divides, parseTimeframe, type Timeframe } from '../../market/timeframe.ts';
import { type Feeder, Series, type VolumeScale } from '../../strategy/series.ts';
import type { Tracker } from '../../strategy/trade/tracker.ts';
import type { PaperMarket } from '../../trader/paper/account.ts';
import type { BarMatcher } from '../../trader/paper/bar-matcher.ts';
import type { PaperVenue } from '../../trader/paper/paper-venue.ts';
import type { TickMatcher } from '../../trader/paper/tick-matcher.ts';
import type { LossWatch } from '../../trader/risk/loss-watch.ts';
import { type BarSpan, type Lane, type LaneTarget, PriceRange, type TouchPrices } from '../../watcher/lane/lane.ts';
import { BarPass } from './bar-pass.ts';
import { MarketWatches } from './market-watches.ts';

/** What every market of a run shares. */
export interface HubParts {
  readonly bus: Bus;
  readonly clock: SimulatedClock;
  readonly venue: PaperVenue;
  readonly ticks: TickMatcher;
  readonly bars: BarMatcher;
}

/**
 * Where the data of one market meet what lives on them: the venue (first, always), then the series. The lane drives it.
 */
export class MarketHub implements LaneTarget {
  readonly market: PaperMarket;
  readonly instrument: Instrument;
  /** Shortest first. */
  readonly series: Series[] = [];
  /** Decisions begin at this market time. */
  opensAt = -Infinity;
  /** First price since then, ticks; NaN before it. */
  first = NaN;
  /** Index after the last tick of the block that anybody was shown, where forming bars are asked for. */
  readonly shown = new Int32Array(1);
  /** Somebody asks for bars that form. */
  isAskedToForm = false;
  readonly #parts: HubParts;
  /** Prices that somebody waits for. */
  readonly watches: MarketWatches;
  #onDecide: ((now: number) => void) | undefined;
  /** Looks after the loss of the day, where that is capped. */
  lossWatch: LossWatch | undefined;
  /** What one unit of the data's volume is. */
  readonly volume: VolumeScale = { grid: new Grid('1') };
  #tracker: Tracker | undefined;
  /** The series whose bars the data are, when they are bars. */
  #own: Series | undefined;
  /** Those whose bars are made of rows of the data. */
  #made: readonly Series[] = this.series;
  #lane: Lane | undefined;
  /** Length of the rows that series are made of, ms, where data are ticks. */
  #rowMillis = 0;
  /** The quick way of bars; `undefined` before it was asked for. */
  #pass: BarPass | 'none' | undefined;
  readonly #range = new PriceRange();
  /** The prices hold what passed before this moment. */
  #seen = -Infinity;
  /** The market's open trades: the tracker's own list. */
  #open: readonly unknown[] = [];

  constructor(parts: HubParts, market: PaperMarket) {
    this.#parts = parts;
    this.market = market;
    this.watches = new MarketWatches(parts.clock, parts.venue, market);
    this.instrument = market.instrument;
  }

  /** Says who is told of every close, when all markets of the moment stand at theirs, before anybody decides. */
  beforeDecisions(act: (now: number) => void): void {
    this.#onDecide = act;
  }

  follow(tracker: Tracker): void {
    this.#tracker = tracker;
    this.#open = tracker.openOn(this.market.index);
  }

  /** Takes the lane in that drives it: who reads the market's prices elsewhere has them brought up to now. */
  attach(lane: Lane): void {
    const { clock, venue } = this.#parts;
    const { market } = this;
    const { index } = market;
    this.#lane = lane;
    this.#rowMillis = this.rowMillis();
    market.isQuoted = lane.isQuote;
    market.tellsVolume = lane.tellsVolume;
    const { frame } = lane;
    this.#own = frame === undefined ? undefined : this.#seriesOf(frame);
    this.#made = this.series.filter((each) => each !== this.#own);
    for (const series of this.series) series.passesUntraded = frame !== undefined;
    market.lotsPerVolume = this.volume.grid.toNumber(1) / this.instrument.quantity.toNumber(1);
    const { bars } = this.#parts;
    market.onBars({
      began: () => lane.underway(clock.now())?.time ?? NaN,
      fillsAtOpen: (order) => {
        const bar = lane.underway(clock.now());
        market.sync();
        return bar !== undefined && bars.fillsAtOpen(market, order, bar);
      },
    });
    /** Before which moment ticks have passed that the prices do not hold. */
    const behind = (): number | undefined => {
      if (venue.turn === index) return undefined;
      // Ticks of this moment have passed where the lane has its turn before the one that runs.
      const bound = clock.now() + (venue.turn > index ? 1 : 0);
      return bound <= this.#seen ? undefined : bound;
    };
    if (frame !== undefined) {
      market.onSync(() => {
        if (!market.isLent) lane.refresh(clock.now() + (venue.isMatchingBars ? 0 : 1), venue.isMatchingBars);
      });
      market.onWorst(() => {
        market.sync();
        return market.mark;
      });
      const range = new PriceRange();
      market.onForesee((time) => {
        if (!lane.reach(time, range)) return NaN;
        return market.lots > 0 ? Math.min(market.mark, range.bidLow) : Math.max(market.mark, range.askHigh);
      });
      return;
    }
    market.onSync(() => {
      const bound = behind();
      if (bound === undefined) return;
      this.#seen = bound;
      lane.refresh(bound);
    });
    const range = new PriceRange();
    market.onWorst(() => {
      const bound = behind();
      if (bound === undefined || !lane.reach(bound, range)) return market.mark;
      const { mark } = market;
      if ((lane.isQuote || venue.hasPlainPrices) && !Number.isNaN(mark))
        return market.lots >= 0 ? Math.min(mark, range.bidLow) : Math.max(mark, range.askHigh);
      market.sync();
      return market.mark;
    });
  }

  /** The series of a timeframe, made when it is new. */
  seriesOf(frame: Timeframe): Series {
    const present = this.#seriesOf(frame);
    if (present !== undefined) return present;
    const made = new Series({
      market: this.market.index,
      instrument: this.instrument.id,
      frame,
      price: this.instrument.price,
      volume: this.volume,
    });
    return this.#insert(made);
  }

  #insert(series: Series): Series {
    this.series.push(series);
    this.series.sort((a, b) => (a.frame.millis || Infinity) - (b.frame.millis || Infinity));
    return series;
  }

  #seriesOf({ name, anchor }: Timeframe): Series | undefined {
    return this.series.find(({ frame }) => frame.name === name && frame.anchor === anchor);
  }

  /** Tells at any time the bar of a series that forms then. Asked for before the data are opened. */
  openBar(series: Series): () => OpenBar | undefined {
    this.isAskedToForm = true;
    return () => this.#forming(series);
  }

  #forming(series: Series): OpenBar | undefined {
    const { clock, venue } = this.#parts;
    const { index } = this.market;
    const now = clock.now();
    // Ticks of this moment have passed where the lane has its turn before the one that runs.
    const bound = venue.turn === index ? undefined : now + (venue.turn > index ? 1 : 0);
    return series.forming(now, this.#lane?.unabsorbed(bound));
  }

  /** Length of the rows that all series can be made of: a minute where that divides them, else the longest that does. */
  rowMillis(): number {
    const millis = this.series.flatMap(({ frame }) => [frame.millis, frame.anchor]);
    const candidates = [60_000, 30_000, 15_000, 10_000, 5000, 1000];
    const row = candidates.find((each) => millis.every((length) => length % each === 0));
    return row ?? 1000;
  }

  /** Timeframes that cannot be made of bars of this one. */
  notMadeOf(frame: Timeframe): Series[] {
    return this.series.filter((each) => !divides(frame, each.frame));
  }

  /**
   * Tells of every bar of a timeframe that closes later than now, before strategies decide on it. Where data are under way already, the bars
   * begin with the next row, and the first, which lacks its beginning, is passed over.
   *
   * @param feed fed with each bar before. @returns what ends it, or what stands against it
   */
  watchBars(frame: string, act: (bar: Bar) => void, feed?: Feeder): (() => void) | string {
    const found = parseTimeframe(frame);
    if (found === undefined) return `no timeframe: ${frame}`;
    const isNew = this.#lane !== undefined && this.#seriesOf(found) === undefined;
    if (isNew && !isMadeOf(found, this.#lane?.frame, this.#rowMillis))
      return `no ${frame} bars of ${this.instrument.id} can be made of its data`;
    this.rewire();
    const series = this.seriesOf(found);
    if (isNew) this.#made = this.series.filter((each) => each !== this.#own);
    if (feed !== undefined) series.add(feed);
    const first = isNew ? 2 : 1;
    const since = this.#parts.clock.now();
    let isOn = true;
    const watcher = {
      onBar: ({ bar, count, closedAt }: Series): void => void (isOn && count >= first && closedAt > since && act(bar)),
    };
    series.listeners = [...series.listeners, watcher];
    return () => {
      isOn = false;
      series.listeners = series.listeners.filter((each) => each !== watcher);
      this.#pass = undefined;
    };
  }

  /** Takes in a series that was made elsewhere of the same data, and stands where these stand. */
  adopt(series: Series): void {
    this.#insert(series);
    if (series.frame.name === this.#lane?.frame?.name) this.#own = series;
    this.rewire();
  }

  /** Others follow its bars than before: whoever was to be passed by in a loop is looked for anew. */
  rewire(): void {
    this.#parts.venue.changed(this.market);
    if (this.#lane !== undefined) this.#made = this.series.filter((each) => each !== this.#own);
    this.#pass = undefined;
  }

  touch(): TouchPrices {
    return this.#parts.ticks.book(this.market.index);
  }

  tick(time: number, bid: number, ask: number, lots: number): void {
    this.#parts.ticks.tick(this.market, time, { bid, ask }, lots);
    if (this.market.watches.length > 0) this.watches.tick();
  }

  isTouched(row: BarRow): boolean {
    return this.#parts.bars.isTouched(this.market, row);
  }

  open(row: BarRow): void {
    this.#parts.bars.open(this.market, row);
  }

  bar(row: BarRow): void {
    this.#parts.bars.match(this.market, row);
  }

  barPassed(row: BarRow): void {
    this.#parts.bars.close(this.market, row);
    if (this.market.watches.length > 0) this.watches.bar(row);
  }

  quote(bid: number, ask: number): void {
    const { market } = this;
    const now = this.#parts.clock.cells[0]!;
    if (now > this.#seen) this.#seen = now;
    if (bid === ask && !market.isQuoted) {
      this.#parts.venue.quote(market, bid);
      return;
    }
    market.bid = bid;
    market.ask = ask;
    market.last = bid;
  }

  row(row: BarRow): void {
    if (Number.isNaN(this.first) && row.time >= this.opensAt) this.first = row.open;
    if (this.#own !== undefined) this.#own.close(row, this.#parts.clock.cells[0]!);
    const made = this.#made;
    for (let k = 0; k < made.length; k++) made[k]!.absorb(row);
  }

  /** Closes the bars that are made of rows and end now. True when any bar closed now. */
  finish(): boolean {
    const now = this.#parts.clock.cells[0]!;
    const made = this.#made;
    let isAny = this.#own?.closedAt === now;
    for (let k = 0; k < made.length; k++) {
      const series = made[k]!;
      if (series.end !== now) continue;
      series.finish();
      isAny = true;
    }
    return isAny;
  }

  /** Asks those that decide on bars that closed now. */
  decide(): void {
    const now = this.#parts.clock.cells[0]!;
    this.#onDecide?.(now);
    if (this.waitsFor() === now) return this.settle();
    const { series } = this;
    for (let k = 0; k < series.length; k++) {
      const each = series[k]!;
      if (each.closedAt !== now) continue;
      const { watchers, listeners } = each;
      for (let w = 0; w < listeners.length; w++) listeners[w]!.onBar(each);
      for (let w = 0; w < watchers.length; w++) watchers[w]!.onBar(each);
    }
  }

  take(block: BarBlock, span: BarSpan): number {
    if (this.#pass === undefined) this.#pass = this.#passOf() ?? 'none';
    if (this.#pass === 'none' || Number.isNaN(this.first)) return span.from;
    return this.#pass.take(block, span, this.hasTrades() ? this.#range : undefined);
  }

  settle(): void {
    if (this.#pass instanceof BarPass) this.#pass.settle();
  }

  waitsFor(): number {
    return this.#pass instanceof BarPass ? this.#pass.waitsFor : NaN;
  }

  show(price: number): void {
    this.#parts.venue.quote(this.market, price);
  }

  #passOf(): BarPass | undefined {
    const { clock, bars } = this.#parts;
    const series = this.#own;
    if (series === undefined || this.#made.length > 0 || !this.hasPlainPrices) return undefined;
    const trader = BarPass.deciderOf(series);
    if (trader === undefined) return undefined;
    const passed = (range: PriceRange): void => this.passed(range);
    return new BarPass({
      clock,
      market: this.market,
      series,
      trader,
      matcher: bars,
      lossWatch: this.lossWatch,
      passed,
    });
  }

  closed(): void {
    this.finish();
    this.decide();
  }

  hasTrades(): boolean {
    return this.#open.length > 0;
  }

  passed(range: PriceRange): void {
    this.#tracker?.observe(this.market.index, range);
  }

  /** The last price is bid and ask at once. */
  get hasPlainPrices(): boolean {
    return this.#parts.venue.hasPlainPrices && !this.market.isQuoted;
  }

  revision(): number {
    return this.#parts.bus.sequence;
  }

  openEnd(): number {
    let end = Infinity;
    const made = this.#made;
    for (let k = 0; k < made.length; k++) if (made[k]!.end < end) end = made[k]!.end;
    return end;
  }

  endFor(time: number): number {
    let end = Infinity;
    for (const series of this.series) {
      const each = series.endFor(time);
      if (each < end) end = each;
    }
    return end;
  }

  advance(time: number): void {
    this.#parts.clock.advanceTo(time);
  }
}

/** Whether bars can be made of data that are under way: of bars, or of ticks in rows. */
function isMadeOf(frame: Timeframe, data: Timeframe | undefined, rowMillis: number): boolean {
  return data === undefined ? rowMillis > 0 && frame.millis % rowMillis === 0 : divides(data, frame);
}
