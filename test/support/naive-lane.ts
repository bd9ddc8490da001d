import type { BarRow } from '../../src/market/bar.ts';
import { TickBlockBuilder } from '../../src/market/tick-builder.ts';
import { type Lane, type LaneTarget, type SpanHandler, closeKey, tickKey } from '../../src/watcher/lane/lane.ts';
import type { Tape } from './tape.ts';

/**
 * The plainest lane there can be: every tick is an event of its own, offered to the venue and put into the bars as it
 * comes. No blocks, no rows, no touch prices. What the real lane does must not differ from it.
 */
export class NaiveLane implements Lane {
  readonly market: number;
  readonly path = 'span';
  readonly frame = undefined;
  readonly isQuote: boolean;
  readonly tellsVolume = true;
  readonly next = Float64Array.of(Infinity);
  ticks = 0;
  readonly bars = 0;
  doneKey = -Infinity;
  readonly #tape: Tape;
  readonly #target: LaneTarget;
  readonly #factor: number;
  readonly #usesAsk: boolean;
  readonly #handler: SpanHandler | undefined;
  readonly #builder: TickBlockBuilder;

  /** The tick that is shown, before it is put into the bars. */
  #underway: BarRow | undefined;

  constructor(parts: {
    market: number;
    tape: Tape;
    target: LaneTarget;
    factor: number;
    side: 'bid' | 'ask';
    handler: SpanHandler | undefined;
  }) {
    this.market = parts.market;
    this.isQuote = parts.tape.kind === 'quote';
    this.#tape = parts.tape;
    this.#target = parts.target;
    this.#factor = parts.factor;
    this.#usesAsk = this.isQuote && parts.side === 'ask';
    this.#handler = parts.handler;
    this.#builder = new TickBlockBuilder(parts.tape.kind, 1);
    this.plan();
  }

  plan(): void {
    const tick = this.#tape.ticks[this.ticks];
    const close = closeKey(this.#target.openEnd());
    this.next[0] = Math.min(close, tick === undefined ? Infinity : tickKey(tick.time));
  }

  run(): void {
    const tick = this.#tape.ticks[this.ticks++]!;
    this.doneKey = this.next[0]!;
    const bid = tick.price * this.#factor;
    const ask = tick.ask * this.#factor;
    this.#target.advance(tick.time);
    const price = this.#usesAsk ? ask : bid;
    const row = { time: tick.time, open: price, high: price, low: price, close: price, lots: tick.lots };
    this.#underway = row;
    if (this.#target.hasTrades()) this.#target.passed({ bidHigh: bid, bidLow: bid, askHigh: ask, askLow: ask });
    this.#target.tick(tick.time, bid, ask, tick.lots);
    this.#show(tick);
    this.#underway = undefined;
    this.#target.row(row);
  }

  #show({ time, price, ask, lots }: Tape['ticks'][number]): void {
    if (this.isQuote) this.#builder.appendQuote(time, price, ask);
    else this.#builder.appendTrade(time, price, lots, 0);
    const block = this.#builder.build()!;
    this.#handler?.(block, 0, 1, true);
  }

  first(): number | undefined {
    const [tick] = this.#tape.ticks;
    return tick === undefined ? undefined : tick.price * this.#factor;
  }

  touches(): boolean {
    return false;
  }

  prepare(): void {
    // Ticks move the market themselves.
  }

  match(): void {}

  absorb(): void {
    this.doneKey = this.next[0]!;
  }

  underway(): undefined {
    return undefined;
  }

  refresh(): void {}

  reach(): boolean {
    return false;
  }

  unabsorbed(): BarRow | undefined {
    return this.#underway;
  }

  close(): void {}
}
