import { barsOfBars, barsOfTicks } from '../../bar/bar-sources.ts';
import type { Coverage, Damage } from '../../database/coverage.ts';
import { isLost, refuseLost } from '../../database/lost.ts';
import { Store } from '../../database/store.ts';
import type { BarBlock, BarSide, BarSource } from '../../market/bar.ts';
import type { InstrumentId } from '../../market/instrument.ts';
import { sideBuy, sideSell, type TickBlock, type TickKind } from '../../market/tick-block.ts';
import { barEnd, barStart, parseTimeframe, type Timeframe, timeframe } from '../../market/timeframe.ts';
import { SiisError } from '../../util/errors.ts';
import { instrumentOf } from '../import/import-options.ts';
import { chooseSource, type ChosenSource } from './choose-source.ts';
import { StepText } from './step-text.ts';
import { type ExportFormat, Table } from './table.ts';

/** `siis export`, as the command line gives it. */
export interface ExportOptions {
  /** Data folder. */
  readonly data: string;
  /** Any common spelling. */
  readonly instrument: string;
  /** Timeframe of the bars to write; either this or `ticks`. */
  readonly bars?: string | undefined;
  readonly ticks?: boolean | undefined;
  /** csv (default), json or jsonl. */
  readonly format?: string | undefined;
  /** Bars that start, ticks that come in [from, to): ISO text (UTC) or ms. Default: all. */
  readonly from?: string | number | undefined;
  readonly to?: string | number | undefined;
  /** Default: trade, else bid. */
  readonly side?: string | undefined;
  /** Where bars begin, ms after the epoch's: sessions, or a venue's own 3d bars. Default 0. */
  readonly offset?: number | undefined;
  /**
   * Told of damage that was made good, or left out at the end of a recording, when all is written or refused; when all is
   * written, of ticks that are lost and were not needed.
   */
  readonly onDamage?: (damage: Damage) => void;
}

/** The part of the store that an export uses. */
export type ExportStore = Pick<Store, 'coverage' | 'notices' | 'openBars' | 'openTicks' | 'close'>;

interface Wish {
  readonly id: InstrumentId;
  readonly format: ExportFormat;
  readonly frame: Timeframe | undefined;
  readonly side: BarSide | undefined;
  readonly from: number;
  readonly to: number;
}

/**
 * Writes stored bars or ticks as text, piece by piece, in constant memory. Bars are `time,open,high,low,close,volume`
 * (time = start, ms UTC; exact decimals), made from the stored bars of that timeframe, from finer ones or from ticks;
 * buckets without data are left out, the last bar holds what is stored. Ticks are `time,price,quantity,side` or
 * `time,bid,ask`.
 *
 * @param openStore for tests
 * @throws SiisError USAGE, INSTRUMENT_INVALID, STORE_UNUSABLE; DATA_MISSING when nothing stored can make it; DATA_CORRUPT
 *   when ticks that it needs were stored and cannot be read
 */
export function* runExport(
  options: ExportOptions,
  openStore: (dir: string) => ExportStore = (dir) => Store.open(dir, { readonly: true }),
): Generator<string> {
  const wish = checkOptions(options);
  const store = openStore(options.data);
  let isWritten = false;
  try {
    yield* wish.frame === undefined ? ticks(store, wish) : bars(store, wish, wish.frame);
    isWritten = true;
  } finally {
    for (const damage of store.notices) {
      if (damage.instrument === wish.id && (isWritten || !isLost(damage))) options.onDamage?.(damage);
    }
    store.close();
  }
}

function checkOptions(options: ExportOptions): Wish {
  const { instrument, format = 'csv', side } = options;
  const { id } = instrumentOf(instrument);
  if (format !== 'csv' && format !== 'json' && format !== 'jsonl') {
    throw new SiisError('USAGE', `--format: expected csv, json or jsonl, came ${format}`);
  }
  if (side !== undefined && side !== 'trade' && side !== 'bid' && side !== 'ask') {
    throw new SiisError('USAGE', `--side: expected trade, bid or ask, came ${side}`);
  }
  const from = timeOf('--from', options.from, 0);
  const to = timeOf('--to', options.to, Infinity);
  if (to <= from) throw new SiisError('USAGE', '--to: expected a time after --from');
  return { id, format, frame: frameOf(options), side, from, to };
}

function frameOf({ bars: name, ticks: isTicks = false, offset = 0 }: ExportOptions): Timeframe | undefined {
  if ((name !== undefined) === isTicks) throw new SiisError('USAGE', 'expected either --bars <timeframe> or --ticks');
  if (name === undefined) return undefined;
  const frame = parseTimeframe(name, offset);
  if (frame === undefined)
    throw new SiisError('USAGE', `--bars: expected a timeframe such as 5m, 1h, 1d, 1w or 1M, came ${name}`);
  return frame;
}

function timeOf(option: string, text: string | number | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const isZoned = /[Tt ]\d\d:?\d\d.*(Z|[+-]\d\d:?\d\d)$/i.test(String(text));
  const iso = String(text).replace(' ', 'T');
  const time = /^\d+$/.test(iso) ? Number(iso) : Date.parse(isZoned || !iso.includes('T') ? iso : `${iso}Z`);
  if (Number.isNaN(time))
    throw new SiisError(
      'USAGE',
      `${option}: expected a time such as 2024-01-31 or 2024-01-31T22:00, UTC, came ${text}`,
    );
  return time;
}

function* bars(store: ExportStore, wish: Wish, frame: Timeframe): Generator<string> {
  const stored = store.coverage(wish.id);
  const chosen = chooseSource(stored, { ...wish, frame });
  const whole = chosen?.series.kind === 'bars' ? chosen.series : undefined;
  refuseLost(store.notices, {
    instrument: wish.id,
    from: wish.from,
    to: wish.to,
    // What bars of their own cover needs no ticks.
    reads: (lost) =>
      isOfSide(lost, wish.side) &&
      (whole === undefined || lost.from < whole.first || lost.to >= barEnd(timeframe(whole.timeframe), whole.last)),
  });
  const what = `${wish.side === undefined ? '' : `${wish.side} `}bars of ${frame.name}`;
  if (chosen === undefined) throw missing(wish, stored, what);
  const table = new Table(['time', 'open', 'high', 'low', 'close', 'volume'], wish.format);
  const source = openBars(store, wish, { ...chosen, frame });
  try {
    for (let block = source?.next(); block !== undefined; block = source?.next()) {
      writeBars(table, block, wish);
      yield table.take();
    }
  } finally {
    source?.close();
  }
  if (table.isEmpty) throw missing(wish, stored, what);
  table.end();
  yield table.take();
}

function writeBars(table: Table, block: BarBlock, { from, to }: Wish): void {
  const price = new StepText(block.priceStep);
  const volume = new StepText(block.volumeStep);
  const prices = [block.open, block.high, block.low, block.close];
  for (let k = 0; k < block.count; k++) {
    const time = block.time[k]!;
    if (time < from || time >= to) continue;
    table.row([String(time), ...prices.map((column) => price.text(column[k]!)), volume.text(block.volume[k]!)]);
  }
}

/** Opens what makes whole bars: an asked-for time in the middle of a bar is not where its data begin. */
function openBars(
  store: ExportStore,
  { id, ...wish }: Wish,
  how: ChosenSource & { frame: Timeframe },
): BarSource | undefined {
  const { series, side, frame } = how;
  const from = barStart(frame, Math.max(wish.from, series.first));
  const to = barEnd(frame, barStart(frame, Math.min(wish.to - 1, series.last)));
  if (series.kind === 'ticks') {
    const tape = store.openTicks(id, { from, to, kind: series.ticks });
    return tape === undefined ? undefined : barsOfTicks(tape, frame, side === 'ask' ? 'ask' : 'bid');
  }
  const source = store.openBars(id, { from, to, timeframe: series.timeframe, side });
  if (source === undefined || series.timeframe === frame.name) return source;
  return barsOfBars(source, frame);
}

function* ticks(store: ExportStore, wish: Wish): Generator<string> {
  const stored = store.coverage(wish.id);
  const tapes = stored.filter(
    (series) => series.kind === 'ticks' && series.last >= wish.from && series.first < wish.to,
  );
  const kind: TickKind | undefined = wish.side === undefined ? undefined : wish.side === 'trade' ? 'trade' : 'quote';
  refuseLost(store.notices, {
    instrument: wish.id,
    from: wish.from,
    to: wish.to,
    reads: (lost) => isOfSide(lost, wish.side),
  });
  const from = Math.max(wish.from, Math.min(...tapes.map((each) => each.first)));
  const to = Math.min(wish.to, Math.max(...tapes.map((each) => each.last)) + 1);
  const tape =
    tapes.length === 0 ? undefined : store.openTicks(wish.id, { from, to, ...(kind === undefined ? {} : { kind }) });
  const what = kind === undefined ? 'ticks' : `${kind}s`;
  if (tape === undefined) throw missing(wish, stored, what);
  const columns = tape.kind === 'trade' ? ['time', 'price', 'quantity', 'side'] : ['time', 'bid', 'ask'];
  const table = new Table(columns, wish.format, ['side']);
  const rowOf = tape.kind === 'trade' ? tradeRows(tape.scale) : quoteRows(tape.scale);
  try {
    for (let block = tape.next(); block !== undefined; block = tape.next()) {
      writeTicks(table, block, { ...wish, rowOf });
      yield table.take();
    }
  } finally {
    tape.close();
  }
  if (table.isEmpty) throw missing(wish, stored, what);
  table.end();
  yield table.take();
}

function writeTicks(table: Table, block: TickBlock, { from, to, rowOf }: Wish & { rowOf: RowOf }): void {
  block.decode(0, block.count);
  for (let k = 0; k < block.count; k++) {
    const time = block.baseTime + block.columns.offset[k]!;
    if (time >= from && time < to) table.row(rowOf(block, k, time));
  }
}

type RowOf = (block: TickBlock, row: number, time: number) => string[];

const sides: Readonly<Record<number, string>> = { [sideBuy]: 'buy', [sideSell]: 'sell' };

function tradeRows(scale: { readonly priceStep: string; readonly lotStep: string }): RowOf {
  const [price, lot] = [new StepText(scale.priceStep), new StepText(scale.lotStep)];
  return ({ columns }, k, time) => [
    String(time),
    price.text(columns.price[k]!),
    lot.text(columns.lots[k]!),
    sides[columns.side[k]!] ?? '',
  ];
}

function quoteRows(scale: { readonly priceStep: string }): RowOf {
  const price = new StepText(scale.priceStep);
  return ({ columns }, k, time) => [String(time), price.text(columns.price[k]!), price.text(columns.ask[k]!)];
}

/** True for ticks that an export of that side could be made of. */
function isOfSide({ series }: Damage, side: BarSide | undefined): boolean {
  return side === undefined || series === (side === 'trade' ? 'trade ticks' : 'quote ticks');
}

function missing(wish: Wish, stored: readonly Coverage[], what: string): SiisError {
  const list = stored.map((series) => {
    const name = series.kind === 'ticks' ? `${series.ticks}s` : `${series.timeframe} ${series.side} bars`;
    return `${name} ${new Date(series.first).toISOString().slice(0, 10)} … ${new Date(series.last).toISOString().slice(0, 10)}`;
  });
  const held = list.length === 0 ? 'nothing of it' : list.join(', ');
  return new SiisError(
    'DATA_MISSING',
    `no data to make ${what} of ${wish.id} in the time asked for; the store holds ${held}`,
  );
}
