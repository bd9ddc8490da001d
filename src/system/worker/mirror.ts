import type { Indicator } from '../../indicator/indicator.ts';
import type { OpenBar } from '../../market/bar.ts';
import type { Direction } from '../../market/record.ts';
import type { Signals } from '../../market/signal.ts';
import { handlersFault } from '../../strategy/handlers.ts';
import { barFeeder, type Feed, type Feeder, feedOf, priceFeeder, SeriesBar } from '../../strategy/series.ts';
import type {
  AlertNotice,
  OrderNotice,
  SeriesOptions,
  StrategyContext,
  StrategyDefinition,
  StrategyHandlers,
  StrategySetup,
  TradeView,
} from '../../strategy/strategy.ts';
import { type IndicatorLine, linesOf, type SharedLines, shareLines, writeLines } from './shared-lines.ts';
import { ensure } from '../../util/assert.ts';
import { Random } from '../../util/random.ts';
import {
  type Declaration,
  errorText,
  type HandlerName,
  handlerNames,
  question,
  ticksInFrame,
  type TraderSpec,
} from './frames.ts';

/** What a mirrored strategy-trader reaches its session by. */
export interface MirrorLink {
  /** Asks what only the session knows; the values are good until the next question. */
  readonly ask: (trader: number, which: number, argument: number) => Float64Array;
  readonly log: (trader: number, message: string, fields: Readonly<Record<string, unknown>> | undefined) => void;
}

/** One series as a strategy on a worker sees it. */
interface MirroredSeries {
  readonly timeframe: string;
  readonly options: SeriesOptions;
  readonly bar: SeriesBar<true>;
  readonly feeders: Feeder[];
  feed: Feed | undefined;
  /** What its indicators say, and where that is written for people. */
  lines: readonly IndicatorLine[];
  shared: SharedLines;
  count: number;
}

/** What a strategy on a worker may look at: as the session stood when it asked. */
class MirrorContext implements StrategyContext {
  time = NaN;
  price = NaN;
  bid = NaN;
  ask = NaN;
  position: Direction | 'flat' = 'flat';
  trades: readonly TradeView[] = [];
  readonly #value: (which: number) => number;

  constructor(value: (which: number) => number) {
    this.#value = value;
  }

  get equity(): number {
    return this.#value(question.equity);
  }

  get available(): number {
    return this.#value(question.available);
  }
}

/** How an ask reads: one of the trader's handlers, at a moment of the session. */
export interface Asked {
  readonly handler: HandlerName;
  readonly argument: number;
}

/**
 * A strategy-trader on its worker: the author's code, its indicators and the bars they are fed with. The trades, orders and money
 * of it are the session's.
 */
export class TraderMirror {
  readonly spec: TraderSpec;
  readonly declaration: Declaration;
  readonly context: MirrorContext;
  readonly #link: MirrorLink;
  readonly #series: MirroredSeries[] = [];
  readonly #timers: { name: string; every: number }[] = [];
  readonly #forming: { timeframe: string; offset: number }[] = [];
  readonly #handlers: StrategyHandlers;
  readonly #random: Random;
  /** Ticks that were shown and not handled yet. */
  readonly #ticks = {
    count: 0,
    time: new Float64Array(0),
    price: new Float64Array(0),
    quantity: new Float64Array(0),
    side: new Uint8Array(0),
  };
  #notice: OrderNotice | undefined;
  #alert: AlertNotice | undefined;

  constructor(definition: StrategyDefinition, spec: TraderSpec, link: MirrorLink) {
    this.spec = spec;
    this.#link = link;
    this.#random = Random.derive(spec.seed, `${spec.name}@${spec.instrument}`);
    this.context = new MirrorContext((which) => link.ask(spec.index, which, 0)[0]!);
    let handlers: unknown;
    let error: unknown;
    let hasThrown = false;
    try {
      handlers = definition.setup(this.#setup());
    } catch (thrown) {
      hasThrown = true;
      error = thrown;
    }
    const fault = hasThrown ? undefined : handlersFault(handlers);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- looked at by handlersFault
    this.#handlers = hasThrown || fault !== undefined ? {} : (handlers as StrategyHandlers);
    this.declaration = {
      index: spec.index,
      series: this.#series.map((each) => {
        const { timeframe, options, feeders } = each;
        each.lines = linesOf(feeders.map(({ indicator }) => indicator));
        each.shared = shareLines(each.lines.map(({ label }) => label));
        return { timeframe, options, ...needsOf(feeders), lines: each.shared };
      }),
      timers: this.#timers,
      forming: this.#forming,
      handlers: handlerNames.filter((name) => this.#handlers[name] !== undefined),
      fault,
      error: hasThrown ? errorText(error) : undefined,
    };
  }

  /** A bar of one of its series closed. @param values time, end, open, high, low, close, volume */
  barClosed(series: number, values: Float64Array): void {
    const each = ensure(this.#series[series], 'series', series);
    const { bar } = each;
    setBar(bar, values);
    each.feed ??= feedOf(each.feeders);
    each.feed(bar);
    writeLines(each.shared, each.lines, { time: bar.time, count: each.count++ });
  }

  /** Its trades changed. */
  tradesChanged(trades: readonly TradeView[]): void {
    this.context.trades = trades;
  }

  /** A notice that it is asked about next. */
  noticed(notice: OrderNotice): void {
    this.#notice = notice;
  }

  /** An alert that it is asked about next. */
  alerted(notice: AlertNotice): void {
    this.#alert = notice;
  }

  /** Room for so many more ticks than are shown already. */
  growTicks(more: number): void {
    const ticks = this.#ticks;
    const need = ticks.count + more;
    if (need <= ticks.time.length) return;
    const size = Math.max(ticksInFrame, need, ticks.time.length * 2);
    ticks.time = grown(ticks.time, new Float64Array(size));
    ticks.price = grown(ticks.price, new Float64Array(size));
    ticks.quantity = grown(ticks.quantity, new Float64Array(size));
    ticks.side = grown(ticks.side, new Uint8Array(size));
  }

  /** Takes a tick that it is asked about next. @param values time, price, quantity, side */
  tickPassed(values: Float64Array): void {
    const ticks = this.#ticks;
    const at = ticks.count++;
    ticks.time[at] = values[0]!;
    ticks.price[at] = values[1]!;
    ticks.quantity[at] = values[2]!;
    ticks.side[at] = values[3]!;
  }

  /** Asks a handler. @throws whatever the strategy throws */
  decide({ handler, argument }: Asked): Signals {
    const { context } = this;
    const handlers = this.#handlers;
    switch (handler) {
      case 'onBar':
        return handlers.onBar?.(ensure(this.#series[argument], 'series', argument).bar, context);
      case 'onTimer':
        return handlers.onTimer?.(ensure(this.#timers[argument], 'timer', argument).name, context);
      case 'onOrder':
        return handlers.onOrder?.(ensure(this.#notice, 'notice'), context);
      case 'onAlert':
        return handlers.onAlert?.(ensure(this.#alert, 'alert'), context);
      case 'onTick': {
        const ticks = this.#ticks;
        ticks.count = 0;
        return handlers.onTick?.(ticks.time[0]!, ticks.price[0]!, ticks.quantity[0]!, ticks.side[0]!, context);
      }
      case 'onTicks':
        try {
          return handlers.onTicks?.(this.#ticks, context);
        } finally {
          this.#ticks.count = 0;
        }
    }
  }

  #seriesNumber(timeframe: string, options: SeriesOptions | undefined, feeder?: Feeder): void {
    const wanted = { ...options };
    let series = this.#series.find(
      (each) =>
        each.timeframe === timeframe &&
        each.options.instrument === wanted.instrument &&
        (each.options.offset ?? 0) === (wanted.offset ?? 0),
    );
    if (series === undefined) {
      const bar = new SeriesBar(wanted.instrument ?? this.spec.instrument, timeframe, true);
      const { instrument, offset } = wanted;
      series = {
        timeframe,
        options: {
          ...(instrument === undefined ? {} : { instrument }),
          ...(offset === undefined ? {} : { offset }),
        },
        bar,
        feeders: [],
        feed: undefined,
        lines: [],
        shared: shareLines([]),
        count: 0,
      };
      this.#series.push(series);
    }
    if (feeder !== undefined) series.feeders.push(feeder);
  }

  #setup(): StrategySetup<never> {
    const { spec } = this;
    return {
      instrument: spec.instrument,
      // Checked by the schema of the very definition that reads them.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
      params: spec.params as never,
      track: (timeframe, indicator, options) => {
        this.#seriesNumber(timeframe, options, priceFeeder(indicator, options?.of ?? 'close'));
        return indicator;
      },
      trackBars: (timeframe, indicator, options) => {
        this.#seriesNumber(timeframe, options, barFeeder(indicator));
        return indicator;
      },
      watch: (timeframe, options) => this.#seriesNumber(timeframe, options),
      openBar: (timeframe, options) => this.#openBar(timeframe, options?.offset ?? 0),
      timer: (name, every) => void this.#timers.push({ name, every }),
      random: () => this.#random.next(),
      now: () => (Number.isNaN(this.context.time) ? 0 : this.context.time),
      log: (message, fields) => this.#link.log(spec.index, message, fields),
    };
  }

  #openBar(timeframe: string, offset: number): () => OpenBar | undefined {
    const { spec } = this;
    const number = this.#forming.push({ timeframe, offset }) - 1;
    const bar = new SeriesBar(spec.instrument, timeframe, false);
    return () => {
      const values = this.#link.ask(spec.index, question.forming, number);
      if (Number.isNaN(values[0]!)) return undefined;
      setBar(bar, values);
      return bar;
    };
  }
}

/** @param values time, end, open, high, low, close, volume */
function setBar(bar: SeriesBar<boolean>, values: Float64Array): void {
  bar.time = values[0]!;
  bar.closeTime = values[1]!;
  bar.open = values[2]!;
  bar.high = values[3]!;
  bar.low = values[4]!;
  bar.close = values[5]!;
  bar.volume = values[6]!;
}

function grown<T extends Float64Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** What a series needs, by what it feeds: as `StrategyTrader` and `Series` count it. */
function needsOf(feeders: readonly { readonly indicator: Indicator<never, unknown> }[]): {
  warmup: number;
  settle: number;
} {
  let [warmup, settle] = [1, 1];
  for (const { indicator } of feeders) {
    warmup = Math.max(warmup, indicator.warmup);
    settle = Math.max(settle, Number.isFinite(indicator.settle) ? indicator.settle : indicator.warmup);
  }
  return { warmup, settle };
}
