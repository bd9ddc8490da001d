import type { Signal } from '../../market/signal.ts';
import type { Cause, Decision, Reading } from './decision.ts';

/** Eight digits are enough to see, and hide what doubles add behind them. */
export function figure(value: number | null): string {
  return value === null ? 'n/a' : String(Number(value.toPrecision(10)));
}

/** `2026-01-01 12:30:00.250`, UTC. */
export function moment(time: number): string {
  return new Date(time).toISOString().replace('T', ' ').replace('Z', '').replace('.000', '');
}

/** What a handler was called with, in a sentence. */
export function causeWords(cause: Cause): string {
  switch (cause.kind) {
    case 'bar': {
      const prices = (['open', 'high', 'low', 'close', 'volume'] as const).map((key) => `${key} ${figure(cause[key])}`);
      return `the ${cause.timeframe} bar of ${cause.instrument} from ${moment(cause.time)} closed: ${prices.join(', ')}`;
    }
    case 'tick':
      return `a tick at ${figure(cause.price)}, quantity ${figure(cause.quantity)}`;
    case 'ticks':
      return `${cause.count} ticks, the last one at ${figure(cause.price)}`;
    case 'timer':
      return `the timer ${cause.name}`;
    case 'alert': {
      const { alert, label, value, way } = cause.notice;
      return `its alert ${alert}${label === undefined ? '' : ` (${label})`} came true at ${figure(value)}, ${way}`;
    }
    case 'order': {
      const { purpose, order, state, reason } = cause.notice;
      return `its ${purpose} order ${order} was ${state}${reason === undefined ? '' : ` (${reason})`}`;
    }
  }
}

/** What it could look at: the prices and its account, then a line an indicator. */
export function viewWords({ price, bid, ask, position, equity, available, readings, trades }: Decision): string[] {
  const prices = `price ${figure(price)}, bid ${figure(bid)}, ask ${figure(ask)}`;
  const held = trades.length === 0 ? position : `${position} (${trades.map(({ id }) => id).join(', ')})`;
  return [
    `${prices}; position ${held}; equity ${equity.toFixed(2)}, available ${available.toFixed(2)}`,
    ...readings.map(readingWords),
  ];
}

/** An indicator with what it stood at. */
export function readingWords({ indicator, instrument, timeframe, of, warmup, value, outputs }: Reading): string {
  const said =
    outputs === undefined
      ? figure(value)
      : Object.entries(outputs)
          .map(([name, each]) => `${name} ${figure(each)}`)
          .join(', ');
  return `${indicator} of ${of ?? 'the bars'}, ${timeframe} ${instrument}, warm-up ${warmup}: ${said}`;
}

/** A signal with all that it asks for. */
export function signalWords(signal: Signal): string {
  const { kind, why, ...rest } = signal;
  const asked = Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  return [[kind, ...asked].join(', '), ...(why === undefined ? [] : [`its words: ${why}`])].join('; ');
}
