import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExitReason, OrderRecord, OrderState, RunRecord, TradeRecord } from '../../src/market/record.ts';
import type { CutRow } from '../../src/statistic/cut-row.ts';
import { type Statistics, tearSheet } from '../../src/statistic/tear-sheet.ts';
import { runRecord, tradeRecord } from '../support/run-record.ts';

/**
 * Golden vectors: `statistics-daily.csv` and `statistics-trades.csv` hold a made-up run, `statistics.json` what numpy and
 * scipy make of it (`scripts/golden-statistics.py`).
 */

type Row = Readonly<Record<string, string>>;

interface Golden {
  readonly run: {
    readonly startTime: number;
    readonly endTime: number;
    readonly startEquity: number;
    readonly riskFree: number;
    readonly minimumReturn: number;
    readonly trials: number;
    readonly openProfit: readonly number[];
    readonly fees: string;
    readonly funding: string;
    readonly slippage: string;
    readonly turnover: string;
    readonly exposureTime: number;
    readonly notionalTime: number;
    readonly denials: Readonly<Record<string, number>>;
    readonly orderStates: readonly OrderState[];
    readonly partlyFilled: number;
  };
  readonly continuous: Readonly<Record<string, number | null>>;
  readonly weekdays: Readonly<Record<string, number | null>>;
  readonly drawdowns: readonly Readonly<Record<string, number | null>>[];
  readonly cuts: Readonly<Record<string, readonly CutRow[]>>;
}

/** They come out of random numbers, or are no numbers. */
const left = ['sharpeLow95', 'sharpeHigh95', 'meanDayLow95Percent', 'meanDayHigh95Percent', 'startTime', 'endTime'];

function csv(name: string): Row[] {
  const [head = '', ...lines] = readFileSync(join(import.meta.dirname, name), 'utf8')
    .trim()
    .split('\n');
  const keys = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, k) => [keys[k], cell] as const)) as Row);
}

function trade(row: Row): TradeRecord {
  const text = (key: string): string => row[key] ?? '';
  const optional = (key: string): string | undefined => (text(key) === '' ? undefined : text(key));
  return tradeRecord({
    id: text('id'),
    instrument: text('instrument'),
    strategy: text('strategy'),
    side: text('side') === 'buy' ? 'buy' : 'sell',
    quantity: text('quantity'),
    entryTime: Number(text('entryTime')),
    entryPrice: text('entryPrice'),
    exitTime: Number(text('exitTime')),
    exitPrice: text('exitPrice'),
    fees: text('fees'),
    profit: text('profit'),
    exitReason: text('exitReason') as ExitReason,
    label: optional('label'),
    risk: optional('risk'),
    bestExcursion: optional('bestExcursion'),
    worstExcursion: optional('worstExcursion'),
  });
}

function order(state: OrderState, k: number, partlyFilled: number): OrderRecord {
  const isPartial = state !== 'filled' && k < 6 + partlyFilled;
  return {
    id: `o${k}`,
    clientOrderId: `c${k}`,
    instrument: 'demo:AAA/USD',
    side: 'buy',
    type: 'market',
    quantity: '2',
    price: undefined,
    state,
    filledQuantity: state === 'filled' ? '2' : isPartial ? '1' : '0',
    averagePrice: undefined,
    time: k,
    reason: undefined,
  };
}

const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'statistics.json'), 'utf8')) as Golden;
const daily = csv('statistics-daily.csv');

function record(calendar: 'continuous' | 'weekdays'): RunRecord {
  const { run } = golden;
  const column = (key: string): (readonly [number, number])[] =>
    daily.map((row) => [Number(row['time']), Number(row[key])] as const);
  const instruments = Object.keys(daily[0]!).slice(2);
  return runRecord({
    startTime: run.startTime,
    endTime: run.endTime,
    startEquity: run.startEquity,
    trades: csv('statistics-trades.csv').map((row) => trade(row)),
    openTrades: run.openProfit.map((profit) => tradeRecord({ profit: String(profit) })),
    orders: run.orderStates.map((state, k) => order(state, k, run.partlyFilled)),
    equity: column('equity'),
    dailyEquity: column('equity'),
    calendar,
    markets: instruments.map((instrument) => {
      const prices = column(instrument);
      return { instrument, first: prices[0]![1], last: prices.at(-1)![1], daily: prices.slice(1) };
    }),
    denials: run.denials,
    exposure: { time: run.exposureTime, notionalTime: run.notionalTime },
    fees: run.fees,
    funding: run.funding,
    slippage: run.slippage,
    turnover: run.turnover,
  });
}

function sheet(calendar: 'continuous' | 'weekdays'): Statistics {
  const { riskFree, minimumReturn, trials } = golden.run;
  return tearSheet(record(calendar), { riskFree, minimumReturn, trials: { count: trials } });
}

/** Relative 1e-12; what is exactly zero on one side must be next to nothing on the other. */
function close(actual: unknown, expected: unknown, name: string): void {
  if (typeof expected !== 'number') {
    expect(actual, name).toEqual(expected);
    return;
  }
  const distance = Math.abs(Number(actual) - expected);
  expect(distance <= 1e-12 * Math.max(Math.abs(expected), 1e-6), `${name}: ${String(actual)}, not ${expected}`).toBe(
    true,
  );
}

describe.each(['continuous', 'weekdays'] as const)('the statistics of the golden run, %s markets', (calendar) => {
  const found = sheet(calendar);
  const expected = golden[calendar];

  it.each(Object.keys(expected))('agrees with numpy and scipy on %s', (key) => {
    close(Object.entries(found).find(([name]) => name === key)?.[1], expected[key], key);
  });

  it('has an expected value for every number', () => {
    const numbers = Object.entries(found).filter(([, value]) => typeof value === 'number');
    const unchecked = numbers.map(([key]) => key).filter((key) => !(key in expected) && !left.includes(key));
    expect(unchecked).toEqual([]);
  });
});

describe('the tables of the golden run', () => {
  const found = sheet('continuous');

  it('has the same deepest drawdowns', () => {
    expect(found.drawdowns).toHaveLength(golden.drawdowns.length);
    golden.drawdowns.forEach((row, k) => {
      for (const [key, value] of Object.entries(row)) {
        close(Object.entries(found.drawdowns[k]!).find(([name]) => name === key)?.[1], value, `drawdowns[${k}].${key}`);
      }
    });
  });

  it.each(Object.keys(golden.cuts))('has the same rows by %s', (name) => {
    const rows = Object.entries<readonly CutRow[]>({ ...found.cuts }).find(([key]) => key === name)?.[1] ?? [];
    const wanted = golden.cuts[name]!;
    expect(rows.slice(0, wanted.length).map((row) => row.key)).toEqual(wanted.map((row) => row.key));
    if (name !== 'day') expect(rows).toHaveLength(wanted.length);
    wanted.forEach((row, k) => {
      const actual: Readonly<Record<string, unknown>> = { ...rows[k]! };
      expect(Object.keys(actual).toSorted()).toEqual(Object.keys(row).toSorted());
      for (const [key, value] of Object.entries(row)) close(actual[key], value, `${name}.${row.key}.${key}`);
    });
  });
});
