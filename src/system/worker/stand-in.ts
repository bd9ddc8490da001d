import type { Indicator } from '../../indicator/indicator.ts';
import type { Bar, Ohlcv, OpenBar } from '../../market/bar.ts';
import type { StrategyDefinition, StrategyHandlers, TickSpan } from '../../strategy/strategy.ts';
import { ensure } from '../../util/assert.ts';
import { SiisError } from '../../util/errors.ts';
import { errorFrom, frame, frameWords, type HandlerName, ticksInFrame } from './frames.ts';
import type { SharedLines } from './shared-lines.ts';
import type { RemoteTrader } from './remote.ts';

/** What set-up is handed, whatever the parameters. */
type Setup = Parameters<StrategyDefinition['setup']>[0];

/** Passes the closed bars of a series on to the worker. An indicator to those who feed it. */
export class SeriesTap implements Indicator<Ohlcv> {
  readonly warmup: number;
  readonly settle: number;
  readonly value = NaN;
  /** The series' own object, known once a bar closed. */
  bar: unknown;
  readonly #remote: RemoteTrader;
  readonly #series: number;
  readonly #now: () => number;

  constructor(remote: RemoteTrader, series: number, now: () => number) {
    const { warmup, settle } = ensure(remote.declaration?.series[series], 'series', series);
    this.warmup = warmup;
    this.settle = settle;
    this.#remote = remote;
    this.#series = series;
    this.#now = now;
  }

  /** What the indicators on the worker say, as far as it is known here. */
  get lines(): SharedLines | undefined {
    return this.#remote.lines[this.#series];
  }

  next(bar: Ohlcv): number {
    this.bar = bar;
    const words = this.#remote.begin(frame.bar);
    words[2] = this.#series;
    words[3] = bar.time;
    words[4] = this.#now();
    words[5] = bar.open;
    words[6] = bar.high;
    words[7] = bar.low;
    words[8] = bar.close;
    words[9] = bar.volume;
    this.#remote.send(frameWords.bar);
    return NaN;
  }

  peek(): number {
    return NaN;
  }
}

/** Where the bars that form of one strategy-trader are asked for. */
export type Forming = ((() => OpenBar | undefined) | undefined)[];

/**
 * What a session takes for a strategy whose code runs on workers: it asks for the same series, timers and handlers, and passes
 * everything on.
 *
 * @param remoteOf the strategy-trader of an instrument, and where its forming bars are put
 */
export function standIn(
  definition: StrategyDefinition,
  remoteOf: (instrument: string) => { readonly remote: RemoteTrader; readonly forming: Forming },
): StrategyDefinition {
  return {
    name: definition.name,
    params: definition.params,
    setup: (setup) => {
      const { remote, forming } = remoteOf(setup.instrument);
      return setUp(remote, forming, setup);
    },
  };
}

function setUp(remote: RemoteTrader, forming: Forming, setup: Setup): StrategyHandlers {
  const { series, timers, forming: wanted, handlers, fault, error } = ensure(remote.declaration, 'declaration');
  if (error !== undefined) throw errorFrom(error);
  if (fault !== undefined) throw new SiisError('STRATEGY_INVALID', `strategy ${remote.spec.name}: ${fault}`);
  const taps = series.map(({ timeframe, options }, number) =>
    setup.trackBars(timeframe, new SeriesTap(remote, number, setup.now), options),
  );
  for (const { name, every } of timers) setup.timer(name, every);
  wanted.forEach(({ timeframe, offset }, number) => (forming[number] = setup.openBar(timeframe, { offset })));
  const all = handlersFor(
    remote,
    taps,
    timers.map(({ name }) => name),
  );
  return Object.fromEntries(handlers.map((name) => [name, all[name]]));
}

function handlersFor(
  remote: RemoteTrader,
  taps: readonly SeriesTap[],
  timers: readonly string[],
): Required<Pick<StrategyHandlers, HandlerName>> {
  const numberOf = (bar: Bar): number => taps.findIndex((tap) => tap.bar === bar);
  return {
    onBar: (bar, context) => remote.ask('onBar', numberOf(bar), context),
    onTimer: (name, context) => remote.ask('onTimer', timers.indexOf(name), context),
    onOrder: (notice, context) => {
      remote.mail({ kind: 'notice', notice });
      return remote.ask('onOrder', 0, context);
    },
    onAlert: (notice, context) => {
      remote.mail({ kind: 'alert', notice });
      return remote.ask('onAlert', 0, context);
    },
    // oxlint-disable-next-line max-params -- the handler's own
    onTick: (time, price, quantity, side, context) => {
      const words = remote.begin(frame.ticks);
      words[2] = 1;
      words[3] = time;
      words[4] = price;
      words[5] = quantity;
      words[6] = side;
      remote.send(frameWords.ticks + 4);
      return remote.ask('onTick', 0, context);
    },
    onTicks: (span, context) => {
      for (let from = 0; from < span.count; from += ticksInFrame) sendTicks(remote, span, from);
      return remote.ask('onTicks', 0, context);
    },
  };
}

function sendTicks(remote: RemoteTrader, span: TickSpan, from: number): void {
  const count = Math.min(ticksInFrame, span.count - from);
  const words = remote.begin(frame.ticks);
  words[2] = count;
  let at: number = frameWords.ticks;
  for (let k = from; k < from + count; k++) {
    words[at++] = span.time[k]!;
    words[at++] = span.price[k]!;
    words[at++] = span.quantity[k]!;
    words[at++] = span.side[k]!;
  }
  remote.send(at);
}
