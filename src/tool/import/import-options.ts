import type { BarSide } from '../../market/bar.ts';
import { Grid } from '../../market/grid.ts';
import { instrumentFault } from '../../config/instrument-fault.ts';
import { type InstrumentName, parseInstrumentName } from '../../market/instrument.ts';
import { parseTimeframe } from '../../market/timeframe.ts';
import { parseDecimal } from '../../util/decimal.ts';
import { SiisError } from '../../util/errors.ts';
import type { FormatName, LayoutWishes } from './layout.ts';
import { parseFormat } from './recognise.ts';
import { parseZone, type Zone } from './zone.ts';

/** `siis import FILE…`, as the command line gives it. */
export interface ImportOptions {
  readonly files: readonly string[];
  /** Data folder; made when it is missing. */
  readonly data: string;
  /** Any common spelling; needed unless the files tell. */
  readonly instrument?: string | undefined;
  /** Of bar files; default: told by the path or the spacing of the rows. */
  readonly timeframe?: string | undefined;
  /** Names of the columns, with commas. */
  readonly columns?: string | undefined;
  /** Default `auto`. */
  readonly format?: string | undefined;
  /** Of times without a zone; default: that of the format, else UTC. */
  readonly timezone?: string | undefined;
  /** Default: the finest digits seen. */
  readonly priceStep?: string | undefined;
  readonly lotStep?: string | undefined;
  /** Which price bars are made of; default: told by the format or the file name, else trade. */
  readonly side?: string | undefined;
  /** Take tapes whose bid is often, or far, above the ask. */
  readonly allowCrossed?: boolean | undefined;
  /** Called now and then with the unpacked bytes read so far. */
  readonly onProgress?: ((file: string, bytes: number) => void) | undefined;
  /** Stops the import before anything is stored. */
  readonly signal?: AbortSignal | undefined;
}

/** The options, checked. */
export interface Wishes extends LayoutWishes {
  readonly instrument: InstrumentName | undefined;
  readonly timeframe: string | undefined;
  readonly format: FormatName;
  readonly price: Grid | undefined;
  readonly lot: Grid | undefined;
  readonly side: BarSide | undefined;
  readonly allowCrossed: boolean;
}

/** @throws SiisError USAGE or INSTRUMENT_INVALID with what was expected */
export function checkOptions(options: ImportOptions): Wishes {
  if (options.files.length === 0) throw new SiisError('USAGE', 'expected files to import, came none');
  const { instrument, timeframe } = options;
  if (timeframe !== undefined && parseTimeframe(timeframe) === undefined) {
    throw new SiisError(
      'USAGE',
      `--timeframe: expected a number and s, m, h, d, w or M (5m, 1h, 1M), came ${timeframe}`,
    );
  }
  return {
    instrument: instrument === undefined ? undefined : instrumentOf(instrument),
    timeframe,
    columns: options.columns,
    format: parseFormat(options.format ?? 'auto'),
    zone: zoneOf(options.timezone),
    price: stepOf('--price-step', options.priceStep),
    lot: stepOf('--lot-step', options.lotStep),
    side: sideOf(options.side),
    allowCrossed: options.allowCrossed ?? false,
  };
}

/** @throws SiisError INSTRUMENT_INVALID when it is no name of an instrument */
export function instrumentOf(text: string): InstrumentName {
  const name = parseInstrumentName(text);
  if (name !== undefined) return name;
  throw new SiisError(
    'INSTRUMENT_INVALID',
    `expected an instrument such as binance:BTC/USDT, came ${JSON.stringify(text)}: ${instrumentFault(text)}`,
  );
}

function zoneOf(text: string | undefined): Zone | undefined {
  if (text === undefined) return undefined;
  const zone = parseZone(text);
  if (zone !== undefined) return zone;
  throw new SiisError(
    'USAGE',
    `--timezone: expected UTC, UTC-5, +02:00 or a name such as America/New_York, came ${text}`,
  );
}

function stepOf(option: string, text: string | undefined): Grid | undefined {
  if (text === undefined) return undefined;
  const step = parseDecimal(text);
  if (step !== undefined && step.value > 0n && step.scale <= 18) return new Grid(text);
  throw new SiisError('USAGE', `${option}: expected a number above 0 such as 0.01, came ${text}`);
}

function sideOf(text: string | undefined): BarSide | undefined {
  if (text === undefined || text === 'trade' || text === 'bid' || text === 'ask') return text;
  throw new SiisError('USAGE', `--side: expected trade, bid or ask, came ${text}`);
}
