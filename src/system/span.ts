import type { SimulatedClock } from '../bus/clock.ts';
import { Grid } from '../market/grid.ts';
import type { TickBlock, TickScale } from '../market/tick-block.ts';
import type { Signals } from '../market/signal.ts';
import type { StrategyTrader } from '../strategy/strategy-trader.ts';
import type { TickSpan } from '../strategy/strategy.ts';
import type { SpanHandler } from '../watcher/lane/lane.ts';
import type { MarketHub } from './market-hub.ts';

/** Most ticks handed to `onTicks` at once. */
const spanSize = 4096;

export interface SpanParts {
  readonly clock: SimulatedClock;
  readonly hub: MarketHub;
  readonly scale: TickScale;
  /** Ticks of the instrument in one price unit of the tape. */
  readonly factor: number;
}

/** What the strategy-traders of a market make of every tick; `undefined` when none of them wants to see them. */
export function spanHandler(parts: SpanParts, traders: readonly StrategyTrader[]): SpanHandler | undefined {
  const handlers = traders
    .map((trader) =>
      trader.handlers.onTicks !== undefined
        ? columnHandler(parts, trader)
        : trader.handlers.onTick !== undefined
          ? tickHandler(parts, trader)
          : undefined,
    )
    .filter((handler) => handler !== undefined);
  if (handlers.length === 0) return undefined;
  if (handlers.length === 1) return handlers[0];
  // Several strategies see each tick one after the other, in the order of the profile.
  return (block, from, to, touched) => {
    const before = parts.hub.revision();
    for (let k = from; k < to; k++) {
      for (const handler of handlers) handler(block, k, k + 1, touched);
      if (parts.hub.revision() !== before) return k + 1;
    }
    return to;
  };
}

/** One strategy with `onTick`: scalars, one call a tick. */
function tickHandler(parts: SpanParts, trader: StrategyTrader): SpanHandler {
  const { clock, hub, factor } = parts;
  const { market } = hub;
  const { context } = trader;
  const onTick = trader.handlers.onTick!;
  const { units: priceUnits, divisor: priceDivisor } = stepOf(parts.scale.priceStep);
  const { units: lotUnits, divisor: lotDivisor } = stepOf(parts.scale.lotStep);
  const now = clock.cells;
  return (block, from, to, touched) => {
    const { offset, price: prices, ask, lots, side } = block.columns;
    const base = block.baseTime;
    const isPlain = hub.hasPlainPrices;
    if (!trader.decidesAt(base + offset[from]!)) return pass(parts, trader, block, { from, to, touched });
    let k = from;
    let signals: Signals;
    // Most prints repeat the price before them: its double, and the quote, are made when it moves. No price is 0.
    let units = 0;
    let value = NaN;
    try {
      for (; k < to; k++) {
        const time = base + offset[k]!;
        now[0] = time;
        context.time = time;
        const hasMoved = prices[k]! !== units;
        if (hasMoved) {
          units = prices[k]!;
          value = (units * priceUnits) / priceDivisor;
        }
        if (hasMoved && isPlain && !touched) {
          const ticks = units * factor;
          market.last = ticks;
          market.bid = ticks;
          market.ask = ticks;
        }
        if (!isPlain && !touched) hub.quote(units * factor, ask[k]! * factor);
        signals = onTick(time, value, (lots[k]! * lotUnits) / lotDivisor, side[k]!, context);
        if (signals !== undefined) break;
      }
    } catch (error) {
      trader.fail('onTick', error);
      return k + 1;
    }
    if (signals === undefined) return to;
    trader.emit('onTick', signals, context.time);
    return k + 1;
  };
}

/** One strategy with `onTicks`: columns of doubles, one call a span. */
function columnHandler(parts: SpanParts, trader: StrategyTrader): SpanHandler {
  const { clock, hub, factor } = parts;
  const price = stepOf(parts.scale.priceStep);
  const lot = stepOf(parts.scale.lotStep);
  const span = {
    count: 0,
    time: new Float64Array(spanSize),
    price: new Float64Array(spanSize),
    quantity: new Float64Array(spanSize),
    side: new Uint8Array(spanSize),
  };
  const view: TickSpan = span;
  return (block, from, to, touched) => {
    const { offset, price: prices, lots, side } = block.columns;
    if (!trader.decidesAt(block.baseTime + offset[from]!)) return pass(parts, trader, block, { from, to, touched });
    const end = Math.min(to, from + spanSize);
    for (let k = from; k < end; k++) {
      const at = k - from;
      span.time[at] = block.baseTime + offset[k]!;
      span.price[at] = (prices[k]! * price.units) / price.divisor;
      span.quantity[at] = (lots[k]! * lot.units) / lot.divisor;
      span.side[at] = side[k]!;
    }
    span.count = end - from;
    const time = block.baseTime + offset[end - 1]!;
    clock.jump(time);
    if (!touched) hub.quote(prices[end - 1]! * factor, block.columns.ask[end - 1]! * factor);
    trader.context.at(time);
    let signals: Signals;
    try {
      signals = trader.handlers.onTicks!(view, trader.context);
    } catch (error) {
      trader.fail('onTicks', error);
      return end;
    }
    if (signals !== undefined) trader.emit('onTicks', signals, time);
    return end;
  };
}

/** Ticks that nobody looks at: only the quote moves. Ends where the strategy begins to look. */
function pass(
  parts: SpanParts,
  trader: StrategyTrader,
  block: TickBlock,
  at: { from: number; to: number; touched: boolean },
): number {
  const { price, ask, offset } = block.columns;
  let end = trader.isPaused || !trader.isWarm ? at.to : at.from + 1;
  while (end < at.to && block.baseTime + offset[end]! < trader.opensAt) end++;
  if (!at.touched) parts.hub.quote(price[end - 1]! * parts.factor, ask[end - 1]! * parts.factor);
  return end;
}

function stepOf(step: string): { units: number; divisor: number } {
  const grid = new Grid(step);
  return { units: grid.units, divisor: 10 ** grid.decimals };
}
