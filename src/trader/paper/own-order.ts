import type { OrderRequest } from '../../market/order.ts';
import type { PaperMarket } from './account.ts';

/** The order by which the venue closes a market's whole position: nobody's trade, nobody's signal. */
export function closingOrder(market: PaperMarket, id: string, time: number): OrderRequest {
  return {
    id,
    clientOrderId: id,
    tradeId: '',
    signalId: '',
    traderId: '',
    market: market.index,
    instrument: market.instrument.id,
    side: market.lots > 0 ? 'sell' : 'buy',
    type: 'market',
    purpose: 'exit',
    limit: undefined,
    trigger: undefined,
    trailing: undefined,
    timeInForce: 'GTC',
    expireTime: undefined,
    postOnly: false,
    reduceOnly: true,
    group: undefined,
    lots: Math.abs(market.lots),
    fraction: undefined,
    plannedStop: undefined,
    time,
  };
}
