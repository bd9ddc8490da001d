import { wallSleep } from '../../bus/clock.ts';
import { parseCommand } from '../../command/index.ts';
import { JournalReader } from '../../database/journal/journal-reader.ts';
import type { Preview } from '../../view/preview.ts';
import type { Snapshot } from '../../view/snapshot.ts';
import type { FaceDoor, ReplayControl, ReplayState, ReplayStep } from '../door/face-door.ts';
import { type Answer, failed, listed } from '../command/listing.ts';
import { served } from '../command/service.ts';
import { journalFolder } from '../record/session-folder.ts';
import { type Recorded, ReplayRun } from './replay-run.ts';

/** Wall time between two looks at what is to be done, and the longest that is done at once, ms. */
const turn = 20;
/** A snapshot is as good as new for so long, ms. */
const fresh = 80;

/** Where it was sent: a time, or so many of something. */
type Goal = { readonly time: number } | { readonly what: ReplayStep; readonly count: number };

/**
 * A recorded session as a face reaches it. It stands still until it is played or stepped. Back is from the start again, up to
 * there: equal inputs give equal orders. @param now steady wall time, ms
 */
export class ReplayDoor implements FaceDoor, ReplayControl {
  readonly leaving = 'ends';
  readonly #recorded: Recorded;
  readonly #now: () => number;
  readonly #end: number;
  /** Times at which something happened, as far as it was seen; in order. */
  readonly #seen: Record<ReplayStep, number[]> = { bar: [], signal: [], order: [], trade: [] };
  #run: ReplayRun;
  #goal: Goal | undefined;
  #isPlaying = false;
  #speed = 60;
  /** Wall and market time at which it began to play. */
  #began = { wall: 0, time: 0 };
  #fault: string | undefined;
  #last: Snapshot | undefined;
  #taken = -Infinity;

  /** @throws SiisError as `ReplayRun` does */
  constructor(recorded: Recorded, now: () => number) {
    this.#recorded = recorded;
    this.#now = now;
    this.#run = this.#begin();
    this.#end = Math.max(this.#run.start, endOf(recorded));
  }

  get replay(): ReplayControl {
    return this;
  }

  get state(): ReplayState {
    return {
      time: this.#run.time,
      start: this.#run.start,
      end: this.#end,
      isPlaying: this.#isPlaying,
      speed: this.#speed,
      isBusy: this.#goal !== undefined,
      fault: this.#fault,
    };
  }

  /** Goes on as it is told until it is stopped. */
  async serve(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      this.#work();
      // oxlint-disable-next-line no-await-in-loop -- waiting is what this is for
      await wallSleep(this.#goal === undefined ? turn : 0, stop);
    }
    this.#run.close();
  }

  look(): Snapshot {
    const now = this.#now();
    if (this.#last !== undefined && now - this.#taken < fresh) return this.#last;
    this.#taken = now;
    this.#last = this.#run.snapshot(this.#speed);
    return this.#last;
  }

  async send(line: string): Promise<Answer> {
    const command = parseCommand(line);
    if (typeof command === 'string') return failed(command);
    if (command.kind === 'list') return listed(this.#run.session, command.what);
    if (command.kind === 'service' && command.what === 'recheck')
      return served(this.#run.session, command.what, () => undefined);
    return failed('what is recorded cannot be changed: a replay only looks');
  }

  async preview(): Promise<Preview | undefined> {
    return { title: 'A replay only looks', lines: [], refusal: 'what is recorded cannot be changed' };
  }

  toggle(): void {
    this.#goal = undefined;
    this.#isPlaying = !this.#isPlaying && this.#run.time < this.#end;
    this.#began = { wall: this.#now(), time: this.#run.time };
  }

  setSpeed(speed: number): void {
    this.#speed = speed;
    this.#began = { wall: this.#now(), time: this.#run.time };
  }

  forward(what: ReplayStep, count: number): void {
    this.#isPlaying = false;
    this.#goal = { what, count };
  }

  back(what: ReplayStep): void {
    const { time, start } = this.#run;
    const before = what === 'bar' ? this.#barBefore(time) : this.#seen[what].findLast((each) => each < time);
    this.goTo(before ?? start);
  }

  goTo(time: number): void {
    this.#isPlaying = false;
    const wanted = Math.max(this.#run.start, Math.min(this.#end, time));
    if (wanted < this.#run.time) {
      this.#run.close();
      this.#run = this.#begin();
      this.#fault = undefined;
    }
    this.#goal = { time: wanted };
    this.#taken = -Infinity;
  }

  #barBefore(time: number): number {
    const lengths = this.#run.session.hubs.flatMap(({ series }) => series.map(({ frame }) => frame.millis || Infinity));
    const length = Math.min(86_400_000, ...lengths);
    return Math.ceil(time / length - 1) * length;
  }

  #begin(): ReplayRun {
    return new ReplayRun(this.#recorded, (what, time) => this.#happened(what, time));
  }

  #happened(what: ReplayStep, time: number): void {
    const seen = this.#seen[what];
    // Bars have their times by themselves.
    if (what !== 'bar' && (seen.at(-1) ?? -Infinity) < time) seen.push(time);
    const goal = this.#goal;
    if (goal !== undefined && 'what' in goal && goal.what === what) this.#goal = { what, count: goal.count - 1 };
  }

  /** Does as much as there is time for now. */
  #work(): void {
    if (this.#fault !== undefined || (this.#goal === undefined && !this.#isPlaying)) return;
    const deadline = this.#now() + turn;
    try {
      while (this.#hasMore() && this.#now() < deadline)
        this.#run.step(this.#limit, this.#goal !== undefined && 'what' in this.#goal);
    } catch (error) {
      this.#fault = error instanceof Error ? error.message : String(error);
    }
    if (this.#isThere()) this.#goal = undefined;
    if (this.#run.isOver || this.#run.time >= this.#end || this.#fault !== undefined) {
      this.#isPlaying = false;
      this.#goal = undefined;
    }
    this.#taken = -Infinity;
  }

  #hasMore(): boolean {
    if (this.#run.isOver) return false;
    return this.#goal === undefined ? this.#run.time < this.#limit : !this.#isThere();
  }

  #isThere(): boolean {
    const goal = this.#goal;
    if (goal === undefined) return false;
    return 'time' in goal ? this.#run.time >= goal.time : goal.count <= 0;
  }

  /** Market time that may be reached now. */
  get #limit(): number {
    const goal = this.#goal;
    if (goal !== undefined) return 'time' in goal ? goal.time : Infinity;
    return this.#began.time + Math.floor((this.#now() - this.#began.wall) * this.#speed);
  }
}

/** Moment that a record reaches. */
function endOf({ folder, meta }: Recorded): number {
  const records = JournalReader.open({ folder: journalFolder(folder, meta), session: meta.id });
  let end = -Infinity;
  try {
    for (let record = records.next(); record !== undefined; record = records.next()) end = record.time;
    return end;
  } finally {
    records.close();
  }
}
