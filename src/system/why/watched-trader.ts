import type { Indicator } from '../../indicator/indicator.ts';
import type { Bar } from '../../market/bar.ts';
import type { Signal, Signals } from '../../market/signal.ts';
import type {
  AlertNotice,
  OrderNotice,
  SeriesOptions,
  StrategyContext,
  StrategyDefinition,
  StrategyHandlers,
  TickSpan,
} from '../../strategy/strategy.ts';
import type { Cause, Decision, Reading } from './decision.ts';

interface Tracked {
  readonly indicator: Indicator<never, unknown>;
  readonly instrument: string;
  readonly timeframe: string;
  readonly of: string | undefined;
}

/** The last call of a handler. */
interface LastCall {
  readonly handler: keyof StrategyHandlers;
  readonly time: number;
  readonly cause: Cause;
  readonly context: StrategyContext;
}

/**
 * A strategy on an instrument whose handlers are looked at while they run. It stands between the engine and the author's code,
 * so that the engine knows nothing of it; what the handlers are given and what they return passes through unchanged.
 */
export class WatchedTrader {
  readonly strategy: string;
  readonly instrument: string;
  /** Calls of handlers that could have led to a signal; notices of orders left out. */
  calls = 0;
  readonly #tracked: Tracked[] = [];
  readonly #isOfInterest: boolean;
  /** What was decided and is not on the bus yet, in order. */
  readonly #decided: { readonly signal: Signal; readonly decision: Decision }[] = [];
  #last: LastCall | undefined;

  constructor(of: { readonly strategy: string; readonly instrument: string; readonly isOfInterest: boolean }) {
    this.strategy = of.strategy;
    this.instrument = of.instrument;
    this.#isOfInterest = of.isOfInterest;
  }

  /** The set-up of a strategy with this one looking on. */
  setUp(definition: StrategyDefinition, setup: Parameters<StrategyDefinition['setup']>[0]): StrategyHandlers {
    const note = (
      indicator: Indicator<never, unknown>,
      timeframe: string,
      options: SeriesOptions | undefined,
      of?: string,
    ): void => {
      this.#tracked.push({ indicator, timeframe, instrument: options?.instrument ?? setup.instrument, of });
    };
    const handlers = definition.setup({
      ...setup,
      track: (timeframe, indicator, options) => {
        note(indicator, timeframe, options, options?.of ?? 'close');
        return setup.track(timeframe, indicator, options);
      },
      trackBars: (timeframe, indicator, options) => {
        note(indicator, timeframe, options);
        return setup.trackBars(timeframe, indicator, options);
      },
    });
    return this.#isOfInterest && isObject(handlers) ? this.#watch(handlers) : handlers;
  }

  /** What led to a signal; `undefined` when nobody is interested. */
  decisionOf(signal: Signal): Decision | undefined {
    const at = this.#decided.findIndex((each) => each.signal === signal);
    if (at < 0) return undefined;
    return this.#decided.splice(0, at + 1).at(-1)?.decision;
  }

  /** The last time that it was asked, with its indicators as they are now; `undefined` when it never was. */
  lastDecision(): Decision | undefined {
    return this.#last === undefined ? undefined : this.#decision(this.#last, []);
  }

  /** What its indicators stand at. */
  readings(): Reading[] {
    return this.#tracked.map(({ indicator, instrument, timeframe, of }) => ({
      indicator: indicator.constructor.name,
      instrument,
      timeframe,
      of,
      warmup: indicator.warmup,
      value: numberOf(indicator.value),
      outputs: outputsOf(indicator),
    }));
  }

  #watch(handlers: StrategyHandlers): StrategyHandlers {
    const { onBar, onTick, onTicks, onOrder, onTimer, onAlert } = handlers;
    return {
      ...handlers,
      ...(typeof onBar === 'function' && {
        onBar: (bar: Bar, context: StrategyContext) =>
          this.#called('onBar', barCause(bar), context, onBar(bar, context)),
      }),
      ...(typeof onTick === 'function' && {
        // oxlint-disable-next-line max-params -- as the handler that it stands for
        onTick: (time: number, price: number, quantity: number, side: number, context: StrategyContext) => {
          const signals = onTick(time, price, quantity, side, context);
          return this.#called('onTick', { kind: 'tick', time, price, quantity }, context, signals);
        },
      }),
      ...(typeof onTicks === 'function' && {
        onTicks: (span: TickSpan, context: StrategyContext) =>
          this.#called('onTicks', spanCause(span), context, onTicks(span, context)),
      }),
      ...(typeof onTimer === 'function' && {
        onTimer: (name: string, context: StrategyContext) =>
          this.#called('onTimer', { kind: 'timer', name }, context, onTimer(name, context)),
      }),
      ...(typeof onAlert === 'function' && {
        onAlert: (notice: AlertNotice, context: StrategyContext) =>
          this.#called('onAlert', { kind: 'alert', notice }, context, onAlert(notice, context)),
      }),
      ...(typeof onOrder === 'function' && {
        onOrder: (notice: OrderNotice, context: StrategyContext) =>
          this.#told({ kind: 'order', notice }, context, onOrder(notice, context)),
      }),
    };
  }

  #called(handler: keyof StrategyHandlers, cause: Cause, context: StrategyContext, signals: Signals): Signals {
    this.calls++;
    this.#last = { handler, time: context.time, cause, context };
    this.#keep(this.#last, signals);
    return signals;
  }

  #told(cause: Cause, context: StrategyContext, signals: Signals): Signals {
    this.#keep({ handler: 'onOrder', time: context.time, cause, context }, signals);
    return signals;
  }

  #keep(call: LastCall, returned: Signals): void {
    if (returned === undefined) return;
    const signals = isList(returned) ? returned : [returned];
    if (signals.length === 0) return;
    const decision = this.#decision(call, signals);
    for (const signal of signals) this.#decided.push({ signal, decision });
  }

  #decision({ handler, time, cause, context }: LastCall, signals: readonly Signal[]): Decision {
    return {
      strategy: this.strategy,
      instrument: this.instrument,
      time,
      handler,
      cause,
      price: numberOf(context.price),
      bid: numberOf(context.bid),
      ask: numberOf(context.ask),
      position: context.position,
      equity: context.equity,
      available: context.available,
      trades: context.trades,
      readings: this.readings(),
      signals,
    };
  }
}

/** The bar object is reused: what it said is copied. */
function barCause({ instrument, timeframe, time, closeTime, open, high, low, close, volume }: Bar): Cause {
  return { kind: 'bar', instrument, timeframe, time, closeTime, open, high, low, close, volume };
}

function spanCause({ count, time, price }: TickSpan): Cause {
  return { kind: 'ticks', count, time: time[count - 1] ?? NaN, price: price[count - 1] ?? NaN };
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** The named numbers of an indicator that has several. */
function outputsOf(indicator: object): Reading['outputs'] {
  if (!('outputs' in indicator) || !isObject(indicator.outputs)) return undefined;
  return Object.fromEntries(Object.entries(indicator.outputs).map(([name, value]) => [name, numberOf(value)]));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isList(signals: Signal | readonly Signal[]): signals is readonly Signal[] {
  return Array.isArray(signals);
}
