import type { Order } from '../../market/order-fold.ts';
import type { OrderReport } from '../../market/order.ts';
import type { OrderNotice } from '../../strategy/strategy.ts';

/** What a strategy is told of a report; nothing of what changes no order. */
export function noticeOf(report: OrderReport, order: Order): OrderNotice['state'] | undefined {
  switch (report.kind) {
    case 'fill':
      return order.state === 'filled' ? 'filled' : 'partially-filled';
    case 'accepted':
      return 'open';
    case 'absent':
      return 'rejected';
    case 'rejected':
    case 'canceled':
    case 'expired':
      return report.kind;
    case 'refused':
      // Other changes and cancels are asked for again; a price of an entry is the strategy's.
      return report.request === 'amend' && order.request.purpose === 'entry' ? 'not-moved' : undefined;
    case 'unknown':
    case 'amended':
    case 'placed':
      return undefined;
  }
}
