import type { TickBlock, TickKind, TickScale, TickSource } from '../../src/market/tick-block.ts';
import { TickBlockBuilder } from '../../src/market/tick-builder.ts';
import type { Random } from '../../src/util/random.ts';

/** A tick in units of its tape. `price` is the bid of a quote; `ask` is `price` again for a print. */
export interface TapeTick {
  readonly time: number;
  readonly price: number;
  readonly ask: number;
  readonly lots: number;
}

/** Ticks in memory. */
export interface Tape {
  readonly kind: TickKind;
  readonly scale: TickScale;
  readonly ticks: readonly TapeTick[];
}

/** A tape as a source, in blocks of these many ticks, again and again. */
export function tapeSource(tape: Tape, blocks: readonly number[]): TickSource {
  const builder = new TickBlockBuilder(tape.kind, Math.max(...blocks));
  let at = 0;
  let given = 0;
  return {
    kind: tape.kind,
    scale: tape.scale,
    next: (): TickBlock | undefined => {
      const most = blocks[given++ % blocks.length]!;
      for (let k = 0; k < most && at < tape.ticks.length; k++, at++) {
        const { time, price, ask, lots } = tape.ticks[at]!;
        if (!builder.fits(time)) break;
        if (tape.kind === 'quote') builder.appendQuote(time, price, ask);
        else builder.appendTrade(time, price, lots, 0);
      }
      return builder.build();
    },
    close: () => undefined,
  };
}

/**
 * A tape with all that is awkward: equal times, gaps of minutes, jumps, flat stretches, locked quotes. Times are multiples
 * of `grid` ms.
 */
export function randomTape(
  random: Random,
  options: { kind: TickKind; count: number; start: number; price: number; scale: TickScale; grid: number },
): Tape {
  let { price } = options;
  let time = options.start;
  const ticks = Array.from({ length: options.count }, (): TapeTick => {
    time += step(random);
    const stamp = Math.floor(time / options.grid) * options.grid;
    price = Math.max(20, price + drift(random, price));
    const ask = options.kind === 'quote' ? price + random.below(4) : price;
    return { time: stamp, price, ask, lots: options.kind === 'quote' ? 0 : 1 + random.below(12) };
  });
  return { kind: options.kind, scale: options.scale, ticks };
}

function step(random: Random): number {
  const chance = random.next();
  if (chance < 0.35) return 0;
  if (chance < 0.7) return 1 + random.below(300);
  if (chance < 0.97) return 500 + random.below(5000);
  return 60_000 + random.below(240_000);
}

function drift(random: Random, price: number): number {
  const chance = random.next();
  if (chance < 0.4) return 0;
  const size = chance < 0.97 ? 3 : Math.ceil(price / 25);
  return random.below(2 * size + 1) - size;
}

/** Prints, one a row: time, price, lots. */
export function prints(...rows: readonly (readonly [time: number, price: number, lots?: number])[]): Tape {
  const ticks = rows.map(([time, price, lots = 1]) => ({ time, price, ask: price, lots }));
  return { kind: 'trade', scale: { priceStep: '1', lotStep: '1' }, ticks };
}
/** Quotes, one a row: time, bid, ask. */
export function quotes(...rows: readonly (readonly [time: number, bid: number, ask: number])[]): Tape {
  const ticks = rows.map(([time, price, ask]) => ({ time, price, ask, lots: 0 }));
  return { kind: 'quote', scale: { priceStep: '1', lotStep: '1' }, ticks };
}
