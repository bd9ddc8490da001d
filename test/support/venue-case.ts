import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { loadProfile } from '../../src/config/load.ts';
import type { BarCoverage, TickCoverage } from '../../src/database/coverage.ts';
import type { BarBlock } from '../../src/market/bar.ts';
import { Grid } from '../../src/market/grid.ts';
import { instrumentId } from '../../src/market/instrument.ts';
import type { RunRecord } from '../../src/market/record.ts';
import type { Signal } from '../../src/market/signal.ts';
import { type TickKind, sideUnknown } from '../../src/market/tick-block.ts';
import { TickBlockBuilder } from '../../src/market/tick-builder.ts';
import { defineStrategy, type StrategyHandlers, type StrategySetup } from '../../src/strategy/strategy.ts';
import { runBacktest } from '../../src/system/backtest/backtest.ts';
import { SiisError } from '../../src/util/errors.ts';
import type { BacktestStore } from '../../src/system/data/market-data.ts';

/** Second, price, quantity. */
export type Print = readonly [second: number, price: number, quantity?: number];
/** Second, bid, ask. */
export type Quote = readonly [second: number, bid: number, ask: number];
/** One minute: open, high, low, close, volume. */
export type Minute = readonly [open: number, high: number, low: number, close: number, volume?: number];

/** A run of a few seconds or minutes, as a page describes it: a profile, a market, and what is wished when. */
export interface VenueCase {
  /** YAML beside instrument and strategy. */
  readonly profile?: string;
  readonly prints?: readonly Print[];
  readonly quotes?: readonly Quote[];
  /** `undefined` is a minute without a bar. */
  readonly minutes?: readonly (Minute | undefined)[];
  /** Signals at the close of the n-th one-minute bar, from 1; or handlers of a strategy of its own. */
  readonly wish:
    | Readonly<Record<number, Signal | readonly Signal[]>>
    | ((setup: StrategySetup<unknown>) => StrategyHandlers);
}

const minute = 60_000;
/** Midnight, so that fundings and days begin with the case. */
export const midnight = Date.UTC(2026, 0, 1);
const btc = instrumentId('test:BTC/USD');
const scale = { priceStep: '0.5', lotStep: '0.001' };
const price = new Grid(scale.priceStep);
const lot = new Grid(scale.lotStep);

/** Runs a case through profile, session and paper venue. Prices go in steps of 0.5, quantities in steps of 0.001. */
export async function runCase(each: VenueCase): Promise<RunRecord> {
  const folder = mkdtempSync(join(tmpdir(), 'siis-case-'));
  try {
    const file = join(folder, 'case.yaml');
    writeFileSync(file, `instruments: [${btc}]\nstrategy: { use: buy-and-hold }\n${each.profile ?? ''}\n`);
    const { profile, strategies } = await loadProfile(file, { workspace: folder, env: {} });
    const definition = defineStrategy({ name: 'case', params: z.strictObject({}), setup: setupOf(each) });
    const { record } = runBacktest({
      profile,
      strategies: strategies.map((one) => ({ ...one, definition, params: {} })),
      store: storeOf(each),
      from: undefined,
      to: undefined,
    });
    return record;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What became of the case's orders, one sentence each: `buy 1 market filled 1 at 100`. */
export async function ordersOf(each: VenueCase): Promise<string[]> {
  const { orders } = await runCase(each);
  return orders.map(({ side, quantity, type, price: level, state, filledQuantity, averagePrice, reason }) =>
    [
      `${side} ${quantity} ${type}${level === undefined ? '' : ` ${level}`} ${state}`,
      averagePrice === undefined ? '' : `${filledQuantity} at ${averagePrice}`,
      reason === undefined ? '' : `(${reason})`,
    ]
      .filter((part) => part !== '')
      .join(' '),
  );
}

/** The round trips of a case: `buy 1 from 100 at 60 s to 110 at 120 s, target, profit 10, fees 0`. */
export async function tradesOf(each: VenueCase): Promise<string[]> {
  const { trades } = await runCase(each);
  const second = (time: number): string => `${(time - midnight) / 1000} s`;
  return trades.map(
    (trade) =>
      `${trade.side} ${trade.quantity} from ${trade.entryPrice} at ${second(trade.entryTime)} to ${trade.exitPrice} at ` +
      `${second(trade.exitTime)}, ${trade.exitReason}, profit ${trade.profit}, fees ${trade.fees}`,
  );
}

/** Refusals of a case, by reason. */
export async function refusalsOf(each: VenueCase): Promise<Readonly<Record<string, number>>> {
  return (await runCase(each)).denials;
}

function setupOf({ wish }: VenueCase): Parameters<typeof defineStrategy>[0]['setup'] {
  return (setup) => {
    setup.watch('1m');
    if (typeof wish === 'function') return wish(setup);
    let closed = 0;
    return { onBar: () => wish[++closed] };
  };
}

function storeOf(each: VenueCase): BacktestStore {
  const isBars = each.minutes !== undefined;
  return {
    instrument: () => ({ id: btc, spec: { tickSize: scale.priceStep, lotSize: scale.lotStep }, inferred: [] }),
    coverage: () => [isBars ? barCoverage(each.minutes) : tickCoverage(each)],
    openTicks: () => tickSource(each),
    openBars: () => barSource(each.minutes ?? []),
  };
}

function rowsOf({ prints, quotes }: VenueCase): readonly (readonly [number, number, number?])[] {
  const rows = prints ?? quotes ?? [];
  if (rows.length === 0) throw new SiisError('DATA_MISSING', 'a case needs prints, quotes or minutes');
  return rows;
}

const kindOf = (each: VenueCase): TickKind => (each.quotes === undefined ? 'trade' : 'quote');

function tickCoverage(each: VenueCase): TickCoverage {
  const times = rowsOf(each).map(([second]) => midnight + second * 1000);
  const range = { instrument: btc, count: times.length, first: times[0]!, last: times.at(-1)!, gaps: [], bytes: 0 };
  return { kind: 'ticks', ticks: kindOf(each), scale, ...range };
}

function tickSource(each: VenueCase): ReturnType<BacktestStore['openTicks']> {
  const kind = kindOf(each);
  const builder = new TickBlockBuilder(kind);
  for (const [second, first, more] of rowsOf(each)) {
    const time = midnight + second * 1000;
    if (kind === 'quote') builder.appendQuote(time, price.fromNumber(first), price.fromNumber(more ?? first));
    else builder.appendTrade(time, price.fromNumber(first), lot.fromNumber(more ?? 1), sideUnknown);
  }
  return { kind, scale, next: () => builder.build(), close: () => undefined };
}

function barCoverage(minutes: NonNullable<VenueCase['minutes']>): BarCoverage {
  return {
    kind: 'bars',
    instrument: btc,
    timeframe: '1m',
    side: 'trade',
    priceStep: scale.priceStep,
    volumeStep: scale.lotStep,
    count: minutes.filter((row) => row !== undefined).length,
    first: midnight,
    last: midnight + (minutes.length - 1) * minute,
    gaps: [],
  };
}

function barSource(minutes: NonNullable<VenueCase['minutes']>): ReturnType<BacktestStore['openBars']> {
  const rows = minutes.flatMap((row, k) => (row === undefined ? [] : [{ row, time: midnight + k * minute }]));
  const column = (at: 0 | 1 | 2 | 3): Float64Array => Float64Array.from(rows, ({ row }) => price.fromNumber(row[at]));
  const block: BarBlock = {
    count: rows.length,
    time: Float64Array.from(rows, ({ time }) => time),
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: Float64Array.from(rows, ({ row }) => lot.fromNumber(row[4] ?? 1)),
    priceStep: scale.priceStep,
    volumeStep: scale.lotStep,
  };
  const blocks = [block];
  return { timeframe: '1m', next: () => blocks.pop(), close: () => undefined };
}
