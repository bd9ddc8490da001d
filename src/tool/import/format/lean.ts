import { columnsOf, type Layout, type LayoutWishes, makeLayout, type Role } from '../layout.ts';
import { leanInstrument, leanKind, leanZone, type LeanName, parseLeanPath } from '../lean-path.ts';
import type { Sample } from '../sample.ts';
import { parseZone } from '../zone.ts';

const timeframes = { second: '1s', minute: '1m', hour: '1h', daily: '1d' } as const;
const tradeBar: readonly Role[] = ['time', 'open', 'high', 'low', 'close', 'volume'];
const bidBar: readonly Role[] = ['time', 'bidOpen', 'bidHigh', 'bidLow', 'bidClose'];
const askBar: readonly Role[] = ['askOpen', 'askHigh', 'askLow', 'askClose'];

/**
 * LEAN: path and name tell market, instrument, resolution and date. Times are those of the market's data zone, the
 * prices of equities whole ten-thousandths. The sizes of quotes are no volumes and are left out.
 *
 * - source: LEAN data readmes (forex, crypto, equity)
 */
export function recogniseLean(sample: Sample, wishes: LayoutWishes): Layout | string {
  const name = parseLeanPath(sample.name);
  if (name === undefined) return 'the path is not <security>/<market>/<resolution>/…';
  const zone = wishes.zone ?? parseZone(leanZone(name) ?? '');
  if (zone === undefined)
    return `the time zone of ${name.security ?? 'this'} data of ${name.market ?? 'an unknown market'} is not known: give it with --timezone`;
  const width = sample.rows[0]?.length ?? 0;
  const shape = name.resolution === 'tick' ? tickShape(name, width) : barShape(width);
  if (typeof shape === 'string') return shape;
  return makeLayout({
    format: 'lean',
    ...shape,
    width,
    clock: name.date === undefined ? { kind: 'text' } : { kind: 'midnight', date: name.date },
    zone,
    shift: name.security === 'equity' ? 4 : 0,
    timeframe: name.resolution === 'tick' ? undefined : timeframes[name.resolution],
    side: shape.rows === 'bars' ? 'trade' : undefined,
    instrument: leanInstrument(name),
    kind: leanKind(name),
  });
}

function barShape(width: number): Pick<Layout, 'rows' | 'columns'> | string {
  if (width === 6) return { rows: 'bars', columns: columnsOf(tradeBar) };
  if (width === 11) return { rows: 'quote-bars', columns: columnsOf([...bidBar, undefined, ...askBar]) };
  return `expected 6 columns (trade bars) or 11 (quote bars), came ${width}`;
}

function tickShape(name: LeanName, width: number): Pick<Layout, 'rows' | 'columns'> | string {
  if (name.ticks === 'trade' && (width === 3 || width === 6))
    return { rows: 'trades', columns: columnsOf(['time', 'price', 'quantity']) };
  if (name.ticks === 'quote' && width === 3) return { rows: 'quotes', columns: columnsOf(['time', 'bid', 'ask']) };
  if (name.ticks === 'quote' && width === 5) {
    return { rows: 'quotes', columns: columnsOf(['time', 'bid', undefined, 'ask']) };
  }
  if (name.ticks === 'quote' && width === 8) {
    return 'equity quote ticks hold one side of one exchange a row, no best bid and ask: import the quote bars instead';
  }
  return `expected ticks of 3, 5 or 6 columns, came ${width}`;
}
