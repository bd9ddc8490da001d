import { moneyToText } from '../../market/money.ts';
import type { Session } from '../session/session.ts';
import type { Investigation, Note } from './witness.ts';

/** A trade that was wished for, in short. */
export interface RollEntry {
  /** Of the trade, and of the signal that asked for it. */
  readonly id: string;
  readonly instrument: string;
  readonly direction: string;
  /** When it was asked for, ms. */
  readonly time: number;
  state: 'waiting' | 'open' | 'closed' | 'denied' | 'never filled';
  /** Settlement currency, of all its parts. */
  profit: bigint;
  /** Why it ended or was refused. */
  reason: string | undefined;
}

/** Lists the trades that a session wished for. */
export class Roll implements Investigation {
  readonly #entries = new Map<string, RollEntry>();

  /** In the order they were asked for. */
  get entries(): readonly RollEntry[] {
    return [...this.#entries.values()];
  }

  take(note: Note, _session: Session): void {
    if (note.kind === 'signal') {
      const { id, instrument, time, signal } = note.event;
      if (signal.kind !== 'enter') return;
      this.#add(id, { instrument, time, direction: signal.direction });
    } else if (note.kind === 'event') this.#onEvent(note.event);
  }

  isDone(): boolean {
    return false;
  }

  #onEvent(event: Extract<Note, { kind: 'event' }>['event']): void {
    if (event.kind === 'trade') {
      const entry = this.#entries.get(event.tradeId) ?? this.#add(event.tradeId, event);
      entry.state = event.state === 'closed' ? 'closed' : 'open';
      entry.profit += event.profit ?? 0n;
      entry.reason = event.reason ?? entry.reason;
    } else if (event.kind === 'denied' && event.purpose === 'entry' && event.standing === undefined) {
      this.#refuse(event.signalId, 'denied', event.reason);
    } else if (event.kind === 'order-report' && event.request.purpose === 'entry') {
      const { kind } = event.report;
      if (kind === 'canceled' || kind === 'rejected' || kind === 'expired' || kind === 'absent')
        this.#refuse(event.request.signalId, 'never filled', `${kind}: ${event.report.reason}`);
    }
  }

  /** @param of the signal; or the first of a trade that no signal asked for: what filled after its own was over */
  #add(id: string, of: Pick<RollEntry, 'instrument' | 'direction' | 'time'>): RollEntry {
    const { instrument, direction, time } = of;
    const entry: RollEntry = { id, instrument, direction, time, state: 'waiting', profit: 0n, reason: undefined };
    this.#entries.set(id, entry);
    return entry;
  }

  /** What filled in part before stays a trade. */
  #refuse(id: string, state: 'denied' | 'never filled', reason: string): void {
    const entry = this.#entries.get(id);
    if (entry?.state !== 'waiting') return;
    entry.state = state;
    entry.reason = reason;
  }
}

/** An entry as programs read it. */
export function rollJson({ profit, reason, ...entry }: RollEntry): Readonly<Record<string, unknown>> {
  return { ...entry, profit: moneyToText(profit), reason: reason ?? null };
}
