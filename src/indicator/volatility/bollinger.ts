import { assert } from '../../util/assert.ts';
import { definePriceIndicator } from '../definition.ts';
import type { Indicator, MultiIndicator } from '../indicator.ts';
import { enumParam, lengthParam, numberParam } from '../param.ts';
import { assertLength } from '../settle.ts';
import { movingAverage, type MovingAverageType, movingAverageTypes } from '../trend/moving-average.ts';
import { RollingVariance } from '../window/rolling-variance.ts';

/** The bands, and where the price stands between them. */
export type BollingerOutputs = {
  readonly middle: number;
  readonly upper: number;
  readonly lower: number;
  /** Place of the input between the bands: 0 at the lower, 1 at the upper; 0.5 when the bands coincide. */
  readonly percentB: number;
  /** Distance of the bands as a part of the middle; 0 when the middle is 0. */
  readonly width: number;
  /** Distance from the middle in deviations; 0 when nothing moves. */
  readonly zScore: number;
};

type Writable = { -readonly [Name in keyof BollingerOutputs]: number };

/**
 * Bollinger bands: a moving average with bands at `multiplier` population deviations of the last `length` inputs.
 *
 * - input: price; outputs: price units and ratios; `value` is the middle band
 * - the deviation is always that around the simple mean, whatever average is in the middle (TA-Lib)
 * - equal inputs give bands exactly on the price; warm-up `length` with sma; O(1) amortised per input, no allocation
 * - source: J. Bollinger, Bollinger on Bollinger Bands (2001); TA-Lib BBANDS; Stock.Indicators BollingerBands
 */
export class Bollinger implements MultiIndicator<number, BollingerOutputs> {
  readonly warmup: number = 0;
  readonly settle: number;
  readonly outputs: Writable = unknown();
  readonly forming: Writable = unknown();
  readonly #window: RollingVariance;
  /** `undefined` for sma: the window knows its mean. */
  readonly #average: Indicator<number> | undefined;
  readonly #multiplier: number = NaN;

  /** @throws AssertionError when `length` is not an integer >= 1 or `multiplier` not a number >= 0. */
  constructor(length = 20, multiplier = 2, type: MovingAverageType = 'sma') {
    assertLength('bollinger length', length);
    assert(multiplier >= 0, `bollinger multiplier must be a number >= 0, was ${multiplier}`);
    this.#window = new RollingVariance(length);
    this.#average = type === 'sma' ? undefined : movingAverage(type, length);
    this.#multiplier = multiplier;
    this.warmup = Math.max(length, this.#average?.warmup ?? 0);
    // Bands may be narrow: an average other than sma must have forgotten its start to a millionth.
    this.settle = this.#average === undefined ? length : 2 * this.#average.settle - this.#average.warmup;
  }

  get value(): number {
    return this.outputs.middle;
  }

  get middle(): number {
    return this.outputs.middle;
  }

  get upper(): number {
    return this.outputs.upper;
  }

  get lower(): number {
    return this.outputs.lower;
  }

  get percentB(): number {
    return this.outputs.percentB;
  }

  get width(): number {
    return this.outputs.width;
  }

  get zScore(): number {
    return this.outputs.zScore;
  }

  next(price: number): number {
    this.#window.push(price);
    const middle = this.#average === undefined ? this.#window.mean : this.#average.next(price);
    return this.#fill(this.outputs, middle, price);
  }

  peek(price: number): number {
    this.#window.peek(price);
    const middle = this.#average === undefined ? this.#window.nextMean : this.#average.peek(price);
    return this.#fill(this.forming, middle, price);
  }

  /** After `push`, as after `peek`, the window's `next` fields are those of this input. */
  #fill(into: Writable, average: number, price: number): number {
    const deviation = Math.sqrt(this.#window.nextSquares / this.#window.length);
    const middle = Number.isNaN(deviation) ? NaN : average;
    const reach = this.#multiplier * deviation;
    into.middle = middle;
    into.upper = middle + reach;
    into.lower = middle - reach;
    if (Number.isNaN(middle)) return NaN;
    into.percentB = reach === 0 ? 0.5 : (price - into.lower) / (2 * reach);
    into.width = middle === 0 ? 0 : (2 * reach) / middle;
    into.zScore = deviation === 0 ? 0 : (price - middle) / deviation;
    return middle;
  }
}

function unknown(): Writable {
  return { middle: NaN, upper: NaN, lower: NaN, percentB: NaN, width: NaN, zScore: NaN };
}

export const bollinger = definePriceIndicator({
  title: 'Bollinger bands',
  group: 'volatility',
  outputs: ['middle', 'upper', 'lower', 'percentB', 'width', 'zScore'],
  params: {
    length: lengthParam(20, 'inputs in the window'),
    multiplier: numberParam(2, 0, 1000, 'deviations between middle and band'),
    type: enumParam<MovingAverageType>(movingAverageTypes, 'kind of the middle average'),
  },
  formula: 'middle ± multiplier × σ (population); percentB = (price − lower) / (upper − lower)',
  source: 'TA-Lib BBANDS; Stock.Indicators BollingerBands',
  build: ({ length, multiplier, type }) => new Bollinger(length, multiplier, type),
});
