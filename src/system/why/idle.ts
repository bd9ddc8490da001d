import type { CommandEvent, DeniedEvent, SignalEvent } from '../../market/event.ts';
import type { Order } from '../../market/order-fold.ts';
import type { Session } from '../session/session.ts';
import type { Decision } from './decision.ts';
import type { Investigation, Note } from './witness.ts';

/** A signal, and what became of it so far. */
export interface SignalFate {
  readonly event: SignalEvent;
  readonly decision: Decision | undefined;
  denied: DeniedEvent | undefined;
  /** Its entry, once that was sent. */
  order: Order | undefined;
}

/** What happened to a strategy on an instrument that may keep it from trading. */
export interface Hindrances {
  /** The last ones, the oldest first. */
  readonly signals: readonly SignalFate[];
  /** The last word of a person that pauses or plays it. */
  readonly pause: CommandEvent | undefined;
  /** It threw, or returned what is no signal. */
  readonly failure: { readonly time: number; readonly message: string } | undefined;
}

/** Signals that are kept of each strategy. */
const kept = 50;

/** Collects what may keep strategies from trading on an instrument, while their session is done again. */
export class Idle implements Investigation {
  /** The last word of a person that changed the trading state, and when the day had lost what it may. */
  state: CommandEvent | undefined;
  dayLost: number | undefined;
  readonly #instrument: string;
  /** By strategy-trader. */
  readonly #signals = new Map<string, SignalFate[]>();
  readonly #pauses: CommandEvent[] = [];
  readonly #failures: { readonly time: number; readonly message: string }[] = [];

  constructor(instrument: string) {
    this.#instrument = instrument;
  }

  take(note: Note, session: Session): void {
    if (note.kind === 'signal') this.#onSignal(note);
    else if (note.kind === 'failed') this.#failures.push({ time: session.clock.now(), message: note.message });
    else if (note.kind === 'desk' && note.entry.kind === 'intent') {
      const { id, purpose, signalId, traderId } = note.entry.request;
      const fate = purpose === 'entry' ? this.#fateOf(traderId, signalId) : undefined;
      if (fate !== undefined) fate.order = session.desk.orders.get(id);
    } else if (note.kind === 'event') this.#onEvent(note.event);
  }

  isDone(): boolean {
    return false;
  }

  /** Of one strategy. @param traderId of it on the instrument */
  hindrancesOf(traderId: string, strategy: string): Hindrances {
    const own = `strategy ${strategy} on ${this.#instrument}`;
    return {
      signals: this.#signals.get(traderId) ?? [],
      pause: this.#pauses.findLast(
        ({ command }) => !('strategy' in command) || (command.strategy ?? strategy) === strategy,
      ),
      failure: this.#failures.findLast(({ message }) => message.startsWith(own)),
    };
  }

  #onSignal({ event, decision }: Extract<Note, { kind: 'signal' }>): void {
    if (event.instrument !== this.#instrument) return;
    const list = this.#signals.get(event.traderId) ?? [];
    this.#signals.set(event.traderId, list);
    list.push({ event, decision, denied: undefined, order: undefined });
    if (list.length > kept) list.shift();
  }

  #onEvent(event: Extract<Note, { kind: 'event' }>['event']): void {
    if (event.kind === 'denied' && event.purpose === 'entry') {
      const fate = this.#fateOf(event.traderId, event.signalId);
      if (fate !== undefined) fate.denied = event;
    } else if (event.kind === 'command') {
      if (event.command.kind === 'pause' || event.command.kind === 'play') this.#pauses.push(event);
      else if (event.command.kind === 'state') this.state = event;
    } else if (event.kind === 'status' && event.source === 'money') this.dayLost = event.time;
  }

  #fateOf(traderId: string, signalId: string): SignalFate | undefined {
    return this.#signals.get(traderId)?.findLast(({ event }) => event.id === signalId);
  }
}
