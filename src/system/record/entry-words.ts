import type { JournalPayload } from '../../database/journal/payload.ts';
import type { Command } from '../../market/command.ts';
import { moneyToText } from '../../market/money.ts';
import type { OrderChange } from '../../market/order-change.ts';
import type { OrderReport, OrderRequest } from '../../market/order.ts';

/** An entry of a session's record for people, without its time. Quantities in lots, prices in ticks. */
export function entryWords(entry: JournalPayload): string {
  switch (entry.kind) {
    case 'intent':
      return `order ${entry.request.id} sent: ${requestWords(entry.request)}`;
    case 'cancel':
      return `order ${entry.orderId} to be canceled: ${entry.reason}`;
    case 'amend':
      return `order ${entry.orderId} to be changed: ${changeWords(entry.change)}`;
    case 'report':
      return reportWords(entry.report);
    case 'event':
      return eventWords(entry.event);
    case 'turn':
      return 'end of a turn';
    case 'stopped':
      return `strategy-trader ${entry.traderId} stopped at its call ${entry.call}: ${entry.reason}`;
    case 'market':
      return `market ${entry.market} is ${entry.instrument}`;
    case 'ticks':
      return `${entry.count} ticks of market ${entry.market}`;
  }
}

function requestWords({ side, lots, instrument, type, limit, trigger, purpose }: OrderRequest): string {
  const prices = [
    ...(limit === undefined ? [] : [`limit ${limit}`]),
    ...(trigger === undefined ? [] : [`trigger ${trigger}`]),
  ];
  return [`${side} ${lots} lots of ${instrument}`, `${type} ${purpose}`, ...prices].join(', ');
}

function changeWords(change: OrderChange): string {
  return Object.entries(change)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
}

function reportWords(report: OrderReport): string {
  const order = `order ${report.orderId}`;
  switch (report.kind) {
    case 'fill':
      return `${order} filled: ${report.lots} lots at ${report.price}, fee ${moneyToText(report.fee)}`;
    case 'placed':
      return `${order} placed by the venue (${report.reason}): ${requestWords(report.request)}`;
    case 'unknown':
      return `${order}: what became of its ${report.request} is not known`;
    case 'refused':
      return `${order}: its ${report.request} was refused: ${report.reason}`;
    case 'accepted':
    case 'amended':
      return `${order} ${report.kind}`;
    case 'rejected':
    case 'canceled':
    case 'expired':
    case 'absent':
      return `${order} ${report.kind}: ${report.reason}`;
  }
}

function eventWords(event: Extract<JournalPayload, { kind: 'event' }>['event']): string {
  if (event.kind === 'command') return `command: ${commandWords(event.command)}`;
  return event.kind === 'status' ? `status of ${event.source}: ${event.message}` : event.kind;
}

/** A command for people. */
export function commandWords({ kind, ...rest }: Command): string {
  const values = Object.values(rest).filter((value) => value !== undefined);
  return [kind, ...values.map((value) => (typeof value === 'object' ? JSON.stringify(value) : value))].join(' ');
}

/** The first field in which two values differ, by the names of the fields, in words; `undefined` for equal ones. */
export function firstDifference(expected: unknown, came: unknown, path = ''): string | undefined {
  if (isFields(expected) && isFields(came)) {
    // Things of different kinds have different fields.
    const keys = new Set(['kind', ...[...Object.keys(expected), ...Object.keys(came)].toSorted()]);
    for (const key of keys) {
      const found = firstDifference(expected[key], came[key], path === '' ? key : `${path}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return Object.is(expected, came) ? undefined : `${path}: expected ${shown(expected)}, came ${shown(came)}`;
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `'${value}'`;
  const isPlain = typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
  return isPlain ? String(value) : 'fields';
}
