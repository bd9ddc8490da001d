import { rateOf, type Money } from '../../market/money.ts';
import type { Random } from '../../util/random.ts';

/** How the paper venue behaves. Everything is off by default: first level bid and ask, no slippage, whole fills. */
export interface PaperModel {
  /** Fee rates by traded notional of the last 30 days, rising volumes; empty: the instrument's own. */
  readonly feeTiers: readonly { readonly volume: number; readonly maker: number; readonly taker: number }[];
  readonly slippage: { readonly ticks: number; readonly percent: number; readonly randomTicks: number };
  /** Made around the last price where data have no bid and ask. */
  readonly spread: { readonly ticks: number; readonly percent: number };
  /** ms of market time until an order, or a cancel, arrives. */
  readonly latency: { readonly order: number; readonly jitter: number; readonly cancel: number };
  /** Part of a print's volume that may fill us; 0: whole fills. Quotes tell no volume, so they fill whole. */
  readonly participation: number;
  /** `through`: a limit fills only when the price goes beyond it. */
  readonly limitFill: 'touch' | 'through';
  readonly funding: { readonly rate: number; readonly every: number } | undefined;
  readonly bars: {
    /** `gap`: a level that was jumped over fills at the open. `level`: at the level, inside the bar. */
    readonly fill: 'gap' | 'level';
    /** Where a market entry fills: the next open, or the close of the bar that decided. */
    readonly market: 'open' | 'close';
  };
}

/** The default model. */
export const plainModel: PaperModel = {
  feeTiers: [],
  slippage: { ticks: 0, percent: 0, randomTicks: 0 },
  spread: { ticks: 0, percent: 0 },
  latency: { order: 0, jitter: 0, cancel: 0 },
  participation: 0,
  limitFill: 'touch',
  funding: undefined,
  bars: { fill: 'gap', market: 'open' },
};

/** Ticks that a market or stop fill is worse than the price seen, >= 0. */
export function slippageTicks(model: PaperModel, price: number, random: Random): number {
  const { ticks, percent, randomTicks } = model.slippage;
  const chance = randomTicks === 0 ? 0 : random.below(randomTicks + 1);
  return ticks + (percent === 0 ? 0 : Math.round((price * percent) / 100)) + chance;
}

/** Half spreads around a last price in ticks: what is taken off for the bid, what is put on for the ask. */
export function halfSpread(model: PaperModel, last: number): number {
  const { ticks, percent } = model.spread;
  if (ticks === 0 && percent === 0) return 0;
  return (ticks + Math.round((last * percent) / 100)) / 2;
}

const day = 86_400_000;

/** Fee rates of one account where there are tiers: of that which the last 30 days of trading earned. */
export class FeeSchedule {
  readonly #tiers: readonly { volume: number; maker: Money; taker: Money }[];
  /** Traded notional per UTC day, the last 30 of them, today included. */
  readonly #days = new Map<number, number>();
  #sum = 0;

  constructor(model: PaperModel) {
    this.#tiers = model.feeTiers.map((tier) => ({
      volume: tier.volume,
      maker: rateOf(tier.maker),
      taker: rateOf(tier.taker),
    }));
  }

  /** The rate in force at `time`. */
  rate(time: number, isMaker: boolean): Money {
    this.#forget(time);
    let found = this.#tiers[0]!;
    for (const tier of this.#tiers) if (this.#sum >= tier.volume) found = tier;
    return isMaker ? found.maker : found.taker;
  }

  /** Counts a fill's notional. */
  traded(time: number, notional: number): void {
    const key = Math.floor(time / day);
    this.#days.set(key, (this.#days.get(key) ?? 0) + notional);
    this.#sum += notional;
  }

  #forget(time: number): void {
    const oldest = Math.floor(time / day) - 29;
    for (const [key, value] of this.#days) {
      if (key >= oldest) continue;
      this.#days.delete(key);
      this.#sum -= value;
    }
  }
}
