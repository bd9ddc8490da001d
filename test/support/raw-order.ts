import { instrumentId } from '../../src/market/instrument.ts';
import type { RawOrder, SizedOrder } from '../../src/market/order.ts';

/** A market entry without a size; say only what matters. */
export function rawOrder(fields: Partial<RawOrder> = {}): RawOrder {
  return {
    id: 't-e1',
    tradeId: 't',
    signalId: 't',
    traderId: 'x',
    market: 0,
    instrument: instrumentId('test:A/USD'),
    side: 'buy',
    type: 'market',
    purpose: 'entry',
    limit: undefined,
    trigger: undefined,
    trailing: undefined,
    timeInForce: 'GTC',
    expireTime: undefined,
    postOnly: false,
    reduceOnly: false,
    group: undefined,
    lots: undefined,
    fraction: undefined,
    plannedStop: undefined,
    time: 0,
    ...fields,
  };
}

/** The same with its size. */
export function sizedOrder(fields: Partial<SizedOrder> = {}): SizedOrder {
  return { ...rawOrder(), lots: 1, ...fields };
}
