import type { Order, OrderReport } from '../market/order.ts';
import type { OrderNotice } from '../strategy/strategy.ts';

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
    case 'unknown':
    case 'amended':
    case 'refused':
    case 'placed':
      return undefined;
  }
}
