import { describe, expect, it } from 'vitest';
import type { RunRecord, TradeRecord } from '../../market/record.ts';
import { mergeRecords } from './shard.ts';

function record(
  instrument: string,
  start: number,
  values: readonly number[],
  trades: readonly Partial<TradeRecord>[] = [],
): RunRecord {
  return {
    id: 'run',
    version: '0',
    seed: '1',
    hash: `hash of ${instrument}`,
    paths: { [instrument]: 'bars' },
    profile: 'p',
    currency: 'USD',
    startTime: start,
    endTime: start + values.length - 1,
    startEquity: values[0]!,
    interrupted: false,
    trades: trades.map((trade) => ({ instrument, entryTime: 0, exitTime: 0, ...trade })) as unknown as TradeRecord[],
    orders: [],
    openTrades: [],
    equity: values.map((value, k) => [start + k, value] as const),
    dailyEquity: values.map((value, k) => [start + k, value] as const),
    markets: [{ instrument, first: 1, last: 2 }],
    warnings: [`onTick of ${instrument}`],
    denials: { 'max-notional': 2, [instrument]: 1 },
    exposure: { time: 5, notionalTime: 7 },
    fees: '0.1',
    funding: '0',
    slippage: '0.2',
    turnover: '100',
    speed: { ticks: 0, bars: 10, seconds: 1, ticksPerSecond: 10 },
  };
}

describe('mergeRecords', () => {
  it('adds equity at every moment, with an account that has not begun at its starting balance', () => {
    const merged = mergeRecords([record('a:A', 0, [100, 110, 120]), record('b:B', 2, [50, 40])], 2);
    expect(merged.equity).toEqual([
      [0, 150],
      [1, 160],
      [2, 170],
      [3, 160],
    ]);
    expect(merged.startEquity).toBe(150);
    expect([merged.startTime, merged.endTime]).toEqual([0, 3]);
  });

  it('adds money exactly and counts by reason', () => {
    const merged = mergeRecords([record('a:A', 0, [1]), record('b:B', 0, [1]), record('c:C', 0, [1])], 3);
    expect(merged).toMatchObject({ fees: '0.3', slippage: '0.6', turnover: '300' });
    expect(merged.warnings).toEqual(['onTick of a:A', 'onTick of b:B', 'onTick of c:C']);
    expect(merged.denials).toEqual({ 'a:A': 1, 'b:B': 1, 'c:C': 1, 'max-notional': 6 });
    expect(merged.speed).toEqual({ ticks: 0, bars: 30, seconds: 3, ticksPerSecond: 10 });
  });

  it('lists trades as they closed and counts time in the market once', () => {
    const merged = mergeRecords(
      [
        record('a:A', 0, [1], [{ id: 'late', entryTime: 10, exitTime: 30 }]),
        record('b:B', 0, [1], [{ id: 'early', entryTime: 5, exitTime: 20 }]),
      ],
      1,
    );
    expect(merged.trades.map((trade) => trade.id)).toEqual(['early', 'late']);
    expect(merged.exposure.time).toBe(25);
  });

  it('hashes all shards, in their order', () => {
    const [a, b] = [record('a:A', 0, [1]), record('b:B', 0, [1])];
    expect(mergeRecords([a, b], 1).hash).toBe(mergeRecords([a, b], 9).hash);
    expect(mergeRecords([a, b], 1).hash).not.toBe(mergeRecords([b, a], 1).hash);
    expect(mergeRecords([a], 1)).toBe(a);
  });

  it('has a market once that one shard trades and another looks at, as it is where it is traded', () => {
    const closing = { instrument: 'b:B', count: 2, time: 3 };
    const gap = { instrument: 'b:B', from: 3, to: 9 };
    const passed = { ticks: 0, bars: 4 };
    const b: RunRecord = {
      ...record('b:B', 0, [1, 1]),
      paths: { 'b:B': 'span' },
      warnings: ['b:B tells no volume'],
      gaps: [gap],
      closings: [closing],
      markets: [{ instrument: 'b:B', first: 5, last: 6, isInput: false, passed }],
    };
    const looking = (instrument: string): RunRecord => ({
      ...record(instrument, 0, [1, 1]),
      paths: { [instrument]: 'bars', 'b:B': 'next-event' },
      warnings: ['b:B tells no volume'],
      gaps: [gap],
      closings: [closing],
      markets: [
        { instrument, first: 1, last: 2, isInput: false, passed: { ticks: 0, bars: 6 } },
        { instrument: 'b:B', first: 7, last: 6, isInput: true, passed },
        { instrument: 'd:D', first: 8, last: 8, isInput: true, passed: { ticks: 0, bars: 0 } },
      ],
    });
    const merged = mergeRecords([looking('a:A'), b, looking('c:C')], 1);
    expect(merged.markets.map(({ instrument, first }) => [instrument, first])).toEqual([
      ['a:A', 1],
      ['b:B', 5],
      ['c:C', 1],
      ['d:D', 8],
    ]);
    expect(merged.paths).toEqual({ 'a:A': 'bars', 'b:B': 'span', 'c:C': 'bars' });
    expect(merged.gaps).toEqual([gap]);
    expect(merged.closings).toEqual([closing]);
    expect(merged.warnings).toEqual(['b:B tells no volume']);
    expect(merged.speed).toMatchObject({ bars: 30 - 4 - 4 });
  });
});
