import type { Bar, BarBlock } from '../../market/bar.ts';
import type { Signals } from '../../market/signal.ts';
import type { Context } from '../../strategy/context.ts';
import type { FeederChain } from '../../strategy/series.ts';
import type { StrategyDefinition, StrategyHandlers } from '../../strategy/strategy.ts';
import type { PaperMarket } from '../../trader/paper/account.ts';

/** What a loop over bars reads, feeds and moves: the same objects for as long as it lives. */
export interface BarLoopParts {
  readonly chain: FeederChain;
  readonly bar: Bar;
  readonly onBar: NonNullable<StrategyHandlers['onBar']>;
  readonly context: Context;
  /** Market time in its first cell. */
  readonly now: Float64Array;
  readonly market: PaperMarket;
  readonly outcome: BarOutcome;
  /** Length of a bar, ms. */
  readonly millis: number;
  /** A price is ticks × units / divisor, and as long as the product is no larger than `most` the nearest double. */
  readonly units: number;
  readonly divisor: number;
  /** The same of the volume. */
  readonly lotUnits: number;
  readonly lotDivisor: number;
}

/** Between which bars a loop may run, and what ends it. Prices in ticks of the instrument. */
export class BarBounds {
  /** Ends of bars lie before it, ms. */
  limit = Infinity;
  /** Ticks of the instrument in one price unit of the block. */
  factor = 1;
  /** A bar whose high or low reaches one of these may fill something. */
  above = Infinity;
  below = -Infinity;
  /** The loss of the day is to be looked at where rest + slope × close is no higher than the floor. */
  rest = 0;
  slope = 0;
  floor = -Infinity;
}

/** What a loop leaves behind. */
export class BarOutcome {
  signals: Signals = undefined;
  /** What the strategy threw, wrapped: it may throw anything. */
  thrown: { readonly error: unknown } | undefined = undefined;
  /** Between which prices the bars stayed. */
  high = -Infinity;
  low = Infinity;
}

/**
 * Lets the bars [from, to) of a block pass that touch nothing, up to the first that the strategy makes something of.
 *
 * @returns the index after the last bar that passed
 */
export type BarLoop = (block: BarBlock, from: number, to: number, bounds: BarBounds) => number;

type BarLoopMaker = (parts: BarLoopParts) => BarLoop;
/** One maker for each strategy and chain of feeders: as long as the program runs, what was learnt of its text holds. */
const makers = new WeakMap<StrategyDefinition, Map<FeederChain['key'], BarLoopMaker>>();

/**
 * The loop of one strategy over the bars of its own series, made as text for it (docs/decision/0007): the code of the
 * strategy and of its indicators runs inside the loop, and nothing is looked up bar by bar.
 */
export function makeBarLoop(definition: StrategyDefinition, parts: BarLoopParts): BarLoop {
  const { chain } = parts;
  const own = makers.get(definition) ?? new Map<FeederChain['key'], BarLoopMaker>();
  makers.set(definition, own);
  const maker = own.get(chain.key) ?? makerOf(chain, ++made);
  own.set(chain.key, maker);
  return maker(parts);
}

let made = 0;

function makerOf({ inputs }: FeederChain, number: number): BarLoopMaker {
  const names = inputs.map((_, k) => `i${k}`).join(', ');
  const feed = inputs.map((input, k) => `i${k}.next(${input});`).join(' ');
  const text = `/* ${number} */
    const { chain, bar, onBar, context, now, market, outcome, millis, units, divisor, lotUnits, lotDivisor } = parts;
    const [${names}] = chain.indicators;
    const most = ${Number.MAX_SAFE_INTEGER};
    return (block, from, to, bounds) => {
      const { time, open, high, low, close, volume } = block;
      const { limit, factor, above, below, rest, slope, floor } = bounds;
      const scale = factor * units;
      const end = to | 0;
      let k = from | 0;
      let best = -Infinity;
      let worst = Infinity;
      let signals;
      try {
        for (; k < end; k++) {
          const start = time[k];
          const closed = start + millis;
          if (closed >= limit) break;
          const top = high[k] * factor;
          const bottom = low[k] * factor;
          if (top >= above || bottom <= below) break;
          const last = close[k] * factor;
          if (!(rest + slope * last > floor)) break;
          const highest = high[k] * scale;
          const lowest = low[k] * scale;
          const lots = volume[k] * lotUnits;
          if (!(highest <= most && lowest >= -most && lots <= most)) break;
          now[0] = closed;
          market.last = last;
          market.bid = last;
          market.ask = last;
          bar.time = start;
          bar.closeTime = closed;
          bar.open = (open[k] * scale) / divisor;
          bar.high = highest / divisor;
          bar.low = lowest / divisor;
          bar.close = (close[k] * scale) / divisor;
          bar.volume = lots / lotDivisor;
          ${feed}
          if (top > best) best = top;
          if (bottom < worst) worst = bottom;
          context.time = closed;
          signals = onBar(bar, context);
          if (signals !== undefined) {
            k++;
            break;
          }
        }
      } catch (error) {
        outcome.thrown = { error };
        k++;
      }
      outcome.signals = signals;
      outcome.high = best;
      outcome.low = worst;
      return k;
    };`;
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval, typescript/no-unsafe-type-assertion -- no text of a user's comes in
  return new Function('parts', text) as BarLoopMaker;
}
