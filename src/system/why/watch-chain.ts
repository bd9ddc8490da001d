import type { AlertEvent, CommandEvent, RegionEvent, SiisEvent } from '../../market/event.ts';
import type { Session } from '../session/session.ts';
import { figure } from './decision-words.ts';
import { commandStep, signalSteps } from './event-steps.ts';
import type { Explanation, Step } from './step.ts';
import type { Investigation, Note } from './witness.ts';

/** An alert or a region, by its id: `a3`, `r2`. */
export interface WatchTarget {
  readonly kind: 'alert' | 'region';
  readonly id: string;
}

type WatchEvent = AlertEvent | RegionEvent;

/** Reads the id of an alert or a region; `undefined` for any other. */
export function readWatchTarget(text: string): WatchTarget | undefined {
  const [, letter] = /^([ar])[1-9]\d*$/.exec(text.trim()) ?? [];
  return letter === undefined ? undefined : { kind: letter === 'a' ? 'alert' : 'region', id: text.trim() };
}

/** Collects who made an alert or a region, what became of it, and what its strategy did about it. */
export class WatchChain implements Investigation {
  readonly #target: WatchTarget;
  readonly #steps: Step[] = [];
  #last: WatchEvent | undefined;
  #strategy: string | undefined;
  /** The last wish of a person or a strategy that concerns one of its kind: what the event behind it comes from. */
  #wish: { readonly time: number; readonly steps: readonly Step[] } | undefined;

  constructor(target: WatchTarget) {
    this.#target = target;
  }

  take(note: Note, session: Session): void {
    if (note.kind === 'signal') this.#onSignal(note);
    else if (note.kind === 'event') this.#onEvent(note.event, session);
  }

  isDone(session: Session): boolean {
    return this.#last !== undefined && isOver(this.#last) && session.clock.now() > this.#last.time;
  }

  /** What was found; `undefined` when no such id came to be. */
  explanation(): Explanation | undefined {
    if (this.#last === undefined) return undefined;
    const { instrument, state } = this.#last;
    return {
      ...this.#target,
      ...(this.#strategy === undefined ? {} : { strategy: this.#strategy }),
      instrument,
      outcome: isOver(this.#last) ? `over: ${state}` : 'in force',
      steps: this.#steps,
    };
  }

  #onSignal(note: Extract<Note, { kind: 'signal' }>): void {
    const { signal, time } = note.event;
    if (signal.kind === this.#target.kind) this.#wish = { time, steps: signalSteps(note) };
    const cause = note.decision?.cause;
    if (cause?.kind === 'alert' && cause.notice.alert === this.#target.id) this.#steps.push(...signalSteps(note));
  }

  #onEvent(event: SiisEvent, session: Session): void {
    if (event.kind === 'command') this.#onCommand(event);
    else if ((event.kind === 'alert' || event.kind === 'region') && event.kind === this.#target.kind)
      this.#onWatch(event, session);
  }

  #onCommand(event: CommandEvent): void {
    const { kind } = event.command;
    const { kind: own } = this.#target;
    if (kind === `add-${own}` || kind === `remove-${own}`)
      this.#wish = { time: event.time, steps: [commandStep(event)] };
  }

  #onWatch(event: WatchEvent, session: Session): void {
    if (event.id !== this.#target.id) return;
    this.#last = event;
    this.#strategy =
      event.kind === 'region' ? event.strategy : session.traders.find(({ id }) => id === event.traderId)?.name;
    const isWished = event.state === 'made' || event.state === 'removed';
    if (isWished && this.#wish?.time === event.time) this.#steps.push(...this.#wish.steps);
    this.#steps.push(watchStep(event));
  }
}

function isOver(event: WatchEvent): boolean {
  if (event.state === 'made') return false;
  return event.kind === 'region' || event.state !== 'triggered' || event.left === 0;
}

function watchStep(event: WatchEvent): Step {
  const { kind, id, state, time, words } = event;
  if (kind === 'region') return { what: kind, time, words: [`region ${id} ${state}: ${words}`], facts: { id, state } };
  const { value, way, left } = event;
  const at = value === undefined ? '' : ` at ${figure(value)}, ${way}`;
  const more = state !== 'triggered' || left === 0 ? '' : left === Infinity ? '; it stays' : `; ${left} times more`;
  return {
    what: kind,
    time,
    words: [`alert ${id} ${state}${at}: ${words}${more}`],
    facts: { id, state, ...(value === undefined ? {} : { value, way }), left: left === Infinity ? -1 : left },
  };
}
