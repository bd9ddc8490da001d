import { describe, expect, it } from 'vitest';
import type { OrderRecord, RunRecord } from '../../market/record.ts';
import { compare } from './lookahead.ts';

function order(time: number, quantity = '1'): OrderRecord {
  return {
    id: `o${time}`,
    clientOrderId: `c${time}`,
    instrument: 'demo:BTC/USDT',
    side: 'buy',
    type: 'market',
    quantity,
    price: undefined,
    state: 'filled',
    filledQuantity: quantity,
    averagePrice: '100',
    time,
    reason: undefined,
  };
}

const run = (...orders: readonly OrderRecord[]): RunRecord => ({ orders }) as unknown as RunRecord;

describe('compare', () => {
  const whole = run(order(10), order(20), order(30));

  it('is content when all orders before the cut are the same', () => {
    expect(compare(whole, run(order(10), order(20)), 25)).toEqual({ time: 25, orders: 2, difference: undefined });
  });

  it('forgives what became of an order after the cut', () => {
    const open: OrderRecord = { ...order(20), state: 'open', filledQuantity: '0', averagePrice: undefined };
    expect(compare(whole, run(order(10), open), 25).difference).toBeUndefined();
  });

  it('forgives where an order was moved to after the cut', () => {
    const moved = (price: string): OrderRecord => ({ ...order(20), type: 'limit', sentPrice: '90', price });
    expect(compare(run(order(10), moved('95')), run(order(10), moved('99')), 25).difference).toBeUndefined();
  });

  it('finds an order that is another, missing, or too much', () => {
    expect(compare(whole, run(order(10), order(20, '2')), 25).difference).toMatchObject({
      whole: { time: 20 },
      cut: { quantity: '2' },
    });
    expect(compare(whole, run(order(10)), 25).difference).toMatchObject({ whole: { time: 20 }, cut: undefined });
    expect(compare(run(order(10)), run(order(10), order(15)), 25).difference).toMatchObject({ cut: { time: 15 } });
  });
});
