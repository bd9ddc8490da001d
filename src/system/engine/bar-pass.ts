import type { SimulatedClock } from '../../bus/clock.ts';
import type { BarBlock } from '../../market/bar.ts';
import { Overtaken } from '../../market/overtaken.ts';
import type { Series } from '../../strategy/series.ts';
import { StrategyTrader } from '../../strategy/strategy-trader.ts';
import type { PaperMarket } from '../../trader/paper/account.ts';
import type { BarMatcher } from '../../trader/paper/bar-matcher.ts';
import type { LossWatch } from '../../trader/risk/loss-watch.ts';
import { ensure } from '../../util/assert.ts';
import type { BarSpan, PriceRange } from '../../watcher/lane/lane.ts';
import { BarBounds, type BarLoop, BarOutcome, makeBarLoop } from './bar-loop.ts';

/** What passes bars of one market past the one strategy that decides on them. */
export interface BarPassParts {
  readonly clock: SimulatedClock;
  readonly market: PaperMarket;
  readonly series: Series;
  readonly trader: StrategyTrader;
  readonly matcher: BarMatcher;
  readonly lossWatch: LossWatch | undefined;
  /** Told between which prices the market stayed, where a trade of it is open. */
  readonly passed: (range: PriceRange) => void;
}

/**
 * The quick way of bars: where one strategy decides on the very bars that the data are, those that fill nothing run past it
 * in one loop. Whatever is not plain is left to the slow way, bar by bar; both do the same.
 */
export class BarPass {
  readonly #parts: BarPassParts;
  readonly #loop: BarLoop;
  readonly #bounds = new BarBounds();
  readonly #outcome = new BarOutcome();
  /** End of the bar that something came of, where that waits; NaN when nothing does. */
  #waitsFor = NaN;

  constructor(parts: BarPassParts) {
    const { clock, market, series, trader } = parts;
    this.#parts = parts;
    const { price } = market.instrument;
    const { grid } = series.volume;
    this.#loop = makeBarLoop(trader.definition, {
      chain: series.chain,
      bar: series.bar,
      onBar: ensure(trader.handlers.onBar, 'onBar'),
      context: trader.context,
      now: clock.cells,
      market,
      outcome: this.#outcome,
      millis: series.frame.millis,
      units: price.units,
      divisor: 10 ** price.decimals,
      lotUnits: grid.units,
      lotDivisor: 10 ** grid.decimals,
    });
  }

  /** The one that decides on a series, where the quick way can be taken with it. */
  static deciderOf({ frame, watchers, listeners }: Series): StrategyTrader | undefined {
    const [one] = watchers;
    const isAlone =
      watchers.length === 1 &&
      one instanceof StrategyTrader &&
      one.handlers.onBar !== undefined &&
      one.trial === undefined;
    return isAlone && listeners.length === 0 && frame.millis !== 0 ? one : undefined;
  }

  /** @returns the index after the last bar that passed */
  take(block: BarBlock, span: BarSpan, range: PriceRange | undefined): number {
    const { from, to, limit, factor, isAhead } = span;
    const { market, series, trader, matcher, lossWatch, passed } = this.#parts;
    const bounds = this.#bounds;
    if (!trader.decidesAt(block.time[from]! + series.frame.millis)) return from;
    const reach = matcher.reachOf(market);
    bounds.above = reach.above;
    bounds.below = reach.below;
    bounds.limit = Math.min(limit, trader.closesAt);
    bounds.factor = factor;
    if (isAhead) bounds.floor = -Infinity;
    else if (lossWatch !== undefined) {
      bounds.rest = lossWatch.rest;
      bounds.slope = lossWatch.slopeOf(market);
      bounds.floor = lossWatch.floorFor(market);
    }
    const at = isAhead ? this.#runAhead(block, from, to) : this.#loop(block, from, to, bounds);
    if (at === from) return at;
    series.passed(at - from, block.time[at - 1]! + series.frame.millis);
    if (range === undefined) return at;
    const { high, low } = this.#outcome;
    range.bidHigh = high;
    range.bidLow = low;
    range.askHigh = high;
    range.askLow = low;
    passed(range);
    return at;
  }

  /** Time and prices are only lent to the strategy: for all others they stay as they are. */
  #runAhead(block: BarBlock, from: number, to: number): number {
    const { clock, market, series } = this.#parts;
    const { last, bid, ask } = market;
    const now = clock.cells[0]!;
    market.isLent = true;
    const at = this.#loop(block, from, to, this.#bounds);
    market.isLent = false;
    clock.cells[0] = now;
    market.last = last;
    market.bid = bid;
    market.ask = ask;
    if (market.isPeeked) throw new Overtaken();
    if (at === from) return at;
    const end = block.time[at - 1]! + series.frame.millis;
    market.aheadOf = end;
    if (this.#outcome.signals !== undefined || this.#outcome.thrown !== undefined) this.#waitsFor = end;
    return at;
  }

  /** End of the bar that something came of which waits for its moment; NaN when nothing waits. */
  get waitsFor(): number {
    return this.#waitsFor;
  }

  /** What the strategy made of the last bar happens now. */
  settle(): void {
    const { trader, market } = this.#parts;
    this.#waitsFor = NaN;
    market.aheadOf = -Infinity;
    const outcome = this.#outcome;
    const { signals, thrown } = outcome;
    if (thrown !== undefined) {
      outcome.thrown = undefined;
      trader.fail('onBar', thrown.error);
    } else if (signals !== undefined) {
      outcome.signals = undefined;
      trader.emit('onBar', signals, this.#parts.clock.cells[0]!);
    }
  }
}
