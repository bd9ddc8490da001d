import { columnsOf, type Layout, makeLayout } from '../layout.ts';
import type { Sample } from '../sample.ts';

/**
 * Dukascopy as plain arrays: ticks `[ms, ask, bid, askVolume, bidVolume]` (the ask comes first) and bars
 * `[ms, open, high, low, close, volume]`. The delta-coded form is unpacked before (`dukascopy-delta.ts`).
 */
export function recogniseDukascopy(sample: Sample): Layout | string {
  const width = sample.rows[0]?.length ?? 0;
  const clock = { kind: 'epoch', unit: 'ms' } as const;
  if (sample.kind !== 'json' || sample.keys.length > 0) return 'not an array of arrays';
  const numbers = sample.rows.map((row) => row.map(Number));
  if (numbers.some((row) => row.length !== width || row.some(Number.isNaN))) return 'the arrays are not of numbers';
  const isTick = (width === 3 || width === 5) && numbers.every(([, ask = 0, bid = 0]) => ask >= bid && ask < bid * 1.1);
  const isBar =
    (width === 5 || width === 6) &&
    numbers.every(
      ([, open = 0, high = 0, low = 0, close = 0]) =>
        low > 0 && Math.max(open, close, low) <= high && Math.min(open, close) >= low,
    );
  if (isTick && !isBar) {
    return makeLayout({
      format: 'dukascopy',
      rows: 'quotes',
      columns: columnsOf(['time', 'ask', 'bid']),
      width,
      clock,
    });
  }
  if (isBar && !isTick) {
    const columns = columnsOf((['time', 'open', 'high', 'low', 'close', 'volume'] as const).slice(0, width));
    return makeLayout({ format: 'dukascopy', rows: 'bars', columns, width, clock });
  }
  return 'the arrays are neither [ms, ask, bid, …] nor [ms, open, high, low, close, volume]';
}
