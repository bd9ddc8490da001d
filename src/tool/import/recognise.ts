import { SiisError } from '../../util/errors.ts';
import type { Faults } from './faults.ts';
import { recogniseBinanceAggtrades, recogniseBinanceKlines, recogniseBinanceTrades } from './format/binance.ts';
import { recogniseCsv } from './format/csv.ts';
import { recogniseDukascopy } from './format/dukascopy.ts';
import { recogniseHistdata } from './format/histdata.ts';
import { recogniseKrakenTrades } from './format/kraken.ts';
import { recogniseLean } from './format/lean.ts';
import { recogniseTruefx } from './format/truefx.ts';
import { type FormatName, formatNames, type Layout, type LayoutWishes, type Recogniser } from './layout.ts';
import { parseLeanPath } from './lean-path.ts';
import { bookSign } from './order-book.ts';
import type { Sample } from './sample.ts';

/** Every format, in the order in which `auto` tries them: the most certain first. */
const recognisers: Readonly<Record<Exclude<FormatName, 'auto'>, Recogniser>> = {
  lean: recogniseLean,
  'binance-klines': recogniseBinanceKlines,
  'binance-aggtrades': recogniseBinanceAggtrades,
  'binance-trades': recogniseBinanceTrades,
  histdata: recogniseHistdata,
  truefx: recogniseTruefx,
  'kraken-trades': recogniseKrakenTrades,
  dukascopy: recogniseDukascopy,
  csv: recogniseCsv,
};

/** A `--format`. @throws SiisError USAGE when there is no such format. */
export function parseFormat(text: string): FormatName {
  const format = formatNames.find((name) => name === text);
  if (format === undefined) throw new SiisError('USAGE', `unknown format ${text}: expected ${formatNames.join(', ')}`);
  return format;
}

/** How the file is laid out. @throws SiisError DATA_INVALID with what is wrong with it as the likeliest format. */
export function recognise(sample: Sample, how: { format: FormatName; wishes: LayoutWishes }, faults: Faults): Layout {
  const { wishes } = how;
  const book = wishes.columns === undefined ? bookSign(sample) : undefined;
  if (book !== undefined) {
    const instead = 'siis keeps trades, quotes and bars: import the trades of that market, or its best bid and ask';
    throw faults.whole(`expected ticks or bars, came an order book (${book}); ${instead}`);
  }
  // Columns named by hand leave nothing to recognise.
  const chosen = wishes.columns === undefined ? how.format : 'csv';
  if (chosen !== 'auto') {
    const layout = recognisers[chosen](sample, wishes);
    if (typeof layout === 'string') throw faults.whole(`this is no ${chosen} file: ${layout}`);
    return layout;
  }
  const reasons = new Map<string, string>();
  for (const [name, recogniser] of Object.entries(recognisers)) {
    const layout = recogniser(sample, wishes);
    if (typeof layout !== 'string') return layout;
    reasons.set(name, layout);
  }
  // A path that LEAN uses says what the file should be; all else could be a table.
  const likely = parseLeanPath(sample.name) === undefined ? 'csv' : 'lean';
  const others = [...reasons.keys()].filter((name) => name !== likely).join(', ');
  throw faults.whole(`the format is not known: ${reasons.get(likely)}; nor is it any of ${others}`);
}
