import { assert } from '../../util/assert.ts';
import type { Ohlcv } from '../../market/bar.ts';
import { defineBarIndicator } from '../definition.ts';
import type { Indicator } from '../indicator.ts';
import { enumParam, intParam } from '../param.ts';

/** When the average starts over, in UTC; weeks start on Monday. */
export type VwapAnchor = 'none' | 'day' | 'week' | 'month';

const MINUTE = 60_000;
const DAY = 86_400_000;
const WEEK = 7 * DAY;
/** 1970-01-01 was a Thursday: the first Monday is four days later. */
const FIRST_MONDAY = 4 * DAY;

/**
 * Volume-weighted average of the typical price (high + low + close) / 3 since the anchor.
 *
 * - input: bars, times in ms UTC; output: price units; warm-up 1; O(1) per bar, no allocation
 * - while no volume has traded since the anchor, the typical price of the bar
 * - with anchor `none` it runs on from the first bar (Stock.Indicators), so it depends on where the series began for good
 *   and `settle` is Infinity; with an anchor it is right once an anchor has been passed, however many bars that takes
 * - the sums are compensated, so ten million bars lose no digits
 * - source: Stock.Indicators Vwap; G. Forsythe, C. Moler, W. Kahan on compensated sums
 */
export class Vwap implements Indicator<Ohlcv> {
  readonly warmup = 1;
  readonly settle = Infinity;
  readonly #anchor: VwapAnchor;
  readonly #offset: number = NaN;
  /** End of the current session, ms UTC. */
  #until: number = NaN;
  #money = 0;
  #moneyLost = 0;
  #volume = 0;
  #volumeLost = 0;
  #value = NaN;

  /** @param offsetMinutes start of the session after midnight UTC, −1439 to 1439. */
  constructor(anchor: VwapAnchor = 'none', offsetMinutes = 0) {
    assert(Math.abs(offsetMinutes) < 1440, `vwap offset must be within a day, was ${offsetMinutes} minutes`);
    this.#anchor = anchor;
    this.#offset = offsetMinutes * MINUTE;
    this.#until = anchor === 'none' ? Infinity : -Infinity;
  }

  get value(): number {
    return this.#value;
  }

  /** Starts over at the next bar, for sessions that no clock knows. */
  restart(): void {
    this.#money = 0;
    this.#moneyLost = 0;
    this.#volume = 0;
    this.#volumeLost = 0;
  }

  next(bar: Ohlcv): number {
    if (bar.time >= this.#until) {
      this.restart();
      this.#until = this.#sessionEnd(bar.time);
    }
    this.#value = this.#with(bar, this.#money, this.#volume);
    const money = bar.volume * typical(bar) - this.#moneyLost;
    const moneySum = this.#money + money;
    this.#moneyLost = moneySum - this.#money - money;
    this.#money = moneySum;
    const volume = bar.volume - this.#volumeLost;
    const volumeSum = this.#volume + volume;
    this.#volumeLost = volumeSum - this.#volume - volume;
    this.#volume = volumeSum;
    return this.#value;
  }

  peek(bar: Ohlcv): number {
    return bar.time >= this.#until ? this.#with(bar, 0, 0) : this.#with(bar, this.#money, this.#volume);
  }

  #with(bar: Ohlcv, money: number, volume: number): number {
    const total = volume + bar.volume;
    return total === 0 ? typical(bar) : (money + bar.volume * typical(bar)) / total;
  }

  #sessionEnd(time: number): number {
    const local = time - this.#offset;
    if (this.#anchor === 'day') return (Math.floor(local / DAY) + 1) * DAY + this.#offset;
    if (this.#anchor === 'week') {
      return (Math.floor((local - FIRST_MONDAY) / WEEK) + 1) * WEEK + FIRST_MONDAY + this.#offset;
    }
    const date = new Date(local);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) + this.#offset;
  }
}

function typical(bar: Ohlcv): number {
  return (bar.high + bar.low + bar.close) / 3;
}

export const vwap = defineBarIndicator({
  title: 'Volume-weighted average price',
  group: 'volume',
  params: {
    anchor: enumParam(['none', 'day', 'week', 'month'], 'when it starts over, UTC; weeks start on Monday'),
    offsetMinutes: intParam(0, -1439, 1439, 'minutes after midnight UTC at which a session starts'),
  },
  formula: 'Σ volume × (high + low + close) / 3 ÷ Σ volume since the anchor',
  source: 'Stock.Indicators Vwap (anchor none)',
  build: ({ anchor, offsetMinutes }) => new Vwap(anchor, offsetMinutes),
});
