import type { BarBatch, ImportResult, TickBatch } from '../../database/batch.ts';
import type { Store } from '../../database/store.ts';
import type { Grid } from '../../market/grid.ts';
import type { InstrumentId } from '../../market/instrument.ts';
import { Stepper } from './scale.ts';
import type { Series } from './series.ts';

/** The part of the store that an import uses. */
export type ImportStore = Pick<Store, 'instrument' | 'putInstrument' | 'importTicks' | 'importBars' | 'close'>;

/** Where rows of a file go, and in which steps. */
export interface Target {
  readonly id: InstrumentId;
  readonly source: string;
  /** Of bars. */
  readonly timeframe: string;
  /** Of bars: other times than the file has, under which some are stored. */
  readonly moved: ReadonlyMap<number, number> | undefined;
  readonly price: Grid;
  readonly volume: Grid;
}

/** Hands the spooled rows of a series to the store, in whole steps. */
export function writeSeries(store: ImportStore, series: Series, target: Target): ImportResult {
  const { id, source, timeframe, price, volume } = target;
  const { what } = series;
  if (what.kind === 'bars') {
    const batches = barBatches(series, target);
    return store.importBars(id, {
      timeframe,
      side: what.side,
      priceStep: price.step,
      volumeStep: volume.step,
      source,
      batches,
    });
  }
  const scale = { priceStep: price.step, lotStep: volume.step };
  return store.importTicks(id, { kind: what.kind, scale, source, batches: tickBatches(series, target) });
}

function* tickBatches(series: Series, target: Target): Generator<TickBatch> {
  const price = new Stepper(target.price);
  const volume = new Stepper(target.volume);
  const isQuote = series.what.kind === 'quote';
  for (const { count, time, line, side, mantissas, decimals } of series.spool.segments()) {
    const [first, second] = [mantissas[0]!, mantissas[1]!];
    // The steps take the place of the decimals; the columns are refilled for the next segment.
    convert(price, first, decimals[0]!, count);
    convert(isQuote ? price : volume, second, decimals[1]!, count);
    yield isQuote
      ? { count, time, price: first, ask: second, lots: nothing(count), side, line }
      : { count, time, price: first, lots: second, side, line };
  }
}

function* barBatches(series: Series, target: Target): Generator<BarBatch> {
  const price = new Stepper(target.price);
  const volume = new Stepper(target.volume);
  for (const { count, time, line, mantissas, decimals } of series.spool.segments()) {
    for (let k = 0; k < 5; k++) convert(k < 4 ? price : volume, mantissas[k]!, decimals[k]!, count);
    if (target.moved !== undefined && target.moved.size > 0)
      for (let k = 0; k < count; k++) time[k] = target.moved.get(time[k]!) ?? time[k]!;
    const [open, high, low, close, sum] = mantissas;
    yield { count, time, open: open!, high: high!, low: low!, close: close!, volume: sum!, line };
  }
}

function convert(stepper: Stepper, mantissas: Float64Array, decimals: Uint8Array, count: number): void {
  for (let k = 0; k < count; k++) mantissas[k] = stepper.steps(mantissas[k]!, decimals[k]!);
}

let zeros = new Float64Array(0);

function nothing(count: number): Float64Array {
  if (zeros.length < count) zeros = new Float64Array(count);
  return zeros;
}
