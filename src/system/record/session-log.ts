import type { CommandEvent, StatusEvent } from '../../market/event.ts';
import type { JournalEntry, OrderJournal } from '../../trader/journal.ts';
import type { Journal } from '../../database/journal/journal.ts';
import type { JournalReader } from '../../database/journal/journal-reader.ts';
import { decodePayload, type JournalPayload, kindOf, PayloadEncoder } from '../../database/journal/payload.ts';
import type { JournalRecord } from '../../database/journal/record.ts';
import { assert, ensure } from '../../util/assert.ts';
import { SiisError } from '../../util/errors.ts';
import { differenceText } from './session-difference.ts';

/** What comes into a session from outside its market data; `undefined`: nothing but time. */
export type SessionInput = CommandEvent | StatusEvent | undefined;

/** A session as a record drives it. */
export interface Replayed {
  /** Runs the market through a moment. */
  readonly run: (until: number) => void;
  readonly publish: (event: CommandEvent | StatusEvent) => void;
  /** What comes leads up to the record of this number; Infinity: behind the last one. */
  readonly turning?: (record: number) => void;
  /** A turn ended with this record: what was said before was said for certain. */
  readonly turned: (record: number) => void;
  /** Whether what was run is all that was wanted: then the record is left where it is. */
  readonly isEnough?: () => boolean;
}

/** How a record and its replay compare. */
export interface Comparison {
  /** Orders that left, alike in both. */
  readonly orders: number;
  /** Everything that the order desk did and heard, alike in both. */
  readonly entries: number;
  /** Moment that the record reaches, ms; NaN for an empty one. */
  readonly until: number;
}

/** Entries that are shown before and after the one that differs. */
const shownAround = 2;

/**
 * The record of a session: what came from outside at which moment of the market, and what the order desk made of it. The
 * rest follows from these, for equal inputs give equal orders; so a session that was killed begins again by doing the same
 * once more, and what it does is compared with what it did.
 */
export class SessionLog implements OrderJournal {
  readonly #journal: Journal | undefined;
  readonly #encoder = new PayloadEncoder();
  /** Market time now. */
  #now: () => number = () => NaN;
  /** Entries of this turn, and the one that closes it; absent where the record ends in the middle of a turn. */
  #expected: JournalRecord[] = [];
  #closing: JournalRecord | undefined;
  #at = 0;
  /** The last entries before this turn. */
  #before: JournalRecord[] = [];
  #records: JournalReader | undefined;
  #state: 'replay' | 'tail' | 'live' = 'live';
  #orders = 0;
  #entries = 0;
  #isDirty = false;

  /** @param journal where it goes on; `undefined` when it is only compared */
  constructor(journal: Journal | undefined) {
    this.#journal = journal;
  }

  /** Number of the last record that is on disk; 0 where nothing is written down. */
  get committed(): number {
    return this.#journal?.committed ?? 0;
  }

  /** Says where market time is to be had. Before anything is appended. */
  attach(now: () => number): void {
    this.#now = now;
  }

  /** What the order desk does: compared while the record tells it, written down after. @throws SiisError SESSION_DIFFERS */
  append(entry: JournalEntry): void {
    const expected = this.#expected[this.#at];
    if (expected !== undefined) {
      this.#at++;
      this.#compare(entry, expected);
      return;
    }
    if (this.#state === 'replay') throw this.#differs(ensure(this.#closing, 'end of the turn'), entry);
    this.#journal?.append(this.#encoder.encode(entry), this.#now());
    this.#isDirty = true;
  }

  /** A strategy-trader was stopped at one of its calls: what happens after it depends on that. On disk with the next `endTurn`. */
  stopped(traderId: string, call: number, reason: string): void {
    this.#journal?.append(this.#encoder.encode({ kind: 'stopped', traderId, call, reason }), this.#now());
    this.#isDirty = true;
  }

  /** Something comes from outside now that the market ran through `until`. On disk with the next `endTurn`. */
  input(event: NonNullable<SessionInput>, until: number): void {
    this.#journal?.append(this.#encoder.encode({ kind: 'event', event }), until);
    this.#isDirty = true;
  }

  /**
   * Everything so far is on disk when this returns: what is said only after it is never said twice.
   *
   * @param says there is something to say, so that the end of the turn is written down even where nothing else is
   */
  endTurn(until: number, says: boolean): void {
    if (this.#journal === undefined || !(this.#isDirty || says)) return;
    this.#journal.append(this.#encoder.encode({ kind: 'turn' }), until);
    this.#journal.commit();
    this.#isDirty = false;
  }

  /**
   * Does what the record says, on a session that is at its start. Afterwards the session stands where the record ends, and what
   * comes is written behind it.
   *
   * @throws SiisError SESSION_DIFFERS at the first thing that is not as it was, JOURNAL_UNREADABLE
   */
  replay(records: JournalReader, session: Replayed): Comparison {
    const turns = this.turns(records, session);
    for (let next = turns.next(); ; next = turns.next()) {
      if (next.done === true) return next.value;
      session.run(next.value);
    }
  }

  /**
   * The same, turn by turn, for somebody who runs the market himself: each moment that it gives is to be run up to, in as many
   * pieces as wanted, before the next is asked for.
   */
  *turns(records: JournalReader, session: Omit<Replayed, 'run'>): Generator<number, Comparison, undefined> {
    let until = NaN;
    let event: SessionInput;
    this.#state = 'replay';
    this.#records = records;
    for (;;) {
      const next = this.#readTurn(records);
      if (next.isTail) this.#state = 'tail';
      const closing = this.#closing?.sequence ?? Infinity;
      session.turning?.(closing);
      if (event !== undefined) session.publish(event);
      if (Number.isNaN(next.until)) break;
      ({ event, until } = next);
      yield until;
      if (session.isEnough?.() === true) break;
      this.#checkDone();
      if (next.isTail) break;
      if (event === undefined) session.turned(closing);
    }
    if (session.isEnough?.() !== true) this.#checkDone();
    this.#state = 'live';
    this.#records = undefined;
    return { orders: this.#orders, entries: this.#entries, until };
  }

  /** Reads up to the next input: what the desk did before it is expected then. */
  #readTurn(records: JournalReader): { until: number; event: SessionInput; isTail: boolean } {
    let last = NaN;
    this.#closing = undefined;
    for (let record = records.next(); record !== undefined; record = records.next()) {
      // What the desk did is compared as bytes: to read it costs more than to do it.
      const kind = kindOf(record);
      // Known before the session began to do it again.
      if (kind === 'stopped') continue;
      const kept = copyOf(record);
      if (kind === 'turn' || kind === 'event') {
        this.#closing = kept;
        const event = kind === 'turn' ? undefined : inputOf(decodePayload(record));
        return { until: record.time, event, isTail: false };
      }
      this.#expected.push(kept);
      last = record.time;
    }
    // Killed in the middle of a turn: what it did up to there is all that is known.
    return { until: last, event: undefined, isTail: true };
  }

  #compare(entry: JournalEntry, expected: JournalRecord): void {
    const { type, bytes } = this.#encoder.encode(entry);
    if (type !== expected.type || !Buffer.from(bytes).equals(expected.bytes)) throw this.#differs(expected, entry);
    this.#entries++;
    if (entry.kind === 'intent') this.#orders++;
  }

  #checkDone(): void {
    const missing = this.#expected[this.#at];
    if (missing !== undefined) throw this.#differs(missing, undefined);
    const done = this.#closing === undefined ? this.#expected : [...this.#expected, this.#closing];
    this.#before = [...this.#before, ...done].slice(-shownAround);
    this.#expected = [];
    this.#at = 0;
  }

  /** @param came `undefined`: nothing more before the turn ends */
  #differs(expected: JournalRecord, came: JournalEntry | undefined): SiisError {
    const turn = [...this.#expected, ...(this.#closing === undefined ? [] : [this.#closing])];
    const at = turn.indexOf(expected);
    const around = {
      before: [...this.#before, ...turn.slice(0, at)].slice(-shownAround),
      after: turn.slice(at + 1, at + 1 + shownAround),
    };
    while (around.after.length < shownAround) {
      const next = this.#readOn();
      if (next === undefined) break;
      around.after.push(next);
    }
    return new SiisError('SESSION_DIFFERS', differenceText(expected, came, around));
  }

  /** The next entry of the record, as far as it can be read. */
  #readOn(): JournalRecord | undefined {
    try {
      const record = this.#records?.next();
      return record === undefined ? undefined : copyOf(record);
    } catch {
      // That the session differs is the news; a record that is damaged behind it shows once it does not.
      return undefined;
    }
  }
}

/** The reader's own object is good until it reads on. */
function copyOf({ type, version, bytes, sequence, time, file, byte }: JournalRecord): JournalRecord {
  return { type, version, bytes: Uint8Array.from(bytes), sequence, time, file, byte };
}

function inputOf(payload: JournalPayload): SessionInput {
  assert(payload.kind === 'event', `no input is a ${payload.kind}`);
  const { event } = payload;
  assert(event.kind === 'command' || event.kind === 'status', `no input is a ${event.kind}`);
  return event;
}
