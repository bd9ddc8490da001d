import type { SiisEvent } from '../../market/event.ts';
import type { InstrumentId } from '../../market/instrument.ts';
import type { OrderChange } from '../../market/order-change.ts';
import type { OrderReport, OrderRequest } from '../../market/order.ts';
import type { TickKind, TickScale } from '../../market/tick-block.ts';
import { assert } from '../../util/assert.ts';
import { decodeExact, encodeExact } from './exact-json.ts';
import { unreadable } from './journal-fault.ts';
import type { EncodedPayload, JournalRecord } from './record.ts';
import { decodeTicks, encodeTicks, maxTickBytes, type TicksPayload } from './tick-payload.ts';

/** What comes seldom and is kept as text. */
export type RarePayload =
  /** Which market the tick records of an index are of. */
  | {
      readonly kind: 'market';
      readonly market: number;
      readonly instrument: InstrumentId;
      readonly ticks: TickKind;
      readonly scale: TickScale;
    }
  /** What the order desk writes down before it acts, and what it heard. */
  | { readonly kind: 'intent'; readonly request: OrderRequest }
  | { readonly kind: 'cancel'; readonly orderId: string; readonly reason: string; readonly time: number }
  | { readonly kind: 'amend'; readonly orderId: string; readonly change: OrderChange; readonly time: number }
  | { readonly kind: 'report'; readonly report: OrderReport }
  /** Anything that travelled on the bus: commands, signals, denials, trades. */
  | { readonly kind: 'event'; readonly event: SiisEvent }
  /** The market ran up to the record's time, and nothing came from outside. */
  | { readonly kind: 'turn' }
  /** A strategy-trader was stopped from outside at one of its calls, counted from 1. */
  | { readonly kind: 'stopped'; readonly traderId: string; readonly call: number; readonly reason: string };

/** Everything that a session writes into its journal. */
export type JournalPayload = RarePayload | TicksPayload;

/** Number in the file and needed keys of each kind. Numbers are never used again for something else. */
const kinds = {
  ticks: { type: 1, keys: [] },
  market: { type: 2, keys: ['market', 'instrument', 'ticks', 'scale'] },
  intent: { type: 3, keys: ['request'] },
  cancel: { type: 4, keys: ['orderId', 'reason', 'time'] },
  amend: { type: 5, keys: ['orderId', 'change', 'time'] },
  report: { type: 6, keys: ['report'] },
  event: { type: 7, keys: ['event'] },
  turn: { type: 8, keys: [] },
  stopped: { type: 9, keys: ['traderId', 'call', 'reason'] },
} as const satisfies Record<JournalPayload['kind'], { readonly type: number; readonly keys: readonly string[] }>;

const kindOfType: ReadonlyMap<number, JournalPayload['kind']> = new Map(
  Object.keys(kinds)
    .filter(isKind)
    .map((kind) => [kinds[kind].type, kind]),
);

function isKind(name: string): name is JournalPayload['kind'] {
  return Object.hasOwn(kinds, name);
}

/** The layout that is written and read of every kind. */
const version = 1;

/** Encodes payloads, one at a time: what it returns is valid until the next call. Equal payloads give equal bytes. */
export class PayloadEncoder {
  /** For ticks; made when the first come. */
  #scratch = Buffer.alloc(0);

  /** Text is ~2 µs for an order; ticks ~10 ns each. @throws AssertionError for what is no plain value */
  encode(payload: JournalPayload): EncodedPayload {
    const { type } = kinds[payload.kind];
    if (payload.kind !== 'ticks') {
      const { kind: _kind, ...body } = payload;
      return { type, version, bytes: Buffer.from(encodeExact(body)) };
    }
    if (this.#scratch.length === 0) this.#scratch = Buffer.alloc(maxTickBytes);
    const length = encodeTicks(payload, this.#scratch);
    return { type, version, bytes: this.#scratch.subarray(0, length) };
  }
}

/** Whether a record is of a stop, without reading it. */
export function isStopRecord({ type }: JournalRecord): boolean {
  return type === kinds.stopped.type;
}

/** What a record is, without reading what it holds. @throws SiisError JOURNAL_UNREADABLE for one of a newer siis */
export function kindOf(record: JournalRecord): JournalPayload['kind'] {
  const known = kindOfType.get(record.type);
  if (known === undefined)
    throw fault(
      record,
      `expected a type from 1 to ${kindOfType.size}, was ${record.type}; a newer siis may have written it`,
    );
  if (record.version !== version)
    throw fault(
      record,
      `expected version ${version} of ${known}, was ${record.version}; a newer siis may have written it`,
    );
  return known;
}

/** What a record holds, in memory of its own. @throws SiisError JOURNAL_UNREADABLE that names the record */
export function decodePayload(record: JournalRecord): JournalPayload {
  const kind = kindOf(record);
  const { keys } = kinds[kind];
  const payload = record.type === kinds.ticks.type ? decodeTicks(record.bytes) : parse(record, kind);
  if (payload === undefined || !isPayload(payload, keys))
    throw fault(record, `expected ${kind} with ${keys.join(', ') || 'columns'}, came something else`);
  return payload;
}

function parse(record: JournalRecord, kind: string): unknown {
  const { buffer, byteOffset, length } = record.bytes;
  try {
    const body = decodeExact(Buffer.from(buffer, byteOffset, length).toString());
    assert(typeof body === 'object' && body !== null, 'the text is no object');
    return { kind, ...body };
  } catch (error) {
    throw fault(record, `expected the text of ${kind}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The writer's types vouch for what is inside; the checksum for its bytes. */
function isPayload(value: unknown, keys: readonly string[]): value is JournalPayload {
  return typeof value === 'object' && value !== null && keys.every((key) => Object.hasOwn(value, key));
}

function fault(record: JournalRecord, message: string): Error {
  return unreadable(record.file, record.byte, `record ${record.sequence}: ${message}`);
}
