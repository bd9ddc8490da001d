import { JournalReader } from '../../database/journal/journal-reader.ts';
import type { SiisEvent } from '../../market/event.ts';
import type { Snapshot } from '../../view/snapshot.ts';
import { keyTime } from '../../watcher/lane/lane.ts';
import { codeAgain } from '../again/again.ts';
import type { Engine } from '../engine/engine.ts';
import type { ReplayStep } from '../door/face-door.ts';
import { SessionObserver } from '../observer/observer.ts';
import { reach } from '../command/outside.ts';
import { type MarketPlan, type OpenMarket, preparePaper } from '../paper/paper-market.ts';
import { journalFolder, type SessionMeta } from '../record/session-folder.ts';
import { SessionLog } from '../record/session-log.ts';
import type { Session } from '../session/session.ts';
import { Tally } from '../session/tally.ts';

/** A recorded session, where it lies, and what it is of. */
export interface Recorded {
  readonly folder: string;
  readonly meta: SessionMeta;
  readonly plan: MarketPlan;
}

/** When something happened, and what. */
export type OnStep = (what: ReplayStep, time: number) => void;

/** A recorded session that is done again piece by piece, from its start. What it does is compared with the record on the way. */
export class ReplayRun {
  /** Market time that it begins at, ms. */
  readonly start: number;
  readonly session: Session;
  readonly #observer: SessionObserver;
  readonly #engine: Engine;
  readonly #open: OpenMarket;
  readonly #records: JournalReader;
  readonly #turns: Generator<number, unknown, undefined>;
  readonly #tally: Tally;
  readonly #release: () => void;
  /** The cuts of runs of ticks are part of what happened: turns are done whole. */
  readonly #isWhole: boolean;
  /** Moment that the present turn reaches; NaN: the record is over. */
  #until: number;
  #bars = 0;

  /** @throws SiisError SESSION_DIFFERS where what it is made of changed, and what keeps its market from being opened */
  constructor({ folder, meta, plan }: Recorded, onStep: OnStep) {
    const { code, close } = codeAgain(folder, meta, plan);
    const log = new SessionLog(undefined);
    const { firstSequence } = meta;
    const { session, open } = preparePaper(plan, { journal: log, firstSequence, goesOn: false, ...code });
    this.session = session;
    this.#release = close;
    this.#observer = new SessionObserver(session, plan.profile);
    session.bus.tap((event) => {
      const what = stepOf(event);
      if (what !== undefined) onStep(what, session.clock.now());
    });
    this.#open = open();
    this.start = this.#open.start;
    this.#records = JournalReader.open({ folder: journalFolder(folder, meta), session: meta.id });
    this.#engine = session.begin(this.#open.lanes, this.start);
    this.#engine.run({ until: this.start - 1, waits: true });
    this.#tally = new Tally(session, (trade) => this.#observer.closed(trade));
    this.#isWhole = session.traders.some((trader) => trader.handlers.onTicks !== undefined);
    this.#turns = log.turns(this.#records, {
      publish: (event) => reach(session, this.#engine, event),
      turned: () => undefined,
    });
    this.#until = this.#nextTurn();
    this.#bars = session.passed.bars;
    this.#onBar = (time) => onStep('bar', time);
  }

  readonly #onBar: (time: number) => void;

  get time(): number {
    return Math.max(this.start, this.session.clock.now());
  }

  get isOver(): boolean {
    return Number.isNaN(this.#until);
  }

  /**
   * Does what comes next, up to a moment at most. @param isFine one moment of the market alone, as far as that can be
   * @throws SiisError SESSION_DIFFERS
   */
  step(limit: number, isFine: boolean): void {
    if (this.isOver) return;
    const least = isFine ? Math.max(this.time, this.#nextTime) : Infinity;
    const next = this.#isWhole ? this.#until : Math.min(this.#until, limit, least);
    this.#engine.run({ until: next, waits: true });
    // What came from outside at this very moment belongs to it.
    while (next >= this.#until) {
      this.#until = this.#nextTurn();
      if (next >= this.#until) this.#engine.run({ until: next, waits: true });
    }
    this.#tally.sweep();
    this.#observer.look();
    const { bars } = this.session.passed;
    if (bars > this.#bars) this.#onBar(this.session.clock.now());
    this.#bars = bars;
  }

  /** @param speed market time per wall time */
  snapshot(speed: number): Snapshot {
    return this.#observer.snapshot({ lag: 0, startTime: this.start, mode: 'replay', speed, threads: [] });
  }

  close(): void {
    this.#records.close();
    for (const lane of this.#open.lanes) lane.close();
    this.#release();
  }

  #nextTurn(): number {
    const { value, done } = this.#turns.next();
    return done === true || typeof value !== 'number' ? NaN : value;
  }

  /** When something next happens in the market. */
  get #nextTime(): number {
    const timer = this.session.clock.cells[1]!;
    return this.session.lanes.reduce((first, { next }) => Math.min(first, keyTime(next[0]!)), timer);
  }
}

function stepOf(event: SiisEvent): ReplayStep | undefined {
  if (event.kind === 'signal' || event.kind === 'order') return event.kind;
  return event.kind === 'trade' && event.state !== 'updated' ? 'trade' : undefined;
}
