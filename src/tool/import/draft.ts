import type { BarSide } from '../../market/bar.ts';
import type { InstrumentKind, InstrumentName } from '../../market/instrument.ts';
import { barEnd, parseTimeframe, type Timeframe } from '../../market/timeframe.ts';
import { SiisError } from '../../util/errors.ts';
import { type BarGrid, checkGrid } from './bar-grid.ts';
import type { Faults } from './faults.ts';
import type { FileRows } from './file-rows.ts';
import { instrumentOf, type Wishes } from './import-options.ts';
import type { Layout } from './layout.ts';
import { timeframeOfName, timeframeOfSpacing } from './timeframe-name.ts';

const day = 86_400_000;

/** A file (or an entry of a zip) whose rows are all good and wait to be stored. */
export interface Draft {
  readonly faults: Faults;
  readonly layout: Layout;
  readonly instrument: InstrumentName;
  readonly kind: InstrumentKind;
  readonly rows: FileRows;
  /** Of bars. */
  readonly timeframe: Timeframe | undefined;
  readonly grid: BarGrid | undefined;
  readonly gaps: number;
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
}

/** The instrument of a file. @throws SiisError USAGE when neither the command line nor the file tells it. */
export function draftInstrument(layout: Layout, wishes: Wishes, faults: Faults): InstrumentName {
  if (wishes.instrument !== undefined) return wishes.instrument;
  if (layout.instrument !== undefined) return instrumentOf(layout.instrument);
  const example = 'for example --instrument binance:BTC/USDT';
  throw new SiisError('USAGE', `expected --instrument: the file does not tell what it is of; ${example}`, {
    file: faults.file,
  });
}

const currencies = new Set(
  'USD EUR JPY GBP CHF AUD CAD NZD SEK NOK DKK PLN CZK HUF TRY ZAR MXN BRL SGD HKD CNH CNY INR KRW THB ILS RUB'.split(
    ' ',
  ),
);

/** A contract, a letter for its month and one or two digits of its year: `6EH4`, `ESZ25`. */
const futureCode = /^[A-Z\d]{1,3}[FGHJKMNQUVXZ]\d{1,2}$/;

/** The kind of an instrument, as far as its name tells. */
export function kindOfName(name: InstrumentName): InstrumentKind {
  if (name.settlement !== undefined) return 'perpetual';
  if (!name.symbol.includes('/')) return futureCode.test(name.symbol) ? 'future' : 'equity';
  if (currencies.has(name.base) && currencies.has(name.quote)) return 'forex';
  return /^X(AU|AG|PT|PD|CU)$/.test(name.base) ? 'cfd' : 'spot';
}

/** Which price the bars of a file are made of: as told, by its format, or by a `bid` or `ask` in its name. */
export function draftSide(layout: Layout, wishes: Wishes, file: string): BarSide {
  const told = wishes.side ?? layout.side;
  if (told !== undefined) return told;
  const name = file.replace(/^.*[/\\!]/, '').toLowerCase();
  const match = /(?:^|[-_. ])(bid|ask)(?:[-_. ]|$)/.exec(name);
  return match === null ? 'trade' : match[1] === 'bid' ? 'bid' : 'ask';
}

/** The timeframe of a file of bars. @throws SiisError DATA_INVALID when it cannot be told, or most bars overlap. */
export function draftTimeframe(rows: FileRows, layout: Layout, wishes: Wishes, faults: Faults): Timeframe {
  const spacing = mostCommon(rows.time.spacings);
  const name =
    wishes.timeframe ??
    layout.timeframe ??
    (spacing === undefined ? timeframeOfName(faults.file) : timeframeOfSpacing(spacing));
  const frame = name === undefined ? undefined : parseTimeframe(name);
  if (frame === undefined) {
    const why =
      spacing === undefined
        ? 'one bar does not tell its timeframe'
        : `bars ${spacing / 1000} s apart are of no timeframe`;
    throw faults.whole(`${why}: give it with --timeframe`);
  }
  if (spacing !== undefined && spacing < shortestBar(frame, rows)) {
    const apart = timeframeOfSpacing(spacing) ?? `${spacing / 1000} s`;
    throw faults.whole(`the bars stand ${apart} apart, which is less than a timeframe of ${frame.name}`);
  }
  return frame;
}

/** ms between two bars that do not overlap. */
function shortestBar(frame: Timeframe, rows: FileRows): number {
  const length = barEnd(frame, rows.time.first) - rows.time.first;
  // A calendar month or a day of a zone with summer time may be shorter than the first one.
  return frame.millis === 0 ? length - 3 * day : frame.millis >= day ? length - day / 24 : length;
}

/** Where the bars of a file begin. @throws SiisError DATA_INVALID with the line of one that overlaps, or begins elsewhere. */
export function draftGrid(rows: FileRows, frame: Timeframe, faults: Faults): BarGrid {
  return checkGrid(rows.bodies[0]!.series, frame, shortestBar(frame, rows), faults);
}

function mostCommon(spacings: ReadonlyMap<number, number>): number | undefined {
  return [...spacings].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0];
}

/** Places in the file where bars are missing, or, of ticks, stretches of an hour or more without any. */
export function draftGaps(rows: FileRows, frame: Timeframe | undefined): number {
  if (frame === undefined) return rows.time.silences;
  const longest =
    frame.millis === 0 ? 31 * day * frame.months : frame.millis >= day ? frame.millis + day / 24 : frame.millis;
  return rows.time.gaps((spacing) => spacing <= longest);
}

/** What people should know about the times of a bar file. */
export function frameNotes(rows: FileRows, frame: Timeframe | undefined): string[] {
  if (frame?.millis !== 0) return [];
  const isMonthEnd =
    new Date(rows.time.first + day).getUTCDate() === 1 && new Date(rows.time.last + day).getUTCDate() === 1;
  const date = new Date(rows.time.first).toISOString().slice(0, 10);
  return isMonthEnd && rows.count > 1
    ? [`times are month ends (${date}) and kept as they are; siis takes a bar's time as its start`]
    : [];
}
