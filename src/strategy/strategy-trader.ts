import type { Bus } from '../bus/bus.ts';
import type { SimulatedClock } from '../bus/clock.ts';
import type { AlertEvent, DeniedEvent } from '../market/event.ts';
import type { OpenBar } from '../market/bar.ts';
import type { Order } from '../market/order-fold.ts';
import type { ModifySignal, Signal, Signals } from '../market/signal.ts';
import { SiisError } from '../util/errors.ts';
import { hash32, type Random } from '../util/random.ts';
import { authorLine } from './blame.ts';
import { Context, type ContextSource } from './context.ts';
import { handlersFault } from './handlers.ts';
import { type Feeder, type Series, barFeeder, priceFeeder } from './series.ts';
import { faultOf, modifyFaultOf } from './signal-check.ts';
import { type Followed, joined, type TraderCode, type Trial, TickDelegates, type Understudy } from './understudy.ts';
import { sizeFaultOf, type Steps } from './signal-size.ts';
import type { OrderNotice, SeriesOptions, StrategyDefinition, StrategyHandlers, StrategySetup } from './strategy.ts';

/** What a set-up is tied to. */
interface SetupTies {
  readonly params: TraderCode['params'];
  readonly intervals: TraderCode['intervals'][number][];
  readonly random: Random;
  readonly follow: (timeframe: string, options: SeriesOptions | undefined, feeder?: Feeder) => void;
  /** Told when bars that form are asked for; absent where their series are to be had at once. */
  readonly onForming?: () => void;
}

/** What a strategy-trader is made of. */
export interface StrategyTraderParts {
  readonly definition: StrategyDefinition;
  /** Name of the strategy in the profile; unique. */
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly market: number;
  readonly instrument: string;
  /** What its prices and quantities are counted in. */
  readonly steps: Steps;
  /** Signals that earlier starts of the session may have made: ids go on after them. */
  readonly firstSignal?: number;
  readonly bus: Bus;
  readonly clock: SimulatedClock;
  readonly random: Random;
  readonly source: ContextSource;
  /** The series of an instrument (default: the own) and timeframe; made when it is new. */
  readonly series: (timeframe: string, options: SeriesOptions | undefined) => Series;
  /** What tells the bar of a series of the own instrument that forms. */
  readonly openBar: (series: Series) => () => OpenBar | undefined;
  readonly log: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
  /** Tells a notice: now, or as soon as the market stands where the strategy may look at it. */
  readonly tell: (notice: () => void) => void;
  /** A handler threw. Throwing on ends the run. */
  readonly onFailure: (error: SiisError) => void;
  /** Its code may be exchanged while it runs. */
  readonly isSwapped?: boolean;
}

/** Id of a strategy-trader. @param name of the strategy in the profile */
export function traderIdOf(name: string, instrument: string): string {
  return hash32(`${name}@${instrument}`).toString(36);
}

/** One strategy on one instrument: feeds its handlers, turns what they return into signal events. */
export class StrategyTrader {
  /** Short and stable: a hash of strategy and instrument. First part of all its ids. */
  readonly id: string;
  readonly name: string;
  readonly market: number = 0;
  handlers: StrategyHandlers;
  inputs: readonly Series[];
  readonly context: Context;
  isPaused = false;
  /** Decides from this market time on; before it only indicators are fed. */
  opensAt = -Infinity;
  /** Decides no more from this market time on. */
  closesAt = Infinity;
  /** Set while its code is new: who is told how that does. */
  trial: Trial | undefined;
  readonly #parts: StrategyTraderParts;
  readonly #clock: Float64Array;
  readonly #delegates: TickDelegates | undefined;
  #code: TraderCode;
  /** Its timers are those of this code: those of earlier ones fire for nothing. */
  #generation = 0;
  #isWarm = false;
  #hasFailed = false;
  #signals: number = 0;

  constructor(parts: StrategyTraderParts) {
    this.#parts = parts;
    this.#signals = parts.firstSignal ?? 0;
    this.#clock = parts.clock.cells;
    this.name = parts.name;
    this.market = parts.market;
    this.id = traderIdOf(parts.name, parts.instrument);
    this.context = new Context(parts.source, this.id);
    const { definition, params } = parts;
    const follows: Followed[] = [];
    const intervals: TraderCode['intervals'][number][] = [];
    const understudy = { definition, params, follows, intervals, handlers: {}, asksForming: false };
    const handlers = this.#guard('setup', () =>
      this.#handlersOf(definition, {
        ...understudy,
        random: parts.random,
        follow: (timeframe, options, feeder) => {
          const series = parts.series(timeframe, options);
          follows.push({ timeframe, options, feeder });
          if (feeder !== undefined) series.add(feeder);
        },
      }),
    );
    this.#code = joined({ ...understudy, handlers: handlers ?? {} }, parts.series);
    this.#delegates =
      parts.isSwapped === true ? new TickDelegates(this.#code.handlers, () => this.trial?.passed()) : undefined;
    this.handlers = this.#delegates?.around(this.#code.handlers) ?? this.#code.handlers;
    this.inputs = this.#code.needs.map((need) => need.series);
  }

  /** Sets other code up, without any effect on this one. @throws whatever its set-up throws, SiisError STRATEGY_INVALID */
  understudy(definition: StrategyDefinition, params: TraderCode['params'], random: Random): Understudy {
    const follows: Followed[] = [];
    const intervals: TraderCode['intervals'][number][] = [];
    const made = { definition, params, follows, intervals };
    let asksForming = false;
    const handlers = this.#handlersOf(definition, {
      ...made,
      random,
      follow: (timeframe, options, feeder) => void follows.push({ timeframe, options, feeder }),
      onForming: () => (asksForming = true),
    });
    const fault = this.#delegates?.faultOf(handlers);
    if (fault === undefined) return { ...made, handlers, asksForming };
    throw new SiisError('STRATEGY_INVALID', `strategy ${this.name}: ${fault}`);
  }

  /** Code with the series that it follows here. */
  ready(understudy: Understudy): TraderCode {
    return joined(understudy, this.#parts.series);
  }

  /**
   * Has other code take over from the next call on. Its indicators stand where the market stands; timers begin anew.
   *
   * @returns the code it had, which is fed on
   */
  take(code: TraderCode): TraderCode {
    const before = { ...this.#code, isWarm: this.#isWarm, hasFailed: this.#hasFailed };
    this.#code = code;
    this.handlers = this.#delegates?.around(code.handlers) ?? code.handlers;
    this.inputs = code.needs.map((need) => need.series);
    this.#isWarm = code.isWarm;
    if (this.#hasFailed !== code.hasFailed) this.isPaused = code.hasFailed;
    this.#hasFailed = code.hasFailed;
    this.#generation++;
    this.start();
    return before;
  }

  #handlersOf(definition: StrategyDefinition, ties: SetupTies): StrategyHandlers {
    const handlers = definition.setup(this.#setup(ties));
    const fault = handlersFault(handlers);
    if (fault === undefined) return handlers;
    throw new SiisError('STRATEGY_INVALID', `strategy ${this.name}: ${fault}`);
  }

  /** Bars that each of its series must have seen before it decides. */
  get needs(): readonly { readonly series: Series; readonly bars: number }[] {
    return this.#code.needs;
  }

  /** True once every series has fed its indicators warm. */
  get isWarm(): boolean {
    if (!this.#isWarm) this.#isWarm = this.#code.needs.every((need) => need.series.count >= need.bars);
    return this.#isWarm;
  }

  get definition(): StrategyDefinition {
    return this.#code.definition;
  }

  /** Its checked parameters. */
  get params(): Readonly<Record<string, unknown>> {
    return this.#code.params;
  }

  /** Whether its handlers are asked at a moment; what becomes of its orders it is always told. */
  decidesAt(time: number): boolean {
    return !this.isPaused && time >= this.opensAt && time < this.closesAt && this.isWarm;
  }

  /** A series it watches closed a bar. */
  onBar(series: Series): void {
    const { onBar } = this.handlers;
    const time = this.#clock[0]!;
    if (onBar === undefined || !this.decidesAt(time)) return;
    this.context.time = time;
    let signals: Signals;
    try {
      signals = onBar(series.bar, this.context);
    } catch (error) {
      const isOnTrial = this.trial !== undefined;
      this.fail('onBar', error);
      // The code it had before is back, and has not seen the bar.
      if (isOnTrial && this.inputs.includes(series)) this.onBar(series);
      return;
    }
    if (signals !== undefined) this.emit('onBar', signals, time);
    if (this.trial !== undefined) this.trial.passed();
  }

  /** An order of one of its trades changed, or was not moved. */
  onOrder(order: Order, time: number, state: OrderNotice['state'], reason: string | undefined): void {
    const { request } = order;
    const isPaid = order.filledLots > 0 && state !== 'not-moved';
    const price = isPaid ? order.averagePrice : (order.limit ?? order.trigger);
    const isFill = state === 'filled' || state === 'partially-filled';
    const { source } = this.#parts;
    this.#notify({
      time,
      trade: request.tradeId,
      order: request.id,
      purpose: request.purpose,
      state,
      quantity: source.quantityOf(isFill ? order.filledLots : order.lots),
      price: price === undefined ? undefined : source.priceOf(price),
      reason,
    });
  }

  /** siis itself refused a signal or an order of it. */
  onDenied(event: DeniedEvent): void {
    this.#notify({
      time: event.time,
      trade: event.tradeId ?? event.signalId,
      order: event.orderId ?? '',
      purpose: event.purpose,
      state: 'denied',
      quantity: event.lots === undefined ? NaN : this.#parts.source.quantityOf(event.lots),
      price: undefined,
      reason: event.reason,
    });
  }

  #notify(notice: OrderNotice): void {
    const { onOrder } = this.handlers;
    if (onOrder === undefined) return;
    this.#parts.tell(() => {
      if (this.isPaused) return;
      const now = this.#clock[0]!;
      this.context.at(now);
      const signals = this.#guard('onOrder', () => onOrder(notice, this.context));
      if (signals !== undefined) this.emit('onOrder', signals, now);
    });
  }

  /** An alert of it came true. */
  onAlert({ id, label, value = NaN, way = 'up', left }: AlertEvent): void {
    const { onAlert } = this.handlers;
    const time = this.#clock[0]!;
    if (onAlert === undefined || !this.decidesAt(time)) return;
    this.context.at(time);
    const notice = { time, alert: id, label, value, way, left };
    const signals = this.#guard('onAlert', () => onAlert(notice, this.context));
    if (signals !== undefined) this.emit('onAlert', signals, time);
  }

  /** Publishes what a handler returned, all of it or nothing: a malformed signal is a failure, told in words. */
  emit(where: keyof StrategyHandlers, signals: Exclude<Signals, void>, time: number): void {
    if (!isList(signals)) {
      const fault = this.#faultOf(signals);
      if (fault !== undefined) return this.fail(where, new MalformedSignal(fault));
      return this.#publish(signals, time);
    }
    const fault = signals.map((each) => this.#faultOf(each)).find((each) => each !== undefined);
    if (fault !== undefined) return this.fail(where, new MalformedSignal(fault));
    for (const signal of signals) this.#publish(signal, time);
  }

  #faultOf(signal: Signal): string | undefined {
    const fault = faultOf(signal) ?? sizeFaultOf(signal, this.#parts.steps);
    return fault ?? (signal.kind === 'modify' ? this.#modifyFault(signal) : undefined);
  }

  #modifyFault(signal: ModifySignal): string | undefined {
    for (const { id, direction } of this.#parts.source.tradesOf(this.id)) {
      if (signal.trade !== undefined && signal.trade !== id) continue;
      const fault = modifyFaultOf(signal, direction);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  /** A handler threw, or returned what is no signal: the strategy stops here, its open trades keep their protections. */
  fail(where: 'setup' | keyof StrategyHandlers, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const line = error instanceof Error && !(error instanceof MalformedSignal) ? authorLine(error) : undefined;
    const place = line === undefined ? '' : ` (${line})`;
    const message = `strategy ${this.name} on ${this.#parts.instrument}: ${where}: ${reason}${place}`;
    if (this.trial !== undefined) return this.trial.failed(message);
    this.isPaused = true;
    this.#hasFailed = true;
    this.#parts.onFailure(new SiisError('STRATEGY_FAILED', message, undefined, { cause: error }));
  }

  #publish(signal: Signal, time: number): void {
    this.#signals++;
    this.#parts.bus.publish({
      kind: 'signal',
      id: `${this.id}-${this.#signals}`,
      traderId: this.id,
      market: this.market,
      instrument: this.#parts.instrument,
      time,
      price: this.context.price,
      signal,
    });
  }

  #setup({ follow, params, intervals, random, onForming }: SetupTies): StrategySetup<never> {
    const parts = this.#parts;
    return {
      instrument: parts.instrument,
      // The schema of the very definition checked them; its type cannot be named here.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
      params: params as never,
      track: (timeframe, indicator, options) => {
        follow(timeframe, options, priceFeeder(indicator, options?.of ?? 'close'));
        return indicator;
      },
      trackBars: (timeframe, indicator, options) => {
        follow(timeframe, options, barFeeder(indicator));
        return indicator;
      },
      watch: (timeframe, options) => follow(timeframe, options),
      openBar: (timeframe, options) => {
        const series = (): Series => parts.series(timeframe, { offset: options?.offset ?? 0 });
        if (onForming === undefined) return parts.openBar(series());
        onForming();
        // The series may be made only now, or taken in later.
        let forming: (() => OpenBar | undefined) | undefined;
        return () => (forming ??= parts.openBar(series()))();
      },
      timer: (name, every) => void intervals.push(this.#timerOf(name, every)),
      random: () => random.next(),
      now: () => parts.clock.now(),
      log: parts.log,
    };
  }

  #timerOf(name: string, every: number): TraderCode['intervals'][number] {
    if (!(every >= 1 && Number.isInteger(every))) {
      const message = `strategy ${this.name}: expected a timer of whole milliseconds, came ${every} for '${name}'`;
      throw new SiisError('STRATEGY_INVALID', message);
    }
    return { name, every };
  }

  /** Sets its timers, once market time has begun. */
  start(): void {
    for (const { name, every } of this.#code.intervals) this.#arm(name, every);
  }

  #arm(name: string, every: number): void {
    const { clock } = this.#parts;
    const generation = this.#generation;
    const arm = (after: number): void => {
      clock.at((Math.floor(after / every) + 1) * every, (time) => {
        if (generation !== this.#generation) return;
        const { onTimer } = this.handlers;
        if (onTimer !== undefined && this.decidesAt(time)) {
          this.context.at(time);
          const signals = this.#guard('onTimer', () => onTimer(name, this.context));
          if (signals !== undefined) this.emit('onTimer', signals, time);
        }
        arm(time);
      });
    };
    arm(Math.max(clock.now(), this.opensAt - 1));
  }

  #guard<T>(where: 'setup' | keyof StrategyHandlers, run: () => T): T | undefined {
    try {
      return run();
    } catch (error) {
      // What siis itself says of a set-up is told as it is.
      if (where === 'setup' && error instanceof SiisError) throw error;
      this.fail(where, error);
      return undefined;
    }
  }
}

/** What a handler returned cannot be read: there is no line of the author's to show, only what came. */
class MalformedSignal extends Error {}

function isList(signals: Signal | readonly Signal[]): signals is readonly Signal[] {
  return Array.isArray(signals);
}
