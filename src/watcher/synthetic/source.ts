import { TickBlockBuilder } from '../../market/tick-builder.ts';
import { blockSize, type TickBlock, type TickSource } from '../../market/tick-block.ts';
import { assert } from '../../util/assert.ts';
import type { SyntheticMarket } from './market.ts';
import { SyntheticTape } from './tape.ts';

/** Which tape, and how much of it. */
export interface SyntheticOptions {
  /** Seed of the whole invented world: markets of one seed and start share the factor that makes them move together. */
  readonly seed: string | number;
  readonly market: SyntheticMarket;
  /** First moment of the market, ms UTC. */
  readonly start: number;
  /** Moment before which the last tick lies; absent: it never ends. */
  readonly end?: number;
  /** Most ticks in a block, up to 65 536. */
  readonly blockSize?: number;
}

/** A synthetic tape, read block by block or, for a live session, up to a moment. */
export interface SyntheticSource extends TickSource {
  /**
   * The next ticks up to and including `time`, at most a block of them; `undefined` when there are none left: call it
   * until it says so. The block is valid until the next call.
   */
  until(time: number): TickBlock | undefined;
  /** Time of the tick that comes next, ms; Infinity after the end. */
  readonly nextTime: number;
}

/**
 * A market that behaves like one, and is the same on every machine for equal seed, market and start, however it is
 * read. Another start moves the tape in time, with the activity of the other time of day. See `SyntheticTape` for what
 * it models.
 */
export function syntheticSource(options: SyntheticOptions): SyntheticSource {
  const { seed, market, start, end = Infinity } = options;
  assert(Number.isSafeInteger(start) && start >= 0, `a synthetic market starts at a whole number of ms, not ${start}`);
  const tape = new SyntheticTape(seed, market, start);
  const builder = new TickBlockBuilder(market.kind, options.blockSize ?? blockSize);
  let last = end;

  const until = (time: number): TickBlock | undefined => {
    while (tape.time <= time && tape.time < last && builder.count < builder.capacity && builder.fits(tape.time)) {
      if (market.kind === 'trade') builder.appendTrade(tape.time, tape.price, tape.lots, tape.side);
      else builder.appendQuote(tape.time, tape.price, tape.ask, tape.lots);
      tape.advance();
    }
    return builder.build();
  };
  return {
    kind: market.kind,
    scale: { priceStep: market.spec.tickSize, lotStep: market.spec.lotSize },
    next: () => until(Infinity),
    until,
    close: () => (last = -Infinity),
    get nextTime() {
      return tape.time < last ? tape.time : Infinity;
    },
  };
}
