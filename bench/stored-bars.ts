import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BarBatch } from '../src/database/batch.ts';
import { Store } from '../src/database/store.ts';
import { type InstrumentId, instrumentId } from '../src/market/instrument.ts';
import { Random } from '../src/util/random.ts';
import { benchStart } from './generator.ts';
import { benchDir, benchSpec, type Progress } from './tape.ts';

/** 75 000 one-minute bars, at scale 1. */
export const shortBars: InstrumentId = instrumentId('bench:SHORT/USDT:USDT');
/** A year of minutes. */
export const yearBars: InstrumentId = instrumentId('bench:YEAR/USDT:USDT');
/** A hundred instruments of 50 000 bars. */
export const shardBars: readonly InstrumentId[] = Array.from({ length: 100 }, (_, k) =>
  instrumentId(`bench:B${String(k).padStart(2, '0')}/USDT:USDT`),
);

/** Histories of growing length, in which the strategy of `bars-only` makes about so many trades. */
export const growing: readonly { readonly trades: number; readonly id: InstrumentId }[] = [10, 100, 1000, 10_000].map(
  (trades) => ({ trades, id: instrumentId(`bench:G${trades}/USDT:USDT`) }),
);

const minute = 60_000;
/** Bars in which the strategy of `bars-only` makes about one trade. */
const barsPerTrade = 220;
/** Changes with what `storedBars` stores. */
const version = 2;

/** Bars of an instrument when the short one has 75 000 × `scale`. */
export function barsOf(id: InstrumentId, scale: number): number {
  return Math.max(200, Math.round(fullBarsOf(id) * scale));
}

function fullBarsOf(id: InstrumentId): number {
  const grown = growing.find((each) => each.id === id);
  if (grown !== undefined) return grown.trades * barsPerTrade;
  return id === shortBars ? 75_000 : id === yearBars ? 525_600 : 50_000;
}

/** The data folder that `storedBars` makes. */
export function storedBarsDir(scale: number): string {
  return join(benchDir, `bars-${Math.round(75_000 * scale)}-v${version}`);
}

/** A data folder with one-minute bars of all the instruments above. Made when it is not there. @returns its path. */
export function storedBars(scale: number, progress: Progress = () => {}): string {
  const dir = storedBarsDir(scale);
  const note = `${dir}.json`;
  if (existsSync(note) && existsSync(dir) && readFileSync(note, 'utf8') === `${scale}`) return dir;
  rmSync(note, { force: true });
  rmSync(dir, { recursive: true, force: true });
  progress('making bars');
  const store = Store.open(dir, { create: true });
  try {
    for (const id of [shortBars, yearBars, ...shardBars, ...growing.map((each) => each.id)]) {
      store.putInstrument(id, benchSpec);
      const batches = [makeBars(id, barsOf(id, scale))];
      store.importBars(id, {
        timeframe: '1m',
        side: 'trade',
        priceStep: '0.1',
        volumeStep: '0.001',
        source: `generated ${id}`,
        batches,
      });
    }
  } finally {
    store.close();
  }
  writeFileSync(note, `${scale}`);
  return dir;
}

/** A random walk of one-minute bars: steps of 0.06 %, shadows of 0.03 %. Prices in steps of 0.1. */
export function makeBars(id: InstrumentId, count: number): BarBatch {
  const random = new Random(`bench/bars/${id}`);
  const column = (): Float64Array => new Float64Array(count);
  const bars = {
    count,
    time: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
    line: column(),
  };
  let price = 500_000;
  for (let k = 0; k < count; k++) {
    const close = Math.max(100_000, Math.round(price * (1 + random.normal() * 0.0006)));
    bars.time[k] = benchStart + k * minute;
    bars.open[k] = price;
    bars.close[k] = close;
    bars.high[k] = Math.round(Math.max(price, close) * (1 + Math.abs(random.normal()) * 0.0003));
    bars.low[k] = Math.round(Math.min(price, close) * (1 - Math.abs(random.normal()) * 0.0003));
    bars.volume[k] = 1 + random.below(100_000);
    bars.line[k] = k + 1;
    price = close;
  }
  return bars;
}
