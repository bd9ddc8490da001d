import { areTimes, clockOf, columnOf, columnsOf, isNumber, type Layout, makeLayout } from '../layout.ts';
import type { Sample } from '../sample.ts';

/** Kraken's downloadable trades: `1672531436,90.540000,1.10448420`, seconds, price, volume; no header, no side. */
export function recogniseKrakenTrades(sample: Sample): Layout | string {
  const row = sample.rows[0] ?? [];
  const clock = clockOf([row[0]]);
  const isSeconds = clock?.kind === 'epoch' && clock.unit === 's' && areTimes(columnOf(sample.rows, 0));
  if (sample.kind !== 'csv' || row.length !== 3 || !row.every(isNumber) || !isSeconds) {
    return 'the rows are not seconds since 1970,price,volume';
  }
  return makeLayout({
    format: 'kraken-trades',
    rows: 'trades',
    columns: columnsOf(['time', 'price', 'quantity']),
    width: 3,
    clock,
  });
}
