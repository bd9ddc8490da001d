import { type FactTable, factTables, type FactValue } from '../database/history/facts.ts';
import type { FactRow } from '../database/history/history-file.ts';

/** Columns that people see, in their order; the others are for programs. */
const shown: Readonly<Record<FactTable, readonly string[]>> = {
  trades: [
    'exit_time',
    'strategy',
    'instrument',
    'direction',
    'quantity',
    'entry_price',
    'exit_price',
    'profit',
    'reason',
  ],
  orders: ['time', 'id', 'instrument', 'side', 'type', 'quantity', 'price', 'state', 'average_price', 'reason'],
  fills: ['time', 'order_id', 'instrument', 'side', 'quantity', 'price', 'fee'],
  signals: ['time', 'id', 'strategy', 'instrument', 'action', 'direction', 'price', 'why'],
  refusals: ['time', 'signal', 'instrument', 'stage', 'reason'],
  equity: ['time', 'value'],
};

/** Rows as a table for people, and how many there are. */
export function peopleText(table: FactTable, rows: readonly FactRow[]): string {
  const columns = shown[table];
  if (rows.length === 0) return `no ${table}\n`;
  const cells = rows.map((row) => columns.map((name) => cell(name, row[name] ?? null)));
  const widths = columns.map((name, k) => Math.max(name.length, ...cells.map((row) => row[k]!.length)));
  const isNumber = columns.map((name) => rows.some((row) => typeof row[name] === 'number') && !name.endsWith('time'));
  const line = (words: readonly string[]): string =>
    words
      .map((word, k) => (isNumber[k] === true ? word.padStart(widths[k]!) : word.padEnd(widths[k]!)))
      .join('  ')
      .trimEnd();
  const heads = columns.map((name) => name.replace('_', ' '));
  return `${[line(heads), ...cells.map(line)].join('\n')}\n${rows.length} ${rows.length === 1 ? 'row' : 'rows'}\n`;
}

/** A row for programs: names as everywhere, `entryTime`. */
export function programRow(row: FactRow): Readonly<Record<string, FactValue>> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [camel(name), value]));
}

/** Rows with all columns, as CSV (RFC 4180). Words that a spreadsheet would take for a formula get a quote in front. */
export function csvText(table: FactTable, rows: readonly FactRow[]): string {
  const { key, first, later } = factTables[table];
  const columns = [...key, ...first, ...later].filter((name) => name !== 'sequence');
  const lines = rows.map((row) => columns.map((name) => csvCell(row[name] ?? null)).join(','));
  return `${[columns.map(camel).join(','), ...lines].join('\r\n')}\r\n`;
}

function csvCell(value: FactValue): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function cell(name: string, value: FactValue): string {
  if (typeof value !== 'number') return (value ?? '').replaceAll(/\p{Cc}/gu, ' ');
  return name.endsWith('time') ? new Date(value).toISOString() : String(value);
}

function camel(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
