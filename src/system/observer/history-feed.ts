import type { Fact, FactBatch } from '../../database/history/facts.ts';
import type { History } from '../../database/history/history.ts';
import type { SiisEvent } from '../../market/event.ts';
import { moneyToText } from '../../market/money.ts';
import type { OrderReport } from '../../market/order.ts';
import type { ClosedTrade } from '../../strategy/trade/trade.ts';
import { ensure } from '../../util/assert.ts';
import { SiisError } from '../../util/errors.ts';
import { signalFacts } from './fact-log.ts';
import { traderName } from '../command/manual.ts';
import { orderRecord, tradeRecord } from '../backtest/run-record.ts';
import type { Session } from '../session/session.ts';

/** A session with a record. */
interface Recorded {
  readonly meta: { readonly id: string };
  /** Number of the last record that is on disk. */
  readonly log: { readonly committed: number };
}

/**
 * The feed of a session that is kept; `undefined` for one that is forgotten when it ends.
 *
 * @throws SiisError JOURNAL_UNREADABLE when the history has seen more than the journal holds
 */
export function historyFeed(
  session: Session,
  history: History | undefined,
  kept: Recorded | undefined,
): HistoryFeed | undefined {
  if (history === undefined || kept === undefined) return undefined;
  const { id } = kept.meta;
  const known = history.cursor(id);
  // The history is told what is on disk: it is a witness.
  if (known > kept.log.committed) {
    throw new SiisError(
      'JOURNAL_UNREADABLE',
      `the journal of session ${id} ends at record ${kept.log.committed}, and history.db beside it has seen record ${known}: records are missing. Restore a backup, or begin anew with --fresh; to go on without them, remove history.db`,
    );
  }
  return new HistoryFeed(session, { session: id, from: known, take: (batch) => history.take(batch) });
}

/** Market time between two points of the equity, ms. */
const equityStep = 60_000;

/** What the history is told of a session, and from where on. */
export interface FeedPlan {
  readonly session: string;
  /** Number of the last record that the history has. */
  readonly from: number;
  readonly take: (batch: FactBatch) => void;
}

/**
 * Makes the facts of a session for its history, turn by turn: while it trades, and in the same way while it is done again. So what
 * the history lacks is made by doing the session again.
 */
export class HistoryFeed {
  readonly #session: Session;
  readonly #plan: FeedPlan;
  readonly #names: Map<string, string>;
  #facts: Fact[] = [];
  #last = 0;
  #equityTime = -Infinity;
  /** What happens now is in the history already. */
  #isKnown: boolean;

  /** Before the session begins. */
  constructor(session: Session, plan: FeedPlan) {
    this.#session = session;
    this.#plan = plan;
    this.#isKnown = plan.from > 0;
    this.#names = new Map(session.traders.map(({ id, name }) => [id, name]));
    session.bus.tap((event, sequence) => {
      if (!this.#isKnown) this.#look(event, sequence);
    });
  }

  /** A trade, or a part of one, is over. */
  closed(trade: ClosedTrade): void {
    if (!this.#isKnown) this.#facts.push(this.#tradeFact(trade));
  }

  /** The session is about to do again what leads up to a record. */
  turning(record: number): void {
    this.#isKnown = record <= this.#plan.from;
  }

  /** A turn is on disk: `record` closes it, and the market ran through `until`. The same record again does nothing. */
  turned(record: number, until: number): void {
    if (record <= this.#last) return;
    this.#last = record;
    const isStep = Math.floor(until / equityStep) > Math.floor(this.#equityTime / equityStep);
    if (isStep) this.#equityTime = until;
    if (record <= this.#plan.from) return;
    if (isStep) this.#facts.push({ table: 'equity', values: { time: until, value: this.#session.equity() } });
    this.#plan.take({ session: this.#plan.session, record, time: until, facts: this.#facts });
    this.#facts = [];
  }

  #look(event: SiisEvent, sequence: number): void {
    if (event.kind === 'order-report') this.#report(event.report, sequence);
    else if (event.kind === 'signal') {
      const { id, time, strategy, instrument, action, direction, price, label, why } = signalFacts(
        this.#session,
        event,
      );
      const values = { id, sequence, time, strategy, instrument, action, direction, price, label, why };
      this.#facts.push({ table: 'signals', values });
    } else if (event.kind === 'denied') {
      const { time, instrument, stage, reason, signalId: signal, orderId = null } = event;
      const values = { sequence, time, instrument, stage, reason, signal, order_id: orderId };
      this.#facts.push({ table: 'refusals', values });
    }
  }

  #report(report: OrderReport, sequence: number): void {
    const session = this.#session;
    const order = ensure(session.desk.orders.get(report.orderId), 'order');
    const { instrument, side, type, purpose, tradeId: trade, signalId: signal } = order.request;
    const known = orderRecord(session, order);
    const values = {
      ...{ id: order.request.id, sequence, time: known.time, instrument, side, type, purpose, trade, signal },
      quantity: known.quantity,
      price: known.price ?? null,
      state: known.state,
      filled: known.filledQuantity,
      average_price: known.averagePrice ?? null,
      updated: report.time,
      reason: known.reason ?? null,
      client_order_id: known.clientOrderId,
    };
    this.#facts.push({ table: 'orders', values });
    if (report.kind !== 'fill') return;
    const hub = ensure(session.hubs[order.request.market], 'market').instrument;
    const [quantity, price] = [hub.quantity.toText(report.lots), hub.price.toText(report.price)];
    const fill = { id: report.fillId, sequence, time: report.time, instrument, side, quantity, price };
    this.#facts.push({
      table: 'fills',
      values: { ...fill, fee: moneyToText(report.fee), order_id: order.request.id, trade },
    });
  }

  #tradeFact(closed: ClosedTrade): Fact {
    const { trade } = closed;
    const name = traderName(this.#session, trade.traderId);
    if (!this.#names.has(trade.traderId)) this.#names.set(trade.traderId, name);
    const { id, strategy, instrument, quantity, ...known } = tradeRecord(this.#session, closed, this.#names);
    const values = {
      ...{ id, strategy, instrument, quantity },
      direction: known.side === 'buy' ? 'long' : 'short',
      entry_time: known.entryTime,
      entry_price: known.entryPrice,
      exit_time: known.exitTime,
      exit_price: known.exitPrice,
      fees: known.fees,
      profit: known.profit,
      reason: known.exitReason,
      label: known.label ?? null,
    };
    return { table: 'trades', values };
  }
}
