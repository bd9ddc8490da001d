import type { Feeder, Series } from './series.ts';
import type { SeriesOptions, StrategyDefinition, StrategyHandlers } from './strategy.ts';

/** A series that a set-up follows, and what of it is fed there. */
export interface Followed {
  readonly timeframe: string;
  readonly options: SeriesOptions | undefined;
  readonly feeder: Feeder | undefined;
}

/** Code of a strategy-trader that was set up, and follows nothing yet. */
export interface Understudy {
  readonly definition: StrategyDefinition;
  readonly params: Readonly<Record<string, unknown>>;
  readonly handlers: StrategyHandlers;
  readonly follows: readonly Followed[];
  readonly intervals: readonly { readonly name: string; readonly every: number }[];
  /** It asks for bars that form. */
  readonly asksForming: boolean;
}

/** Code of a strategy-trader and the series that feed it. */
export interface TraderCode extends Pick<Understudy, 'definition' | 'params' | 'handlers' | 'intervals'> {
  /** Bars that each series must have seen before it decides. */
  readonly needs: readonly { readonly series: Series; readonly bars: number }[];
  readonly fed: readonly { readonly series: Series; readonly feeder: Feeder }[];
  /** Every series has fed it warm. */
  readonly isWarm: boolean;
  /** It failed, and was paused for that. */
  readonly hasFailed: boolean;
}

/** Code with the series that it follows. Who feeds what is left to others. */
export function joined(
  { definition, params, handlers, intervals, follows }: Understudy,
  seriesOf: (timeframe: string, options: SeriesOptions | undefined) => Series,
): TraderCode {
  const needs = new Map<Series, number>();
  const fed = follows.flatMap(({ timeframe, options, feeder }) => {
    const series = seriesOf(timeframe, options);
    needs.set(series, Math.max(needs.get(series) ?? 1, feeder?.indicator.warmup ?? 1));
    return feeder === undefined ? [] : [{ series, feeder }];
  });
  return {
    definition,
    params,
    handlers,
    intervals,
    fed,
    needs: [...needs].map(([series, bars]) => ({ series, bars })),
    isWarm: false,
    hasFailed: false,
  };
}

/** New code that has yet to prove itself. */
export interface Trial {
  /** It decided for the first time, and nothing went wrong. */
  passed(): void;
  /** It failed: the code before it takes over. @param message what went wrong */
  failed(message: string): void;
}

/** Loops over ticks know a handler from the beginning: this one stands before others that may change. */
export class TickDelegates {
  readonly #onTick: StrategyHandlers['onTick'];
  readonly #onTicks: StrategyHandlers['onTicks'];
  #handlers: StrategyHandlers;

  /** @param passed told after each call */
  constructor(handlers: StrategyHandlers, passed: () => void) {
    this.#handlers = handlers;
    if (handlers.onTick !== undefined) {
      // oxlint-disable-next-line max-params -- the handler's own
      this.#onTick = (time, price, quantity, side, context) => {
        const signals = this.#handlers.onTick?.(time, price, quantity, side, context);
        passed();
        return signals;
      };
    }
    if (handlers.onTicks !== undefined) {
      this.#onTicks = (span, context) => {
        const signals = this.#handlers.onTicks?.(span, context);
        passed();
        return signals;
      };
    }
  }

  /** The same handlers, with those of ticks behind the ones that are known. */
  around(handlers: StrategyHandlers): StrategyHandlers {
    this.#handlers = handlers;
    const { onTick: _onTick, onTicks: _onTicks, ...others } = handlers;
    return {
      ...others,
      ...(this.#onTick === undefined ? {} : { onTick: this.#onTick }),
      ...(this.#onTicks === undefined ? {} : { onTicks: this.#onTicks }),
    };
  }

  /** What keeps handlers from taking over; `undefined` when nothing does. */
  faultOf({ onTick, onTicks }: StrategyHandlers): string | undefined {
    const name =
      onTick !== undefined && this.#onTick === undefined
        ? 'onTick'
        : onTicks !== undefined && this.#onTicks === undefined
          ? 'onTicks'
          : undefined;
    return name === undefined ? undefined : `${name} is new: its market shows ticks only after a restart`;
  }
}
