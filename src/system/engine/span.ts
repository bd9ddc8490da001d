import type { SimulatedClock } from '../../bus/clock.ts';
import { Grid } from '../../market/grid.ts';
import type { TickBlock, TickColumns, TickScale } from '../../market/tick-block.ts';
import type { Signals } from '../../market/signal.ts';
import type { StrategyTrader } from '../../strategy/strategy-trader.ts';
import type { TickSpan } from '../../strategy/strategy.ts';
import type { SpanHandler } from '../../watcher/lane/lane.ts';
import type { MarketHub } from './market-hub.ts';
import {
  makeSpanFill,
  makeTickLoop,
  type SpanFill,
  type StepScale,
  type TickLoop,
  type TickOutcome,
} from './tick-loop.ts';

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
  const outcome: TickOutcome = { signals: undefined, thrown: undefined };
  const price = stepOf(parts.scale.priceStep);
  const lot = stepOf(parts.scale.lotStep);
  const now = clock.cells;
  const shown = hub.isAskedToForm ? hub.shown : undefined;
  let columns: TickColumns | undefined;
  let loop: TickLoop | undefined;
  const run = (block: TickBlock, from: number, to: number): number => {
    if (loop === undefined || block.columns !== columns) {
      ({ columns } = block);
      const quote = hub.hasPlainPrices ? undefined : (bid: number, ask: number): void => hub.quote(bid, ask);
      loop = makeTickLoop({ columns, onTick, context, now, market, quote, price, lot, factor, shown, outcome });
    }
    return loop(block.baseTime, from, to);
  };
  return (block, from, to, touched) => {
    const { offset, price: prices, lots, side } = block.columns;
    const first = block.baseTime + offset[from]!;
    if (!trader.decidesAt(first)) return pass(parts, trader, block, { from, to, touched });
    outcome.signals = undefined;
    outcome.thrown = undefined;
    let next = from + 1;
    if (touched) {
      // The venue looked at this tick, and has moved the quote.
      clock.jump(first);
      hub.shown[0] = from + 1;
      context.at(first);
      try {
        outcome.signals = onTick(first, scaled(prices[from]!, price), scaled(lots[from]!, lot), side[from]!, context);
      } catch (error) {
        outcome.thrown = { error };
      }
    } else next = run(block, from, to);
    if (outcome.thrown !== undefined) trader.fail('onTick', outcome.thrown.error);
    else if (outcome.signals !== undefined) trader.emit('onTick', outcome.signals, context.time);
    return next;
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
  let columns: TickColumns | undefined;
  let fill: SpanFill | undefined;
  return (block, from, to, touched) => {
    const { offset, price: prices, ask } = block.columns;
    if (!trader.decidesAt(block.baseTime + offset[from]!)) return pass(parts, trader, block, { from, to, touched });
    if (fill === undefined || block.columns !== columns) {
      ({ columns } = block);
      fill = makeSpanFill({ columns, span, price, lot });
    }
    const end = Math.min(to, from + spanSize);
    fill(block.baseTime, from, end);
    span.count = end - from;
    const time = block.baseTime + offset[end - 1]!;
    clock.jump(time);
    hub.shown[0] = end;
    if (!touched) hub.quote(prices[end - 1]! * factor, ask[end - 1]! * factor);
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

function stepOf(step: string): StepScale {
  const grid = new Grid(step);
  return { units: grid.units, divisor: 10 ** grid.decimals };
}

function scaled(count: number, { units, divisor }: StepScale): number {
  return (count * units) / divisor;
}
