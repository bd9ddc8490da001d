import type { SiisEvent } from '../../market/event.ts';
import { moneyToText } from '../../market/money.ts';
import type { Order } from '../../market/order-fold.ts';
import type { FillReport } from '../../market/order.ts';
import { ensure } from '../../util/assert.ts';
import { traderName } from '../command/manual.ts';
import { orderRecord } from '../backtest/run-record.ts';
import type { Session } from '../session/session.ts';

/** One line of a running session, as machines read it. `type` tells which; further fields may be added, never renamed. */
export interface SessionLine {
  readonly type: 'signal' | 'order' | 'fill' | 'trade' | 'alert' | 'region' | 'status';
  /** Market time, ms. */
  readonly time: number;
  /** Number of the event in the session's total order; goes on after a restart. A fill that completes an order has two lines. */
  readonly sequence: number;
  readonly [field: string]: unknown;
}

/** True for what was a line before it was written down. */
export function isSessionLine(value: unknown): value is SessionLine {
  return typeof value === 'object' && value !== null && 'type' in value && 'sequence' in value;
}

type ReportEvent = Extract<SiisEvent, { kind: 'order-report' }>;

/** The lines of an event; none for those that only parts of siis care about. */
export function linesOf(session: Session, event: SiisEvent, sequence: number): readonly SessionLine[] {
  if (event.kind !== 'order-report') {
    const line = lineOf(session, event, sequence);
    return line === undefined ? [] : [line];
  }
  const order = ensure(session.desk.orders.get(event.report.orderId), 'order');
  if (event.report.kind !== 'fill') return [orderLine(session, order, { event, sequence })];
  const fill = fillLine(session, order, { report: event.report, sequence });
  return order.state === 'filled' ? [fill, orderLine(session, order, { event, sequence })] : [fill];
}

function lineOf(session: Session, event: Exclude<SiisEvent, ReportEvent>, sequence: number): SessionLine | undefined {
  switch (event.kind) {
    case 'signal':
      return signalLine(session, event, sequence);
    case 'trade':
      return tradeLine(session, event, sequence);
    case 'denied':
      return {
        type: 'alert',
        time: event.time,
        sequence,
        level: 'warn',
        instrument: event.instrument,
        strategy: traderName(session, event.traderId),
        message: `refused: ${event.reason}`,
        reason: event.reason,
        signalId: event.signalId,
        ...(event.orderId === undefined ? {} : { orderId: event.orderId }),
      };
    case 'account':
      return {
        type: 'alert',
        time: event.time,
        sequence,
        level: event.change === 'liquidation' ? 'error' : 'info',
        instrument: session.hubs[event.market]?.instrument.id,
        message: event.change,
        amount: moneyToText(event.amount),
      };
    case 'alert':
      return alertLine(session, event, sequence);
    case 'region': {
      const { kind: type, state, id, instrument, strategy, time, words } = event;
      return {
        type,
        time,
        sequence,
        id,
        instrument,
        ...(strategy === undefined ? {} : { strategy }),
        state,
        message: words,
      };
    }
    case 'status':
      return {
        type: 'status',
        time: event.time,
        sequence,
        level: event.level,
        source: event.source,
        message: event.message,
      };
    default:
      return undefined;
  }
}

/** That one came true is an alert; that one is made or gone is news of the session. */
function alertLine(session: Session, event: Extract<SiisEvent, { kind: 'alert' }>, sequence: number): SessionLine {
  const { state, id, instrument, traderId, time, way, value, left, message, words } = event;
  const strategy = traderId === undefined ? {} : { strategy: traderName(session, traderId) };
  if (state !== 'triggered') {
    const said = `alert ${id} ${state}: ${words}`;
    return { type: 'status', time, sequence, level: 'info', source: 'alert', instrument, ...strategy, message: said };
  }
  const count = left === Infinity ? -1 : left;
  const what = { alertId: id, state, message, condition: words, way, value, left: count };
  return { type: 'alert', time, sequence, level: 'info', instrument, ...strategy, ...what };
}

function signalLine(session: Session, event: Extract<SiisEvent, { kind: 'signal' }>, sequence: number): SessionLine {
  const { signal } = event;
  return {
    type: 'signal',
    time: event.time,
    sequence,
    id: event.id,
    instrument: event.instrument,
    strategy: traderName(session, event.traderId),
    action: signal.kind,
    ...('direction' in signal && signal.direction !== undefined ? { direction: signal.direction } : {}),
    price: event.price,
    ...(signal.why === undefined ? {} : { why: signal.why }),
  };
}

function fillLine(session: Session, { request }: Order, of: { report: FillReport; sequence: number }): SessionLine {
  const { report, sequence } = of;
  const { price, quantity } = ensure(session.hubs[request.market], 'market').instrument;
  return {
    type: 'fill',
    time: report.time,
    sequence,
    id: report.fillId,
    orderId: request.id,
    clientOrderId: request.clientOrderId,
    instrument: request.instrument,
    side: request.side,
    quantity: quantity.toText(report.lots),
    price: price.toText(report.price),
    fee: moneyToText(report.fee),
    maker: report.maker,
    tradeId: request.tradeId,
  };
}

function orderLine(session: Session, order: Order, of: { event: ReportEvent; sequence: number }): SessionLine {
  const { id, clientOrderId, type, time: _placed, ...rest } = orderRecord(session, order);
  return {
    type: 'order',
    time: of.event.report.time,
    sequence: of.sequence,
    id,
    clientOrderId,
    orderType: type,
    ...rest,
    // Of a change that was refused; the order stands as it did.
    ...(of.event.report.kind === 'refused' ? { reason: of.event.report.reason } : {}),
    purpose: order.request.purpose,
    tradeId: order.request.tradeId,
  };
}

function tradeLine(session: Session, event: Extract<SiisEvent, { kind: 'trade' }>, sequence: number): SessionLine {
  const hub = ensure(
    session.hubs.find((each) => each.instrument.id === event.instrument),
    'market',
  );
  return {
    type: 'trade',
    time: event.time,
    sequence,
    id: event.tradeId,
    instrument: event.instrument,
    strategy: traderName(session, event.traderId),
    state: event.state,
    direction: event.direction,
    quantity: hub.instrument.quantity.toText(event.lots),
    price: hub.instrument.price.toText(event.price),
    ...(event.profit === undefined ? {} : { profit: moneyToText(event.profit) }),
    ...(event.reason === undefined ? {} : { exitReason: event.reason }),
  };
}
