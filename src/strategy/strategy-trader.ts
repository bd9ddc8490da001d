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
import { sizeFaultOf, type Steps } from './signal-size.ts';
import type { OrderNotice, SeriesOptions, StrategyDefinition, StrategyHandlers, StrategySetup } from './strategy.ts';

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
  readonly handlers: StrategyHandlers;
  readonly inputs: readonly Series[];
  readonly context: Context;
  isPaused = false;
  /** Decides from this market time on; before it only indicators are fed. */
  opensAt = -Infinity;
  /** Decides no more from this market time on. */
  closesAt = Infinity;
  readonly #parts: StrategyTraderParts;
  readonly #needs: { series: Series; bars: number }[] = [];
  readonly #clock: Float64Array;
  readonly #timers: { name: string; every: number }[] = [];
  #isWarm = false;
  #signals: number = 0;

  constructor(parts: StrategyTraderParts) {
    this.#parts = parts;
    this.#signals = parts.firstSignal ?? 0;
    this.#clock = parts.clock.cells;
    this.name = parts.name;
    this.market = parts.market;
    this.id = traderIdOf(parts.name, parts.instrument);
    this.context = new Context(parts.source, this.id);
    this.handlers = this.#guard('setup', () => this.#handlersOf(parts.definition)) ?? {};
    this.inputs = this.#needs.map((need) => need.series);
  }

  #handlersOf(definition: StrategyDefinition): StrategyHandlers {
    const handlers = definition.setup(this.#setup());
    const fault = handlersFault(handlers);
    if (fault === undefined) return handlers;
    throw new SiisError('STRATEGY_INVALID', `strategy ${this.name}: ${fault}`);
  }

  /** Bars that each of its series must have seen before it decides. */
  get needs(): readonly { readonly series: Series; readonly bars: number }[] {
    return this.#needs;
  }

  /** True once every series has fed its indicators warm. */
  get isWarm(): boolean {
    if (!this.#isWarm) this.#isWarm = this.#needs.every((need) => need.series.count >= need.bars);
    return this.#isWarm;
  }

  get definition(): StrategyDefinition {
    return this.#parts.definition;
  }

  /** Its checked parameters. */
  get params(): Readonly<Record<string, unknown>> {
    return this.#parts.params;
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
      return this.fail('onBar', error);
    }
    if (signals !== undefined) this.emit('onBar', signals, time);
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
    this.isPaused = true;
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

  #setup(): StrategySetup<never> {
    const parts = this.#parts;
    const follow = (timeframe: string, options: SeriesOptions | undefined, feeder?: Feeder): void => {
      const series = parts.series(timeframe, options);
      const present = this.#needs.find((need) => need.series === series);
      const bars = feeder?.indicator.warmup ?? 1;
      if (present === undefined) this.#needs.push({ series, bars });
      else present.bars = Math.max(present.bars, bars);
      if (feeder !== undefined) series.add(feeder);
    };
    return {
      instrument: parts.instrument,
      // The schema of the very definition checked them; its type cannot be named here.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
      params: parts.params as never,
      track: (timeframe, indicator, options) => {
        follow(timeframe, options, priceFeeder(indicator, options?.of ?? 'close'));
        return indicator;
      },
      trackBars: (timeframe, indicator, options) => {
        follow(timeframe, options, barFeeder(indicator));
        return indicator;
      },
      watch: (timeframe, options) => follow(timeframe, options),
      openBar: (timeframe, options) => parts.openBar(parts.series(timeframe, { offset: options?.offset ?? 0 })),
      timer: (name, every) => this.#setTimer(name, every),
      random: () => parts.random.next(),
      now: () => parts.clock.now(),
      log: parts.log,
    };
  }

  #setTimer(name: string, every: number): void {
    if (!(every >= 1 && Number.isInteger(every))) {
      const message = `strategy ${this.name}: expected a timer of whole milliseconds, came ${every} for '${name}'`;
      throw new SiisError('STRATEGY_INVALID', message);
    }
    this.#timers.push({ name, every });
  }

  /** Sets its timers; called once, when market time has begun. */
  start(): void {
    for (const { name, every } of this.#timers) this.#arm(name, every);
  }

  #arm(name: string, every: number): void {
    const { clock } = this.#parts;
    const arm = (after: number): void => {
      clock.at((Math.floor(after / every) + 1) * every, (time) => {
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
