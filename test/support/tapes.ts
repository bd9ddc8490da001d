import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import type { BarBatch, BarImport, TickBatch, TickImport } from '../../src/database/batch.ts';
import type { Store } from '../../src/database/store.ts';
import { instrumentId } from '../../src/market/instrument.ts';
import type { TickKind, TickScale, TickSource } from '../../src/market/tick-block.ts';
import { SiisError } from '../../src/util/errors.ts';
import { Random } from '../../src/util/random.ts';

/** The instrument of these tapes. */
export const btc = instrumentId('binance:BTC/USDT');
/** A minute before February 2024. */
export const start = Date.UTC(2024, 0, 31, 23, 59, 0);
export const scale: TickScale = { priceStep: '0.1', lotStep: '0.001' };

/** Gives a new path at each call, below a folder that is removed after the file's tests. */
export function newFolders(): () => string {
  const root = mkdtempSync(join(tmpdir(), 'siis-store-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  let serial = 0;
  return () => join(root, String(serial++));
}

/** time, price, lots, side */
export type Tick = readonly [time: number, price: number, lots?: number, side?: number];
export type Quote = readonly [time: number, bid: number, ask: number];
/** time, open, high, low, close, volume */
export type BarRow = readonly [time: number, open: number, high: number, low: number, close: number, volume: number];

export function* tickBatches(ticks: readonly Tick[], size: number): Generator<TickBatch> {
  for (let at = 0; at < ticks.length; at += size) {
    const part = ticks.slice(at, at + size);
    yield {
      count: part.length,
      time: Float64Array.from(part, ([time]) => time),
      price: Float64Array.from(part, ([, price]) => price),
      lots: Float64Array.from(part, ([, , lots]) => lots ?? 1),
      side: Uint8Array.from(part, ([, , , side]) => side ?? 1),
      line: Float64Array.from(part, (_, k) => at + k + 2),
    };
  }
}

export function trades(
  ticks: readonly Tick[],
  more: { size?: number; scale?: TickScale; source?: string } = {},
): TickImport {
  return {
    kind: 'trade',
    scale: more.scale ?? scale,
    source: more.source ?? 'trades.csv',
    batches: tickBatches(ticks, more.size ?? 7),
  };
}

export function quotes(rows: readonly Quote[]): TickImport {
  const batch = {
    count: rows.length,
    time: Float64Array.from(rows, ([time]) => time),
    price: Float64Array.from(rows, ([, bid]) => bid),
    ask: Float64Array.from(rows, ([, , ask]) => ask),
    lots: new Float64Array(rows.length),
    side: new Uint8Array(rows.length),
    line: Float64Array.from(rows, (_, k) => k + 1),
  };
  return { kind: 'quote', scale, source: 'quotes.csv', batches: [batch] };
}

export function bars(rows: readonly BarRow[], more: Partial<BarImport> = {}): BarImport {
  const column = (k: number): Float64Array => Float64Array.from(rows, (row) => row[k]!);
  const batch: BarBatch = {
    count: rows.length,
    time: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
    line: Float64Array.from(rows, (_, k) => k + 2),
  };
  return {
    timeframe: '1m',
    side: 'trade',
    priceStep: '0.01',
    volumeStep: '0.1',
    source: 'bars.csv',
    batches: [batch],
    ...more,
  };
}

export function drain(source: TickSource | undefined): number[][] {
  const rows: number[][] = [];
  for (let block = source?.next(); block !== undefined; block = source?.next()) {
    block.decode(0, block.count);
    const { offset, price, ask, lots, side } = block.columns;
    for (let k = 0; k < block.count; k++) {
      const row = [block.baseTime + offset[k]!, price[k]!];
      rows.push(block.kind === 'quote' ? [...row, ask[k]!] : [...row, lots[k]!, side[k]!]);
    }
  }
  source?.close();
  return rows;
}

export function readTicks(store: Store, from = -Infinity, to = Infinity, kind?: TickKind): number[][] {
  return drain(store.openTicks(btc, kind === undefined ? { from, to } : { from, to, kind }));
}

export function readBars(store: Store, from = -Infinity, to = Infinity): number[][] {
  const rows: number[][] = [];
  const source = store.openBars(btc, { from, to, timeframe: '1m' });
  for (let block = source?.next(); block !== undefined; block = source?.next()) {
    const { time, open, high, low, close, volume } = block;
    for (let k = 0; k < block.count; k++) {
      rows.push([time[k]!, open[k]!, high[k]!, low[k]!, close[k]!, volume[k]!]);
    }
  }
  source?.close();
  return rows;
}

export const full = (ticks: readonly Tick[]): number[][] =>
  ticks.map(([time, price, lots, side]) => [time, price, lots ?? 1, side ?? 1]);

/** The tick files of a store, by name. */
export function tickFiles(path: string): Record<string, string> {
  const names = readdirSync(join(path, 'ticks'), { recursive: true, encoding: 'utf8' });
  return Object.fromEntries(
    names
      .filter((name) => name.endsWith('.ticks'))
      .toSorted()
      .map((name) => [name, readFileSync(join(path, 'ticks', name), 'base64')]),
  );
}

export function expectFault(work: () => unknown, code: string, ...parts: string[]): SiisError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(SiisError);
    const fault = error as SiisError;
    expect(fault.code).toBe(code);
    for (const part of parts) expect(fault.message).toContain(part);
    return fault;
  }
  throw new Error(`nothing was thrown, expected ${code}`);
}

/** A tape over the turn of a month, with equal times. */
export function tape(count: number, seed = 1, gap = 2000): Tick[] {
  const random = new Random(seed);
  let [time, price] = [start, 430_000];
  return Array.from({ length: count }, () => {
    time += random.next() < 0.4 ? 0 : random.below(gap);
    price += random.below(5) - 2;
    return [time, price, 1 + random.below(50), 1 + random.below(2)] as const;
  });
}

export function record(store: Store, ticks: readonly Tick[], every: number): void {
  const recorder = store.recorder(btc, 'trade', scale);
  for (const [k, [time, price, lots, side]] of ticks.entries()) {
    recorder.trade(time, price, lots ?? 1, side ?? 1);
    if (k % every === 0) recorder.flush();
  }
  recorder.close();
}
