import { equal, ok } from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJournal, type JournalEntry, payloadOf } from './journal-file.ts';

/*
 * What must hold of a paper session after it died at any instant: by the raw journal, by the lines that it told, and by an
 * undisturbed session of the same profile. Shares no code with the program.
 */

/** A line of `siis paper --json`. */
export interface ToldLine {
  readonly type: string;
  readonly time: number;
  readonly sequence: number;
  readonly [field: string]: unknown;
}

/** A session as its files say. */
export interface KeptSession {
  readonly id: string;
  /** Number of its first event, which the numbers in its ids count from. */
  readonly firstSequence: number;
  readonly records: readonly JournalEntry[];
  readonly torn: number;
}

/** The newest session of a folder of sessions, as its files say; `undefined` where none has begun. */
export function newestSession(folder: string): KeptSession | undefined {
  if (!existsSync(folder)) return undefined;
  const ids = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'session.json')));
  const id = ids.toSorted().at(-1);
  if (id === undefined) return undefined;
  const { firstSequence } = JSON.parse(readFileSync(join(folder, id, 'session.json'), 'utf8')) as KeptSession;
  const journal = join(folder, id, 'journal');
  if (!existsSync(journal)) return { id, firstSequence, records: [], torn: 0 };
  return { id, firstSequence, ...decodeJournal(journal, id) };
}

interface Known {
  readonly lots: number;
  filled: number;
  isOver: boolean;
}

/** Orders by themselves: none without its intent, none twice, none filled beyond what it asked for, no fill twice (I1–I5). */
export function checkOrders(records: readonly JournalEntry[]): { orders: number; fills: ReadonlySet<string> } {
  const orders = new Map<string, Known>();
  const fills = new Set<string>();
  for (const record of records) {
    const body = payloadOf(record);
    if (body.kind === 'intent') {
      const { id, lots } = body['request'] as { id: string; lots: number };
      ok(!orders.has(id), `record ${record.number}: a second intent of order ${id}`);
      orders.set(id, { lots, filled: 0, isOver: false });
    }
    if (body.kind !== 'report') continue;
    const { kind, orderId, fillId, lots = 0 } = body['report'] as Report;
    const order = orders.get(orderId);
    ok(order !== undefined, `record ${record.number}: ${kind} of order ${orderId}, which has no intent`);
    if (kind === 'fill') {
      ok(!fills.has(fillId!), `record ${record.number}: fill ${fillId} again`);
      fills.add(fillId!);
      order.filled += lots;
      ok(
        order.filled <= order.lots,
        `record ${record.number}: order ${orderId} has ${order.filled} of ${order.lots} lots`,
      );
    } else ok(!order.isOver, `record ${record.number}: ${kind} of order ${orderId}, which is over`);
    if (['canceled', 'rejected', 'expired'].includes(kind)) order.isOver = true;
  }
  return { orders: orders.size, fills };
}

interface Report {
  readonly kind: string;
  readonly orderId: string;
  readonly fillId?: string;
  readonly lots?: number;
}

/** What the order desk did and heard, one text each: everything but inputs and the ends of turns. */
function deedsOf({ records, firstSequence }: KeptSession): string[] {
  const deeds = records.filter(({ type }) => type < 7);
  return deeds.map(({ type, time, payload }) => renumbered(`${type} ${time} ${payload.toString()}`, firstSequence));
}

/** With ids as in a session that begins with event 1: one whose first start was killed begins with a later one. */
function renumbered(text: string, firstSequence: number): string {
  return text.replaceAll(/\b([a-z0-9]{6}-)(\d+)\b/g, (id, trader: string, number: string) =>
    Number(number) < firstSequence ? id : trader + String(Number(number) - firstSequence + 1),
  );
}

/** Lines that follow from the market alone; a status line follows from the wall clock and from restarts. */
const isDeed = ({ type }: ToldLine): boolean => type !== 'status';

/** A line without its number, which goes on over restarts. */
function textOf({ sequence: _sequence, ...line }: ToldLine, firstSequence = 1): string {
  return renumbered(JSON.stringify(line), firstSequence);
}

/** An undisturbed session of the same profile that ran further. */
export class Reference {
  readonly deeds: readonly string[];
  readonly lines: readonly ToldLine[];
  readonly #places: ReadonlyMap<string, number>;

  constructor(session: KeptSession, lines: readonly ToldLine[]) {
    this.deeds = deedsOf(session);
    this.lines = lines.filter(isDeed);
    this.#places = new Map(this.lines.map((line, k) => [textOf(line, session.firstSequence), k]));
    equal(this.#places.size, this.lines.length, 'the undisturbed session says nothing twice');
  }

  /** The how-many-th line it is, from 0. */
  placeOf(text: string): number {
    const place = this.#places.get(text);
    ok(place !== undefined, `the undisturbed session does not say: ${text}`);
    return place;
  }
}

/** One session over all its lives. */
export class SessionTruth {
  readonly #reference: Reference;
  #records: readonly JournalEntry[] = [];
  #lastSequence = 0;
  /** So many lines of the undisturbed session were told, or died with the process that was about to. */
  #told = 0;
  /** Lines up to this moment of the market may have died: the end of the last turn of a life that was killed. */
  #excused = -Infinity;

  constructor(reference: Reference) {
    this.#reference = reference;
  }

  /** Judges what a life left: the journal as it lies on the disk, and the lines that it told. */
  died(session: KeptSession | undefined, lines: readonly ToldLine[]): void {
    const { records = [], firstSequence = 1 } = session ?? {};
    if (session !== undefined) this.#goesOn(session);
    const { fills } = checkOrders(records);
    for (const line of lines) {
      ok(line.sequence >= this.#lastSequence, `line ${line.sequence} was told after line ${this.#lastSequence}`);
      this.#lastSequence = line.sequence;
      if (!isDeed(line)) continue;
      this.#tell(textOf(line, firstSequence));
      if (line.type === 'fill') ok(fills.has(String(line['id'])), `told, but not on disk: ${textOf(line)}`);
    }
    this.#excused = records.findLast(({ type }) => type === 8)?.time ?? -Infinity;
  }

  /** Every line up to the end of the last turn was told, once its life ended of itself. */
  ended(): { orders: number; fills: number } {
    const next = this.#reference.lines[this.#told];
    ok(next === undefined || next.time > this.#excused, `never told: ${JSON.stringify(next)}`);
    const { orders, fills } = checkOrders(this.#records);
    return { orders, fills: fills.size };
  }

  /** Line after line of the undisturbed session; only what a life had written down when it was killed may be missing. */
  #tell(text: string): void {
    const place = this.#reference.placeOf(text);
    ok(place >= this.#told, `told twice, or too late: ${text}`);
    const missing = this.#reference.lines.slice(this.#told, place).find(({ time }) => time > this.#excused);
    ok(missing === undefined, `never told: ${JSON.stringify(missing)}`);
    this.#told = place + 1;
    // Within a life no line is left out.
    this.#excused = -Infinity;
  }

  /** Nothing that a life before left is lost, changed, or numbered anew; what is new is what the undisturbed session did. */
  #goesOn(session: KeptSession): void {
    const { records } = session;
    ok(records.length >= this.#records.length, `${records.length} records are left of ${this.#records.length}`);
    for (const [k, before] of this.#records.entries()) {
      const now = records[k]!;
      ok(now.time === before.time && now.type === before.type && now.payload.equals(before.payload), `record ${k + 1}`);
    }
    const deeds = deedsOf(session);
    const meant = this.#reference.deeds;
    ok(deeds.length < meant.length, 'the undisturbed session must reach further');
    const wrong = deeds.findIndex((deed, k) => deed !== meant[k]);
    ok(wrong === -1, `deed ${wrong + 1}: expected ${meant[wrong]}, came ${deeds[wrong]}`);
    this.#records = records;
  }
}
