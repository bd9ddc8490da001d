import { unreachable } from '../../util/assert.ts';
import type { Indicator } from '../indicator.ts';
import { Ema } from './ema.ts';
import { Kama } from './kama.ts';
import { Sma } from './sma.ts';
import { StackedEma } from './stacked-ema.ts';
import { T3 } from './t3.ts';
import { Trima } from './trima.ts';
import { Wma } from './wma.ts';

/** The moving averages another indicator may be built on. `ema-first` starts from its first input. */
export const movingAverageTypes = [
  'sma',
  'ema',
  'ema-first',
  'wma',
  'dema',
  'tema',
  'trima',
  'kama',
  't3',
  'wilder',
] as const;

/** The name of one of them. */
export type MovingAverageType = (typeof movingAverageTypes)[number];

/**
 * A moving average by name. A length of 1 is no average: the input comes back, whatever the type.
 *
 * @throws AssertionError when `length` is not an integer >= 1.
 */
export function movingAverage(type: MovingAverageType, length: number): Indicator<number> {
  if (length === 1) return new Sma(1);
  switch (type) {
    case 'sma':
      return new Sma(length);
    case 'ema':
      return new Ema(length);
    case 'ema-first':
      return new Ema(length, { seed: 'first' });
    case 'wma':
      return new Wma(length);
    case 'dema':
      return new StackedEma(2, length);
    case 'tema':
      return new StackedEma(3, length);
    case 'trima':
      return new Trima(length);
    case 'kama':
      return new Kama(length);
    case 't3':
      return new T3(length);
    case 'wilder':
      return new Ema(length, { smoothing: 'wilder' });
    default:
      return unreachable(type);
  }
}
