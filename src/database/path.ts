import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type InstrumentId, instrumentId } from '../market/instrument.ts';
import type { TickKind } from '../market/tick-block.ts';
import { errnoOf } from './disk.ts';
import { type Month, monthName, parseMonth } from './month.ts';

/** A month file of ticks, as its path tells. */
export interface TickPath {
  readonly instrument: InstrumentId;
  readonly kind: TickKind;
  readonly month: Month;
  /** Relative to the store, with forward slashes. */
  readonly path: string;
}

/**
 * Where an instrument's ticks lie: `ticks/binance/BTC_USDT@USDT`. Capitals, digits, `.` and `-` stand for themselves,
 * `_` for `/`, `@` for `:`, all else is %-coded, so that no two symbols share a folder, whatever the file system.
 */
export function tickFolder(id: InstrumentId): string {
  const colon = id.indexOf(':');
  return `ticks/${id.slice(0, colon)}/${encodeSymbol(id.slice(colon + 1))}`;
}

/** `ticks/binance/BTC_USDT/2024-01.trade.ticks`. */
export function tickPath(instrument: InstrumentId, kind: TickKind, month: Month): TickPath {
  return { instrument, kind, month, path: `${tickFolder(instrument)}/${monthName(month)}.${kind}.ticks` };
}

/** The month files of an instrument, oldest first. Files of other names are passed over. */
export function listTicks(dir: string, id: InstrumentId): TickPath[] {
  return names(join(dir, tickFolder(id)))
    .map((name) => parseTickName(id, name))
    .filter((found) => found !== undefined)
    .toSorted((a, b) => a.month - b.month);
}

/** Every instrument that has a folder of ticks, by id. */
export function listTickInstruments(dir: string): InstrumentId[] {
  return names(join(dir, 'ticks'))
    .flatMap((venue) => names(join(dir, 'ticks', venue)).map((folder) => parseFolder(venue, folder)))
    .filter((id) => id !== undefined)
    .toSorted();
}

function parseTickName(instrument: InstrumentId, name: string): TickPath | undefined {
  const match = /^(\d{4}-\d{2})\.(trade|quote)\.ticks$/.exec(name);
  const month = parseMonth(match?.[1] ?? '');
  if (match === null || month === undefined) return undefined;
  return tickPath(instrument, match[2] === 'quote' ? 'quote' : 'trade', month);
}

function parseFolder(venue: string, folder: string): InstrumentId | undefined {
  const symbol = decodeSymbol(folder);
  const text = `${venue}:${symbol}`;
  return symbol !== undefined && /^[a-z0-9_-]+:\S+$/.test(text) ? instrumentId(text) : undefined;
}

function encodeSymbol(symbol: string): string {
  const coded = Array.from(symbol, (letter) => {
    if (/[A-Z0-9.-]/.test(letter)) return letter;
    if (letter === '/') return '_';
    if (letter === ':') return '@';
    return percent(letter);
  });
  const text = coded.join('');
  return text.startsWith('.') ? `%2E${text.slice(1)}` : text;
}

function percent(letter: string): string {
  return [...new TextEncoder().encode(letter)].map((byte) => `%${hex(byte)}`).join('');
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}

function decodeSymbol(folder: string): string | undefined {
  const text = folder.replaceAll('_', '/').replaceAll('@', ':');
  try {
    const symbol = decodeURIComponent(text);
    return encodeSymbol(symbol) === folder ? symbol : undefined;
  } catch {
    return undefined;
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
