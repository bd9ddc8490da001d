import { columnsOf, type Layout, type LayoutWishes, makeLayout } from '../layout.ts';
import type { Sample } from '../sample.ts';
import { timeframeOfName } from '../timeframe-name.ts';
import { parseZone, utc } from '../zone.ts';

/**
 * HistData ASCII ticks (`20200101 170000065,1.12120,1.12172,0`) and minute bars (`20120201 000000;o;h;l;c;v`, of the
 * bid). Times are Eastern Standard Time all year, UTC−5, without daylight saving.
 */
export function recogniseHistdata(sample: Sample, wishes: LayoutWishes): Layout | string {
  const row = sample.rows[0] ?? [];
  const common = {
    format: 'histdata',
    clock: { kind: 'text' },
    zone: wishes.zone ?? parseZone('UTC-5') ?? utc,
    instrument: instrumentOf(sample.name),
  } as const;
  if (/^\d{8} \d{9}$/.test(row[0] ?? '') && row.length === 4) {
    return makeLayout({ ...common, rows: 'quotes', columns: columnsOf(['time', 'bid', 'ask']), width: 4 });
  }
  if (/^\d{8} \d{6}$/.test(row[0] ?? '') && row.length === 6) {
    const columns = columnsOf(['time', 'open', 'high', 'low', 'close', 'volume']);
    // Minutes of a quiet market stand further apart than their name tells.
    const timeframe = timeframeOfName(sample.name);
    return makeLayout({ ...common, rows: 'bars', columns, width: 6, side: 'bid', timeframe });
  }
  return 'the time is not YYYYMMDD HHMMSSmmm with 4 columns, nor YYYYMMDD HHMMSS with 6';
}

/** `DAT_ASCII_EURUSD_T_202001.csv`. */
function instrumentOf(path: string): string | undefined {
  const match = /DAT_[A-Z]+_([A-Z]{6})_/.exec(path);
  return match === null ? undefined : `histdata:${match[1]}`;
}
