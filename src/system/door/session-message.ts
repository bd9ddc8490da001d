import type { Preview } from '../../view/preview.ts';
import type { Snapshot } from '../../view/snapshot.ts';
import { decodeExact, encodeExact } from '../../database/journal/exact-json.ts';
import type { Answer } from '../command/listing.ts';
import type { Typed } from './session-door.ts';

/*
 * What travels over the socket of a session: one message a line, as exact JSON. Both ends are this very program, so what a
 * session says is taken as it is; what it is asked is looked at.
 */

/** A client as the session's record names it: a terminal, or `siis cmd`. */
export type ClientName = 'attach' | 'cmd';

/** What a session is asked. `listen` begins snapshots; the others are answered once, under their number. */
export type Ask =
  | { readonly ask: 'listen' }
  | { readonly ask: 'send'; readonly id: number; readonly typed: Typed; readonly source: ClientName }
  | { readonly ask: 'preview'; readonly id: number; readonly typed: Typed };

/** What it says. */
export type Said =
  | { readonly snapshot: SnapshotMessage }
  | { readonly id: number; readonly answer: Answer }
  | { readonly id: number; readonly preview: Preview | undefined }
  /** It was asked nothing that it knows. */
  | { readonly fault: string };

/** What of a log a listener has not had yet, and how many there were ever. */
export type Added<T> = { readonly items: readonly T[]; readonly total: number };

/** A snapshot as it travels: the logs hold only what is new. */
export type SnapshotMessage = Omit<Snapshot, 'logs' | 'series'> & {
  readonly logs: { readonly [Key in keyof Snapshot['logs']]: Added<unknown> };
  readonly series: readonly (Omit<Snapshot['series'][number], 'bars'> & { readonly bars: Added<unknown> })[];
};

/** The line of a message. */
export function writeMessage(message: Ask | Said): string {
  return encodeExact(message);
}

/** What a session is asked by a line; `undefined` for anything else. */
export function readAsk(line: string): Ask | undefined {
  const value = decoded(line);
  return isAsk(value) ? value : undefined;
}

/** What a session says in a line; `undefined` for anything else. */
export function readSaid(line: string): Said | undefined {
  const value = decoded(line);
  return isSaid(value) ? value : undefined;
}

function decoded(line: string): unknown {
  try {
    return decodeExact(line);
  } catch {
    return undefined;
  }
}

function isAsk(value: unknown): value is Ask {
  if (typeof value !== 'object' || value === null || !('ask' in value)) return false;
  if (value.ask === 'listen') return true;
  if (!('id' in value) || typeof value.id !== 'number' || !('typed' in value) || !isTyped(value.typed)) return false;
  const isNamed = 'source' in value && (value.source === 'attach' || value.source === 'cmd');
  return value.ask === 'preview' || (value.ask === 'send' && isNamed);
}

function isTyped(value: unknown): value is Typed {
  return typeof value === 'string' || (Array.isArray(value) && value.every((word) => typeof word === 'string'));
}

function isSaid(value: unknown): value is Said {
  return typeof value === 'object' && value !== null && ('snapshot' in value || 'id' in value || 'fault' in value);
}
