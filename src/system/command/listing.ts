import type { Listed } from '../../market/command.ts';
import { alertWords } from '../../strategy/alert/index.ts';
import type { Alert } from '../../strategy/alert/alert-book.ts';
import { operationWords } from '../../strategy/trade/operation/index.ts';
import type { Operation } from '../../strategy/trade/operation/operation-desk.ts';
import { regionWords } from '../../strategy/region/index.ts';
import type { Region } from '../../strategy/region/region-book.ts';
import type { Session } from '../session/session.ts';

/** What a session says to a command. */
export interface Answer {
  /** It was obeyed; false: the message says why not. */
  readonly done: boolean;
  readonly message: string;
  /** What was asked for, as plain data. */
  readonly data?: unknown;
}

/** A row of a list: what people read and what programs do. */
interface Row {
  readonly words: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What a session was asked to list. Changes nothing. */
export function listed(session: Session, what: Listed): Answer {
  const rows = rowsOf(session, what);
  const message = rows.length === 0 ? `no ${what}` : rows.map(({ words }) => words).join('\n');
  return { done: true, message, data: rows.map(({ data }) => data) };
}

function rowsOf({ guards, operations }: Session, what: Listed): Row[] {
  switch (what) {
    case 'regions':
      return guards.regions.all.map(regionRow);
    case 'alerts':
      return guards.alerts.all.map(alertRow);
    case 'contexts':
      return guards.contexts.all.map(({ name, context, trades }) => ({
        words: `${name}, ${context.mode}, ${trades} ${trades === 1 ? 'trade' : 'trades'}`,
        data: { name, trades, ...context },
      }));
    case 'operations':
      return operations.all.map(operationRow);
  }
}

/** A region for people and for programs. */
export function regionRow({ id, plan, life, instrument, strategy, origin }: Region): Row {
  const { kind, stage = 'both', direction = 'both', label } = plan;
  const until = life.until === Infinity ? undefined : life.until;
  const words = [
    id,
    instrument,
    strategy ?? 'all strategies',
    `${kind} ${regionWords(plan)}`,
    `${direction === 'both' ? 'long and short' : direction} ${stage === 'both' ? 'entries and exits' : stage}`,
    ...(until === undefined ? [] : [`until ${new Date(until).toISOString()}`]),
    ...(plan.cancel === undefined ? [] : [`gone at ${plan.cancel}`]),
    ...(label === undefined ? [] : [label]),
  ];
  const { from: _from, until: _until, for: _for, ...prices } = plan;
  return {
    words: words.join(', '),
    data: { id, instrument, strategy, origin, ...prices, stage, direction, from: life.from, until },
  };
}

function alertRow({ id, plan, instrument, origin, from, until: end, left }: Alert): Row {
  const until = end === Infinity ? undefined : end;
  const { from: _from, until: _until, for: _for, times: _times, ...condition } = plan;
  const words = [
    id,
    instrument,
    alertWords(plan),
    left === Infinity ? 'each time' : left === 1 ? 'once' : `${left} times`,
    ...(until === undefined ? [] : [`until ${new Date(until).toISOString()}`]),
    ...(plan.message === undefined ? [] : [plan.message]),
  ];
  return {
    words: words.join(', '),
    data: { id, instrument, origin, ...condition, from, until, left: left === Infinity ? -1 : left },
  };
}

function operationRow({ id, plan, trade, origin }: Operation): Row {
  return {
    words: `${trade.id} ${id}, ${trade.direction}, ${operationWords(plan)}${trade.state === 'open' ? '' : ' (when it opens)'}`,
    data: { id, trade: trade.id, direction: trade.direction, state: trade.state, origin, ...plan },
  };
}

/** It was obeyed. */
export function done(message: string): Answer {
  return { done: true, message };
}

/** It was not: why. */
export function failed(message: string): Answer {
  return { done: false, message };
}
