import { steadyNow } from '../../bus/clock.ts';
import type { LoadedStrategy } from '../../config/strategies.ts';
import { ensure } from '../../util/assert.ts';
import { SiisError } from '../../util/errors.ts';
import { hash32 } from '../../util/random.ts';
import { traderIdOf } from '../../strategy/strategy-trader.ts';
import type { Watchdog } from '../../watchdog/watchdog.ts';
import type { Stop, Stops } from '../record/session-stops.ts';
import { errorFrom, type TraderSpec } from './frames.ts';
import { History, HistoryFile } from './history.ts';
import { type Line, WorkerGone } from './line.ts';
import type { Budget, Greeting } from './messages.ts';
import { RemoteTrader } from './remote.ts';
import { type Forming, standIn } from './stand-in.ts';
import { vital } from '../../watchdog/vitals.ts';
import type { ThreadFacts } from '../../view/machine.ts';
import { frameRoom, ThreadLine } from './thread-line.ts';

/** New code of a strategy that runs on workers. */
export interface Hosted {
  readonly strategy: LoadedStrategy;
  /** It is asked no more. */
  readonly retire: () => void;
  /** It stays: what ran before it is asked no more. */
  readonly settle: () => void;
}

/** What the workers of a session are made of. */
export interface CrewParts {
  /** Starts and ends the threads; ended by whoever made it. */
  readonly watchdog: Watchdog;
  readonly strategies: readonly LoadedStrategy[];
  readonly seed: string;
  /** Threads, at least one. */
  readonly workers: number;
  readonly budget: Budget;
  readonly log: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
  /** Strategy-traders that were stopped before, by id: the session does again what it did. */
  readonly stops: Stops;
  /** One was stopped. */
  readonly onStopped: (traderId: string, stop: Stop) => void;
}

/** A worker and those that live on it. */
interface Seat {
  readonly line: ThreadLine;
  readonly members: readonly RemoteTrader[];
}

/**
 * The workers of a session's strategies. Each strategy-trader lives on one of them, by a hash of its name; where a worker has to be
 * ended, those that are not at fault are told again on another one all that they were told before.
 */
export class Crew {
  /** The strategies as the session is to be given them. */
  readonly strategies: readonly LoadedStrategy[];
  readonly #parts: CrewParts;
  readonly #watchdog: Watchdog;
  readonly #scratch = new HistoryFile();
  readonly #remotes: RemoteTrader[] = [];
  readonly #forming = new Map<RemoteTrader, Forming>();
  #seats: Seat[] = [];
  #nextId = 1;
  #notices: string[] = [];

  /** Starts the threads. @throws SiisError STRATEGY_INVALID where the code of a strategy cannot be loaded there */
  constructor(parts: CrewParts) {
    this.#parts = parts;
    this.#watchdog = parts.watchdog;
    for (const strategy of parts.strategies)
      for (const instrument of strategy.instruments) this.#add(strategy, instrument);
    try {
      this.#startAll(this.#remotes);
    } catch (error) {
      this.close();
      if (!(error instanceof WorkerGone)) throw error;
      throw new SiisError('STRATEGY_FAILED', `the strategies could not be started on workers: ${error.message}`);
    }
    this.strategies = parts.strategies.map((strategy) => ({
      ...strategy,
      definition: standIn(strategy.definition, (instrument) =>
        this.#remoteOf(this.#remotes, strategy.name, instrument),
      ),
    }));
  }

  /**
   * Has new code of a strategy run on threads of its own. @throws SiisError STRATEGY_INVALID, STRATEGY_FAILED
   *
   * @returns the strategy as the session is to be given it, and how its old or its new threads are ended
   */
  readonly host = (strategy: LoadedStrategy): Hosted => {
    const before = this.#remotes.filter(({ spec }) => spec.name === strategy.name);
    const remotes = strategy.instruments.map((instrument) => this.#add(strategy, instrument));
    try {
      this.#startAll(remotes);
    } catch (error) {
      this.#retire(remotes);
      if (!(error instanceof WorkerGone)) throw error;
      throw new SiisError('STRATEGY_FAILED', `it could not be started on a worker: ${error.message}`);
    }
    const definition = standIn(strategy.definition, (instrument) => this.#remoteOf(remotes, strategy.name, instrument));
    return {
      strategy: { ...strategy, definition },
      retire: () => this.#retire(remotes),
      settle: () => this.#retire(before),
    };
  };

  /** They are asked no more; threads that nobody lives on any more are ended. */
  #retire(remotes: readonly RemoteTrader[]): void {
    for (const remote of remotes) remote.stopped ??= 'replaced';
    const isEmpty = ({ members }: Seat): boolean =>
      members.every((each) => each.stopped !== undefined && remotes.includes(each));
    for (const { line } of this.#seats.filter(isEmpty)) this.#watchdog.end(line.id, false);
    this.#seats = this.#seats.filter((seat) => !isEmpty(seat));
  }

  /** Workers at the moment. */
  get size(): number {
    return this.#seats.length;
  }

  /** How each worker stands. */
  get threads(): readonly ThreadFacts[] {
    return this.#seats.map(({ line, members }) => {
      const { id, vitals, frames } = line;
      const at = Atomics.load(vitals, vital.runs);
      return {
        name: `worker ${id}`,
        state: line.isStarting ? 'starts' : at < 0 ? 'waits' : 'decides',
        heap: Atomics.load(vitals, vital.heap),
        buffers: Atomics.load(vitals, vital.buffers),
        queue: frames.backlog,
        room: frameRoom,
        runs: members.map(({ spec }) => `${spec.name}@${spec.instrument}`).join(' '),
      };
    });
  }

  /** What happened to workers since the last call, in sentences. */
  takeNotices(): readonly string[] {
    for (const { lines } of this.#watchdog.takeStacks()) {
      if (lines.length > 0) this.#notices.push(`what hung was ${lines.join(' ')}`);
    }
    return this.#notices.splice(0);
  }

  /** Ends the threads. */
  close(): void {
    for (const { line } of this.#seats.splice(0)) this.#watchdog.end(line.id, false);
    this.#scratch.close();
  }

  #add({ name, use, file, params }: LoadedStrategy, instrument: string): RemoteTrader {
    const { seed, stops } = this.#parts;
    const id = traderIdOf(name, instrument);
    const index = this.#remotes.length;
    const spec: TraderSpec = { index, name, use: file ?? use, instrument, params, seed };
    const forming: Forming = [];
    const remote = new RemoteTrader({
      spec,
      history: new History(this.#scratch),
      recover: (line, gone) => this.#recover(line, gone),
      log: (message, fields) => this.#parts.log(message, fields),
      onStopped: (call, reason) => this.#parts.onStopped(id, { call, reason }),
      forming: (number, into) => readForming(forming, number, into),
      calls: stops.of(id),
    });
    this.#remotes.push(remote);
    this.#forming.set(remote, forming);
    return remote;
  }

  #startAll(remotes: readonly RemoteTrader[]): void {
    const { workers } = this.#parts;
    const groups = Array.from({ length: workers }, (): RemoteTrader[] => []);
    for (const remote of remotes) {
      const { name, instrument } = remote.spec;
      groups[hash32(`${name}@${instrument}`) % workers]!.push(remote);
    }
    const seats = groups.filter((group) => group.length > 0).map((group) => this.#begin(group));
    for (const seat of seats) this.#welcome(seat);
  }

  #begin(members: readonly RemoteTrader[]): Seat {
    const { budget } = this.#parts;
    const specs = members.map(({ spec }) => spec);
    const seat = { line: new ThreadLine(this.#nextId++, specs, { watchdog: this.#watchdog, budget }), members };
    this.#seats.push(seat);
    return seat;
  }

  /** Waits until a worker is ready, and takes what its strategies declare. @throws WorkerGone */
  #welcome({ line, members }: Seat): void {
    line.begin();
    while (line.isStarting) line.wait();
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a worker's first mail
    const greeting = line.mail.take() as Greeting | undefined;
    if (greeting === undefined) throw new WorkerGone('ended', -1, 'its thread ended while it started');
    if (greeting.kind === 'failed') {
      const error = errorFrom(greeting.error);
      throw new SiisError('STRATEGY_INVALID', error instanceof Error ? error.message : String(error));
    }
    for (const declaration of greeting.declarations) {
      const remote = ensure(this.#remotes[declaration.index], 'strategy-trader', declaration.index);
      remote.declaration ??= declaration;
      remote.lines = declaration.series.map(({ lines }) => lines);
    }
    for (const remote of members) remote.line = line;
  }

  #remoteOf(
    remotes: readonly RemoteTrader[],
    name: string,
    instrument: string,
  ): { remote: RemoteTrader; forming: Forming } {
    const remote = ensure(
      remotes.find(({ spec }) => spec.name === name && spec.instrument === instrument),
      'strategy-trader',
    );
    return { remote, forming: ensure(this.#forming.get(remote), 'forming bars') };
  }

  /** A worker is gone or hangs: stops the one at fault, and brings the others to another worker. */
  #recover(line: Line, gone: WorkerGone): void {
    const seat = this.#seats.find((each) => each.line === line);
    // It was replaced meanwhile.
    if (seat === undefined) return;
    const began = steadyNow();
    this.#watchdog.end(seat.line.id, gone.why === 'time');
    this.#seats = this.#seats.filter((each) => each !== seat);
    const members = seat.members.filter(({ stopped }) => stopped === undefined);
    const culprit = culpritOf(members, gone);
    if (culprit !== undefined) culprit.stopped = `stopped: ${gone.message}`;
    const others = members.filter((each) => each !== culprit);
    // Nobody knows whose fault it is: each half goes on alone, until it is known.
    const middle = culprit === undefined ? Math.ceil(others.length / 2) : others.length;
    this.#replace(others.slice(0, middle));
    this.#replace(others.slice(middle));
    const took = Math.round(steadyNow() - began);
    const who = culprit === undefined ? '' : ` for ${culprit.spec.name} on ${culprit.spec.instrument}`;
    this.#notices.push(
      `worker ${seat.line.id} ended${who}: ${gone.message}; ${others.length} others on it went on after ${took} ms`,
    );
  }

  #replace(members: readonly RemoteTrader[]): void {
    if (members.length === 0) return;
    const seat = this.#begin(members);
    try {
      this.#welcome(seat);
      // The one that waits for an answer comes last: its answer is the next that is read.
      const [open, idle] = [members.filter((each) => each.isOpen), members.filter((each) => !each.isOpen)];
      for (const remote of [...idle, ...open]) remote.tellAgain(seat.line);
    } catch (error) {
      if (!(error instanceof WorkerGone)) throw error;
      this.#recover(seat.line, error);
    }
  }
}

/** Whose fault it is that a worker is gone; `undefined` where it could be any of several. */
function culpritOf(members: readonly RemoteTrader[], { why, culprit }: WorkerGone): RemoteTrader | undefined {
  if (members.length === 1) return members[0];
  // Memory may have been filled by another one before.
  return why === 'memory' ? undefined : members.find(({ spec }) => spec.index === culprit);
}

function readForming(forming: Forming, number: number, into: Float64Array): void {
  const bar = ensure(forming[number], 'forming bar', number)();
  if (bar === undefined) return;
  into[0] = bar.time;
  into[1] = bar.closeTime;
  into[2] = bar.open;
  into[3] = bar.high;
  into[4] = bar.low;
  into[5] = bar.close;
  into[6] = bar.volume;
}
