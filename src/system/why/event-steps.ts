import type { AccountEvent, CommandEvent, DeniedEvent, StatusEvent, TradeEvent } from '../../market/event.ts';
import type { Instrument } from '../../market/instrument.ts';
import { moneyToText } from '../../market/money.ts';
import type { OrderReport, OrderRequest } from '../../market/order.ts';
import type { ExitReason } from '../../market/record.ts';
import type { JournalEntry } from '../../trader/journal.ts';
import { commandWords } from '../record/entry-words.ts';
import { causeWords, signalWords, viewWords } from './decision-words.ts';
import { refusalWords } from './refusal-words.ts';
import type { Step } from './step.ts';
import type { Note } from './witness.ts';

/** Why a trade ended, for people. */
const endings: Readonly<Record<ExitReason, string>> = {
  stop: 'its stop was reached',
  target: 'its target was reached',
  trailing: 'its trailing stop was reached',
  breakeven: 'its stop, moved to the entry, was reached',
  roi: 'its gain table (roi) let it go',
  signal: 'a signal closed it',
  opposite: 'an entry of the other direction closed it',
  operation: 'an operation on it closed it',
  'time-limit': 'its time was up',
  liquidation: 'the venue liquidated it',
  user: 'a person closed it',
  end: 'the run ended',
};

/** A signal, and what its strategy looked at when it made it. */
export function signalSteps({ event, decision }: Extract<Note, { kind: 'signal' }>): Step[] {
  const { signal, id, time } = event;
  const said: Step = {
    what: 'signal',
    time,
    words: [`signal ${id}: ${signalWords(signal)}`],
    facts: { id, signal },
  };
  if (decision === undefined) return [said];
  const { handler, cause } = decision;
  const words = [`${decision.strategy} was asked (${handler}): ${causeWords(cause)}`, ...viewWords(decision)];
  const { signals: _signals, ...facts } = decision;
  return [{ what: 'decision', time, words, facts }, said];
}

export function deniedStep(event: DeniedEvent): Step {
  const { stage, reason, orderId, standing, purpose, time } = event;
  const who = { tracker: 'the tracker', money: 'the money manager', desk: 'the order desk' }[stage];
  const order = orderId ?? standing;
  const what = standing === undefined ? `the ${purpose}` : `the new price of ${standing}, which stands as it did`;
  return {
    what: 'denied',
    time,
    ...(order === undefined ? {} : { order }),
    words: [`${who} refused ${what}: ${refusalWords(reason)}`],
    facts: { stage, reason, purpose },
  };
}

/** What the order desk sent; nothing for what it heard. */
export function deskStep(entry: JournalEntry, { price, quantity }: Instrument, time: number): Step | undefined {
  switch (entry.kind) {
    case 'intent': {
      const { request } = entry;
      const words = `order ${request.id} sent as ${request.clientOrderId}: ${requestWords(request, { price, quantity })}`;
      return {
        what: 'sent',
        time,
        order: request.id,
        words: [words],
        facts: requestFacts(request, { price, quantity }),
      };
    }
    case 'cancel':
      return {
        what: 'cancel',
        time,
        order: entry.orderId,
        words: [`order ${entry.orderId} is to be canceled: ${entry.reason}`],
        facts: { reason: entry.reason },
      };
    case 'amend': {
      const { limit, trigger, lots, ...rest } = entry.change;
      const facts = {
        ...rest,
        ...(limit === undefined ? {} : { limit: price.toText(limit) }),
        ...(trigger === undefined ? {} : { trigger: price.toText(trigger) }),
        ...(lots === undefined ? {} : { quantity: quantity.toText(lots) }),
      };
      const words = `order ${entry.orderId} is to be changed: ${listed(facts)}`;
      return { what: 'change', time, order: entry.orderId, words: [words], facts };
    }
    case 'report':
      return undefined;
  }
}

type Grids = Pick<Instrument, 'price' | 'quantity'>;

function requestFacts(request: OrderRequest, { price, quantity }: Grids): Record<string, unknown> {
  const { clientOrderId, side, type, purpose, lots, limit, trigger, fraction, timeInForce, reduceOnly } = request;
  return {
    clientOrderId,
    side,
    type,
    purpose,
    ...(fraction === undefined ? { quantity: quantity.toText(lots) } : { fraction }),
    ...(limit === undefined ? {} : { limit: price.toText(limit) }),
    ...(trigger === undefined ? {} : { trigger: price.toText(trigger) }),
    timeInForce,
    reduceOnly,
  };
}

function requestWords(request: OrderRequest, grids: Grids): string {
  const facts = requestFacts(request, grids);
  const size =
    request.fraction === undefined ? grids.quantity.toText(request.lots) : `${request.fraction} of the funds`;
  const { limit, trigger } = facts;
  const prices = listed({ ...(limit === undefined ? {} : { limit }), ...(trigger === undefined ? {} : { trigger }) });
  return [`${request.side} ${size}, ${request.type} ${request.purpose}`, ...(prices === '' ? [] : [prices])].join(', ');
}

function listed(facts: Readonly<Record<string, unknown>>): string {
  return Object.entries(facts)
    .map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

/** What the venue said of an order. */
export function reportStep(report: OrderReport, { price, quantity }: Grids, time: number): Step {
  const { orderId: order } = report;
  if (report.kind === 'fill') {
    const facts = {
      fillId: report.fillId,
      quantity: quantity.toText(report.lots),
      price: price.toText(report.price),
      fee: moneyToText(report.fee),
      maker: report.maker,
      at: report.time,
    };
    const words = `order ${order} filled: ${facts.quantity} at ${facts.price}, fee ${facts.fee}${report.maker ? ', as maker' : ''}`;
    return { what: 'fill', time, order, words: [words], facts };
  }
  const reason = 'reason' in report ? report.reason : undefined;
  const what = 'request' in report && typeof report.request === 'string' ? `: the ${report.request}` : '';
  return {
    what: 'answer',
    time,
    order,
    words: [`the venue says of order ${order}: ${report.kind}${what}${reason === undefined ? '' : ` (${reason})`}`],
    facts: { answer: report.kind, ...(reason === undefined ? {} : { reason }), at: report.time },
  };
}

export function tradeStep(event: TradeEvent, { price, quantity }: Grids): Step {
  const { state, direction, lots, reason, profit, time } = event;
  const facts = {
    state,
    direction,
    quantity: quantity.toText(lots),
    price: price.toText(event.price),
    ...(profit === undefined ? {} : { profit: moneyToText(profit) }),
    ...(reason === undefined ? {} : { exitReason: reason }),
  };
  const ended = reason === undefined ? '' : `: ${endings[reason]}`;
  const won = facts.profit === undefined ? '' : `, profit ${facts.profit}`;
  const words = `trade ${event.tradeId} ${state}: ${direction} ${facts.quantity} at ${facts.price}${won}${ended}`;
  return { what: 'trade', time, words: [words], facts };
}

export function commandStep({ time, command, source }: CommandEvent): Step {
  return { what: 'command', time, words: [`a person said (${source}): ${commandWords(command)}`], facts: { command } };
}

export function accountStep({ time, change, amount }: AccountEvent): Step {
  const text = moneyToText(amount);
  return {
    what: 'account',
    time,
    words: [`${change} of the account on this market: ${text}`],
    facts: { change, amount: text },
  };
}

export function statusStep({ time, source, message }: StatusEvent): Step {
  return { what: 'status', time, words: [`${source}: ${message}`], facts: { source, message } };
}
