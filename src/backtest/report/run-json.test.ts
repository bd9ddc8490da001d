import { describe, expect, it } from 'vitest';
import { tradeRecord } from '../../../test/support/run-record.ts';
import { sampleRun } from '../../../test/support/sample-run.ts';
import { tearSheet } from '../../statistic/tear-sheet.ts';
import { runJson } from './run-json.ts';

describe('the JSON result', () => {
  const order = {
    id: 'o1',
    clientOrderId: 'siis-o1',
    instrument: 'demo:BTC/USDT',
    side: 'buy',
    type: 'limit',
    quantity: '0.50',
    price: '99.10',
    state: 'canceled',
    filledQuantity: '0.20',
    averagePrice: undefined,
    time: 1_704_067_200_000,
    reason: 'time limit',
  } as const;
  const run = sampleRun({ orders: [order], openTrades: [tradeRecord()] });
  const found = runJson(run, tearSheet(run, { resamples: 50 }));

  it('has the fields that others rely on', () => {
    expect(Object.keys(found)).toEqual(
      expect.arrayContaining(['run', 'trades', 'orders', 'statistics', 'equity', 'speed']),
    );
    expect(Object.keys(found.run)).toEqual(expect.arrayContaining(['id', 'version', 'seed', 'hash', 'paths']));
    expect(Object.keys(found.trades[0]!)).toEqual(
      expect.arrayContaining(
        'id instrument side quantity entryTime entryPrice exitTime exitPrice fees profit exitReason'.split(' '),
      ),
    );
    expect(Object.keys(found.orders[0]!)).toEqual(
      expect.arrayContaining(
        'id clientOrderId instrument side type quantity price state filledQuantity averagePrice time'.split(' '),
      ),
    );
    expect(Object.keys(found.speed)).toEqual(['ticks', 'bars', 'seconds', 'ticksPerSecond']);
    expect(found.equity[0]).toEqual([1_704_067_200_000, 10_000]);
  });

  it('names what the data lack', () => {
    expect(found.gaps).toEqual([]);
    const gaps = [{ instrument: 'demo:BTC/USDT', from: 0, to: 1 }];
    const closings = [{ instrument: 'demo:BTC/USDT', count: 1, time: 2 }];
    expect(runJson({ ...run, gaps, closings }, found.statistics)).toMatchObject({ gaps, closings });
  });

  it('keeps prices and quantities as text and writes what is absent as null', () => {
    expect(found.orders[0]).toMatchObject({ quantity: '0.50', price: '99.10', averagePrice: null });
    expect(found.trades[0]).toMatchObject({
      entryPrice: '100',
      label: expect.toSatisfy((x: unknown) => x === null || typeof x === 'string'),
    });
  });

  it('survives the way through text unchanged', () => {
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });
});
