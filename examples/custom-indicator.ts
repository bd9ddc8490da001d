import { defineStrategy, z, type Indicator } from 'siis';

/**
 * Kaufman's efficiency ratio: how far the price came, over the way it went to get there. 1 in a straight line, near 0
 * in noise. Any class of this shape can be tracked.
 */
class EfficiencyRatio implements Indicator<number> {
  /** Inputs until the first value: `next` gives NaN before. */
  readonly warmup: number;
  /** Inputs until the value no longer depends on where the series began: here as soon as it is warm. */
  readonly settle: number;
  value = NaN;
  readonly #length: number;
  readonly #inputs: number[] = [];

  constructor(length: number) {
    this.warmup = length + 1;
    this.settle = length + 1;
    this.#length = length;
  }

  /** Commits a closed input. */
  next(input: number): number {
    this.value = this.peek(input);
    this.#inputs.push(input);
    if (this.#inputs.length > this.#length) this.#inputs.shift();
    return this.value;
  }

  /** What `next` would say; commits nothing. */
  peek(input: number): number {
    if (this.#inputs.length < this.#length) return NaN;
    let way = 0;
    let later = input;
    for (const earlier of this.#inputs.toReversed()) {
      way += Math.abs(later - earlier);
      later = earlier;
    }
    return way > 0 ? Math.abs(input - later) / way : 0;
  }
}

/** Enters in the direction of the last `length` bars when they went straight, and leaves when they no longer do. */
export default defineStrategy({
  name: 'custom-indicator',
  params: z.strictObject({
    timeframe: z.string().default('5m').describe('Bars that decisions are taken on'),
    length: z.int().min(2).default(12).describe('Bars in the ratio'),
    enter: z.number().gt(0).lt(1).default(0.6).describe('Efficiency that is enough to enter'),
    leave: z.number().gt(0).lt(1).default(0.3).describe('Efficiency below which a trade is left'),
  }),

  setup({ params, track }) {
    const efficiency = track(params.timeframe, new EfficiencyRatio(params.length));
    const closes: number[] = [];

    return {
      onBar(bar, { position, trades }) {
        // The bar object is used again for the next bar: keep its numbers, not the object.
        closes.push(bar.close);
        const before = closes.length > params.length ? closes.shift() : undefined;
        if (before === undefined) return undefined;
        const why = `efficiency ${efficiency.value.toFixed(2)}`;
        if (position !== 'flat') return efficiency.value < params.leave ? { kind: 'exit', why } : undefined;
        // An entry that still waits is in `trades`, and not in `position`.
        if (trades.length > 0 || efficiency.value < params.enter) return undefined;
        return { kind: 'enter', direction: bar.close > before ? 'long' : 'short', stop: { percent: 1.5 }, why };
      },
    };
  },
});
