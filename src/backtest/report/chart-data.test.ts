import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tradeRecord } from '../../../test/support/run-record.ts';
import {
  type BarColumns,
  coarserBars,
  drawdownCurve,
  inSeconds,
  priceDigits,
  thinner,
  tradeMarks,
} from './chart-data.ts';

function bars(closes: readonly number[], instrument = 'demo:BTC/USDT'): BarColumns {
  return {
    instrument,
    timeframe: '1m',
    time: closes.map((_, k) => k * 60_000),
    open: closes.map((close, k) => closes[k - 1] ?? close),
    high: closes.map((close, k) => Math.max(close, closes[k - 1] ?? close)),
    low: closes.map((close, k) => Math.min(close, closes[k - 1] ?? close)),
    close: closes,
  };
}

const prices = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 300 });

describe('thinning', () => {
  it('keeps the extremes, the first open and the last close of bars', () => {
    fc.assert(
      fc.property(prices, fc.integer({ min: 1, max: 50 }), (closes, limit) => {
        const fine = bars(closes);
        const coarse = coarserBars(fine, limit);
        expect(coarse.time.length).toBeLessThanOrEqual(limit);
        expect(Math.max(...coarse.high)).toBe(Math.max(...fine.high));
        expect(Math.min(...coarse.low)).toBe(Math.min(...fine.low));
        expect(coarse.open[0]).toBe(fine.open[0]);
        expect(coarse.close.at(-1)).toBe(fine.close.at(-1));
      }),
    );
  });

  it('keeps peaks, troughs and the end of a curve, in order', () => {
    fc.assert(
      fc.property(prices, fc.integer({ min: 3, max: 60 }), (values, limit) => {
        const points = values.map((value, k) => [k * 1000, value] as const);
        const kept = thinner(points, limit);
        expect(kept.length).toBeLessThanOrEqual(Math.max(limit, 3));
        expect(Math.max(...kept.map(([, value]) => value))).toBe(Math.max(...values));
        expect(Math.min(...kept.map(([, value]) => value))).toBe(Math.min(...values));
        expect(kept.at(-1)).toEqual(points.at(-1));
        expect(kept.every(([time], k) => k === 0 || time > kept[k - 1]![0])).toBe(true);
      }),
    );
  });
});

describe('curves', () => {
  it('fall below zero only under an earlier peak', () => {
    const found = drawdownCurve([
      [0, 100],
      [1, 80],
      [2, 100],
      [3, 200],
      [4, 150],
    ]);
    expect(found.map(([, value]) => Math.round(value))).toEqual([0, -20, 0, 0, -25]);
  });

  it('have one point a second', () => {
    expect(
      inSeconds([
        [1000, 1],
        [1500, 2],
        [2000, 3],
      ]),
    ).toEqual([
      [1, 2],
      [2, 3],
    ]);
  });
});

describe('trades on bars', () => {
  it('sit in the bars that hold their times', () => {
    const trades = [
      tradeRecord({ entryTime: -5, entryPrice: '10.50', exitTime: 119_999, exitPrice: '11' }),
      tradeRecord({ entryTime: 120_000, exitTime: 9e9, side: 'sell' }),
      tradeRecord({ instrument: 'demo:ETH/USDT' }),
    ];
    expect(tradeMarks(trades, bars([1, 2, 3]))).toEqual([
      [0, 10.5, 1, 11, 1, '9.8'],
      [2, 100, 2, 110, -1, '9.8'],
    ]);
    expect(tradeMarks(trades, bars([]))).toEqual([]);
  });

  it('are priced as finely as they are written', () => {
    expect(priceDigits([tradeRecord({ entryPrice: '1.2345' })], bars([2]))).toBe(4);
    expect(priceDigits([], bars([0.5, 0.25]))).toBe(2);
    expect(priceDigits([], bars([42_000]))).toBe(0);
    expect(priceDigits([], bars([1 / 3]))).toBe(5);
  });
});
