import type { BarBlock, BarSource } from '../market/bar.ts';
import { TickBlockBuilder } from '../market/tick-builder.ts';
import type { TickBlock, TickSource } from '../market/tick-block.ts';
import { Random } from '../util/random.ts';

/** Largest move of invented prices from one row to the next, as a part of the price. */
const step = 0.002;

/**
 * The same bars up to a moment, and a random walk after it: bars that close later than `time` are invented. Whatever a
 * run decides before that moment must not depend on it.
 */
export function noisyBars(
  source: BarSource,
  closeOf: (start: number) => number,
  time: number,
  seed: string,
): BarSource {
  const walk = new Walk(seed);
  return {
    timeframe: source.timeframe,
    close: () => source.close(),
    next: () => {
      const block = source.next();
      return block === undefined ? undefined : noisyBlock(block, closeOf, time, walk);
    },
  };
}

function noisyBlock(block: BarBlock, closeOf: (start: number) => number, time: number, walk: Walk): BarBlock {
  const last = block.count - 1;
  if (last < 0 || closeOf(block.time[last]!) <= time) return block;
  const noisy = {
    ...block,
    open: block.open.slice(),
    high: block.high.slice(),
    low: block.low.slice(),
    close: block.close.slice(),
    volume: block.volume.slice(),
  };
  for (let k = 0; k < block.count; k++) {
    if (closeOf(block.time[k]!) <= time) continue;
    const open = walk.next(block.open[k]!);
    const close = walk.next(open);
    noisy.open[k] = open;
    noisy.close[k] = close;
    noisy.high[k] = Math.max(open, close, walk.next(open));
    noisy.low[k] = Math.min(open, close, walk.next(open));
    noisy.volume[k] = walk.volume(block.volume[k]!);
  }
  return noisy;
}

/** The same ticks up to a moment, and a random walk at the same times after it. */
export function noisyTicks(source: TickSource, time: number, seed: string): TickSource {
  const walk = new Walk(seed);
  const builder = new TickBlockBuilder(source.kind);
  return {
    kind: source.kind,
    scale: source.scale,
    close: () => source.close(),
    next: () => {
      const block = source.next();
      if (block === undefined || block.lastTime <= time) return block;
      return rebuilt(block, builder, time, walk);
    },
  };
}

function rebuilt(block: TickBlock, builder: TickBlockBuilder, time: number, walk: Walk): TickBlock | undefined {
  block.decode(0, block.count);
  const { offset, price, ask, lots, side } = block.columns;
  for (let k = 0; k < block.count; k++) {
    const at = block.baseTime + offset[k]!;
    const moved = at > time ? walk.next(price[k]!) : price[k]!;
    const quantity = at > time ? walk.volume(lots[k]!) : lots[k]!;
    if (block.kind === 'trade') builder.appendTrade(at, moved, quantity, side[k]!);
    else builder.appendQuote(at, moved, moved + ask[k]! - price[k]!, quantity);
  }
  return builder.build();
}

/** A walk that starts where it is first asked. */
class Walk {
  readonly #random: Random;
  #price = NaN;

  constructor(seed: string) {
    this.#random = new Random(seed);
  }

  /** A price near the one before it; near `price` at first. Whole units, at least 1. */
  next(price: number): number {
    const from = Number.isNaN(this.#price) ? price : this.#price;
    const largest = Math.max(1, from * step);
    this.#price = Math.max(1, Math.round(from + (this.#random.next() * 2 - 1) * largest));
    return this.#price;
  }

  volume(volume: number): number {
    return Math.max(1, Math.round(volume * this.#random.next() * 2));
  }
}
