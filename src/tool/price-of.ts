import type { Ohlcv } from '../market/bar.ts';
import type { PriceOf } from '../strategy/strategy.ts';

/** One number out of a bar. */
export function priceOf(bar: Ohlcv, of: PriceOf): number {
  const { open, high, low, close } = bar;
  switch (of) {
    case 'hl2':
      return (high + low) / 2;
    case 'hlc3':
      return (high + low + close) / 3;
    case 'ohlc4':
      return (open + high + low + close) / 4;
    case 'open':
    case 'high':
    case 'low':
    case 'close':
    case 'volume':
      return bar[of];
  }
}

const names: readonly PriceOf[] = ['close', 'open', 'high', 'low', 'hl2', 'hlc3', 'ohlc4', 'volume'];

/** The price that a word names; `close` without one. */
export function priceNamed(word: string | undefined): PriceOf {
  return names.find((name) => name === word) ?? 'close';
}
