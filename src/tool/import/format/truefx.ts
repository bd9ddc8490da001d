import { plainName } from '../header.ts';
import { columnsOf, type IdentityColumn, type Layout, type LayoutWishes, makeLayout } from '../layout.ts';
import type { Sample } from '../sample.ts';
import { utc } from '../zone.ts';

/** TrueFX quotes: `EUR/USD,20120101 21:00:00.123,1.29,1.30`, or the same as `timestamp,bid,ask` with a header. UTC. */
export function recogniseTruefx(sample: Sample, wishes: LayoutWishes): Layout | string {
  const row = sample.rows[0] ?? [];
  const common = { format: 'truefx', rows: 'quotes', clock: { kind: 'text' }, zone: wishes.zone ?? utc } as const;
  if (row.length === 4 && /^[A-Z]{3}\/[A-Z]{3}$/.test(row[0] ?? '') && /^\d{8} \d\d:/.test(row[1] ?? '')) {
    const columns = columnsOf([undefined, 'time', 'bid', 'ask']);
    const identity: IdentityColumn[] = [{ name: 'pair', index: 0, tells: 'symbol' }];
    return makeLayout({ ...common, columns, width: 4, instrument: `truefx:${row[0]}`, kind: 'forex', identity });
  }
  const isNamed = row.map(plainName).join() === 'timestamp,bid,ask';
  const time = sample.rows[isNamed ? 1 : 0]?.[0] ?? '';
  if (row.length === 3 && isNamed && /^\d{4}-?\d\d-?\d\d \d\d:/.test(time)) {
    return makeLayout({ ...common, columns: columnsOf(['time', 'bid', 'ask']), width: 3, hasHeader: true });
  }
  return 'the rows are not EUR/USD,20120101 21:00:00.123,bid,ask nor timestamp,bid,ask';
}
