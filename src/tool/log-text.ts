import type { LogLevel } from '../config/schema/log.ts';
import type { LogEntry } from '../system/log/read-log.ts';
import { type Colour, formatLine, type LineStyle, paint } from './line-mode.ts';

const colours: Readonly<Record<LogLevel, Colour | undefined>> = {
  debug: 'dim',
  info: undefined,
  warn: 'yellow',
  error: 'red',
};

/** A line of a log for people: wall time, how grave it is, and what there is to say. */
export function logText({ level, time, message, event, fields }: LogEntry, style: LineStyle): string {
  const when = paint(new Date(time).toISOString().slice(0, 23).replace('T', ' '), 'dim', style);
  const word = paint(level.padEnd(5), colours[level], style);
  return `${when} ${word} ${event === undefined ? withFields(message, fields) : formatLine(event, style)}`;
}

function withFields(message: string, fields: LogEntry['fields']): string {
  const parts = Object.entries(fields).map(
    ([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return `${message}${parts.join('')}`;
}
