import { steadyNow, wallSleep } from '../bus/clock.ts';
import { ServiceHost } from '../bus/service.ts';
import type { Command } from '../market/command.ts';
import { moneyToNumber } from '../market/money.ts';
import { noJournal } from '../trader/journal.ts';
import { ControlDoor } from './control.ts';
import type { Engine } from './engine.ts';
import { type Answer, listed } from './listing.ts';
import { reach } from './outside.ts';
import { MarketService } from './market-service.ts';
import { type MarketPlan, preparePaper } from './paper-market.ts';
import { SequenceFile } from './sequence-file.ts';
import { served } from './service.ts';
import { SessionFolder } from './session-folder.ts';
import { linesOf, type SessionLine } from './session-line.ts';
import type { SessionInput } from './session-log.ts';
import { SessionObserver } from './observer.ts';
import { previewOf } from './preview.ts';
import type { SessionDoor } from './session-door.ts';
import { type KeptSession, keepSession } from './session-keeper.ts';
import type { Session } from './session.ts';
import { type Stop, withStops } from './session-stops.ts';
import { doing, gauge, pong, vital } from '../watchdog/vitals.ts';
import { Watchdog } from '../watchdog/watchdog.ts';
import { Tally } from './tally.ts';
import { idleHandlerWarnings } from './tick-handlers.ts';
import type { Crew } from './worker/crew.ts';
import { crewOf } from './worker/session-crew.ts';

export interface PaperOptions extends MarketPlan {
  /** Ends after this wall time, ms. */
  readonly forMillis?: number;
  readonly onLine: (line: SessionLine) => void;
  readonly stop: AbortSignal;
  /** File that keeps event numbers rising over restarts; absent: they begin at 1. */
  readonly sequenceFile?: string;
  /**
   * Folder of the profile's sessions: the last one goes on where it was left, or killed. Absent: a session begins anew and is
   * forgotten when it ends.
   */
  readonly sessions?: string;
  /** Begin a new session, also where the last one could go on. */
  readonly isFresh?: boolean;
  /** Threads for the strategies: 0, the default, runs them on this one. */
  readonly workers?: number;
  /** Called once market time runs: what it is handed serves until the session ends. */
  readonly onReady?: (door: SessionDoor) => void;
}

/** What a session came to. What it did was told line by line. */
export interface PaperResult {
  readonly currency: string;
  /** Round trips that are over, and their profit, net. */
  readonly trades: number;
  readonly profit: number;
  readonly openTrades: number;
}

/** Wall time between two turns of the engine, ms. */
const turn = 20;
/** Wall time between two status lines, ms. */
const statusEvery = 1000;

/**
 * Trades a profile on paper: market time runs `speed` times as fast as wall time, over a synthetic market or over
 * stored data played again. Ends at the stop signal, after `forMillis`, or with the data.
 *
 * @throws SiisError STORE_UNUSABLE while another process runs a session of the profile, SESSION_DIFFERS when the last one
 * cannot be done again, JOURNAL_FAILED when what happens cannot be written down
 */
export async function runPaper(options: PaperOptions): Promise<PaperResult> {
  const { sessions, profile, sequenceFile } = options;
  const folder = sessions === undefined ? undefined : await SessionFolder.take(sessions, profile.name);
  try {
    const sequence = sequenceFile === undefined ? undefined : new SequenceFile(sequenceFile);
    const kept = folder === undefined ? undefined : keepSession(folder, options, sequence?.first ?? 1);
    try {
      return await runSession(options, kept, sequence);
    } finally {
      kept?.close();
    }
  } finally {
    folder?.release();
  }
}

async function runSession(
  options: PaperOptions,
  kept: KeptSession | undefined,
  sequence: SequenceFile | undefined,
): Promise<PaperResult> {
  const { workers = 0 } = options;
  const stops = kept?.stops ?? new Map();
  const onStopped = (id: string, { call, reason }: Stop): void => kept?.log.stopped(id, call, reason);
  const watchdog = new Watchdog(options.sessions);
  let crew: Crew | undefined;
  try {
    crew = workers === 0 ? undefined : crewOf(options, { watchdog, workers, stops, onStopped });
    return await runWired(options, { kept, sequence, crew, watchdog });
  } finally {
    crew?.close();
    await watchdog.close();
  }
}

/** What a session is tied to. */
interface Ties {
  readonly kept: KeptSession | undefined;
  readonly sequence: SequenceFile | undefined;
  readonly crew: Crew | undefined;
  readonly watchdog: Watchdog;
}

async function runWired(options: PaperOptions, { kept, sequence, crew, watchdog }: Ties): Promise<PaperResult> {
  const { session, open } = preparePaper(options, {
    strategies: crew?.strategies ?? withStops(options.strategies, kept?.stops ?? new Map()),
    journal: kept?.log ?? noJournal,
    goesOn: kept?.records !== undefined,
    firstSequence: kept?.meta.firstSequence ?? sequence?.first,
  });
  kept?.log.attach(() => session.clock.now());
  const observer = new SessionObserver(session, options.profile);
  const paper = new PaperSession(options, session, { kept, crew, watchdog, observer });
  session.bus.tap((event, number) => {
    sequence?.passed(number);
    paper.lines.push(...linesOf(session, event, number));
  });
  const market = new MarketService(open);
  const host = new ServiceHost((name, state) => {
    // Before market time begins there is no moment that an event could have.
    if (session.clock.now() === 0) options.log?.(`${name} is ${state}`);
    else paper.say(name, state);
  });
  host.add(market);
  await host.start();
  try {
    await paper.trade(market);
  } catch (error) {
    paper.abandon();
    await host.stop();
    // The numbers that were set aside stay so: what cannot be written any more must not hide what went wrong.
    throw error;
  }
  await host.stop();
  paper.flush();
  sequence?.close(session.bus.sequence);
  return paper.result;
}

/** A session whose market time follows wall time. What it says is told once it is written down. */
class PaperSession {
  /** What happened in this turn, not told yet. */
  readonly lines: SessionLine[] = [];
  readonly #options: PaperOptions;
  readonly #session: Session;
  readonly #kept: KeptSession | undefined;
  readonly #crew: Crew | undefined;
  readonly #watchdog: Watchdog;
  readonly #tally: Tally;
  /** Moment that the market ran through, ms: all before it is done, nothing after it. */
  #reached = NaN;
  #isAbandoned = false;
  /** Where strategies are told runs of ticks the cuts of the runs are part of what happened. */
  readonly #keepsCuts: boolean;

  readonly #observer: SessionObserver;
  /** How far the market runs behind its pace, ms of wall time. */
  #lag = 0;
  #startTime = NaN;

  constructor(
    options: PaperOptions,
    session: Session,
    { kept, crew, watchdog, observer }: Omit<Ties, 'sequence'> & { readonly observer: SessionObserver },
  ) {
    this.#options = options;
    this.#session = session;
    this.#kept = kept;
    this.#crew = crew;
    this.#watchdog = watchdog;
    this.#observer = observer;
    this.#tally = new Tally(session, (trade) => observer.closed(trade));
    this.#keepsCuts = session.traders.some((trader) => trader.handlers.onTicks !== undefined);
  }

  get result(): PaperResult {
    const { trades, profit } = this.#tally;
    const { currency } = this.#options.profile.account;
    return { currency, trades, profit: moneyToNumber(profit), openTrades: this.#openTrades };
  }

  /** Something failed: nothing is said or written down any more, for it would stand behind what is half done. */
  abandon(): void {
    this.#isAbandoned = true;
  }

  /** Says how a part of siis is doing; written down before it does anything, as all that comes from outside. */
  say(source: string, message: string): void {
    if (this.#isAbandoned) return;
    const event = { kind: 'status', time: this.#session.clock.now(), level: 'info', source, message } as const;
    this.#kept?.log.input(event, this.#reached);
    this.#session.bus.publish(event);
  }

  /** Writes down what happened, then tells it. */
  flush(): void {
    if (this.#isAbandoned) return;
    this.#kept?.log.endTurn(this.#reached, this.lines.length > 0 || this.#keepsCuts);
    for (const line of this.lines.splice(0)) this.#options.onLine(line);
  }

  async trade(market: MarketService): Promise<void> {
    const session = this.#session;
    const engine = session.begin(market.lanes, market.opensAt);
    for (const warning of idleHandlerWarnings(session)) this.#options.onWarning?.(warning);
    this.#reached = market.opensAt - 1;
    engine.run({ until: this.#reached, waits: true });
    this.#startTime = market.opensAt;
    this.#goOn(engine);
    this.#startTime = market.opensAt;
    const door = this.#doorOf(engine);
    this.#options.onReady?.(door);
    const { sessions } = this.#options;
    const control =
      sessions === undefined ? undefined : await this.#openDoor(sessions, (each) => door.send(each, 'line'));
    try {
      await this.#play(engine);
    } finally {
      control?.close();
    }
  }

  /** Does again what a session did before it was left. */
  #goOn(engine: Engine): void {
    const { records, log } = this.#kept ?? {};
    if (records === undefined || log === undefined) return;
    const run = (until: number): void => {
      engine.run({ until, waits: true });
      this.#tally.sweep();
    };
    const publish = (event: NonNullable<SessionInput>): void => reach(this.#session, engine, event);
    const { orders, until } = log.replay(records, { run, publish, turned: () => this.lines.splice(0) });
    if (Number.isNaN(until)) return;
    this.#reached = until;
    this.say('session', `goes on where it was left: ${orders} ${orders === 1 ? 'order' : 'orders'} done again alike`);
    this.flush();
  }

  /** Without its door a session trades all the same. */
  async #openDoor(folder: string, obey: (command: Command) => Answer): Promise<ControlDoor | undefined> {
    try {
      return await ControlDoor.open(folder, obey);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#options.onWarning?.(`nothing can be told to this session from outside: ${why}`);
      return undefined;
    }
  }

  #doorOf(engine: Engine): SessionDoor {
    return {
      send: (command, source) => this.#obey(command, engine, source),
      look: () =>
        this.#observer.snapshot({
          lag: this.#lag,
          startTime: this.#startTime,
          mode: 'paper',
          speed: this.#options.profile.data.synthetic.speed,
          threads: this.#crew?.threads ?? [],
        }),
      preview: (command) => previewOf(this.#session, command),
    };
  }

  /** What only asks is answered, and nothing of it written down. */
  #obey(command: Command, engine: Engine, source: string): Answer {
    if (command.kind === 'list') return listed(this.#session, command.what);
    if (command.kind === 'service') return served(this.#session, command.what, () => this.#save());
    if (this.#isAbandoned) return { done: false, message: 'the session is about to end' };
    const before = this.lines.length;
    this.#take({ kind: 'command', time: this.#session.clock.now(), command, source }, engine);
    const lines = this.lines.slice(before);
    const said = lines.filter((line) => line['source'] === 'command');
    // What siis itself refuses of it is known by now.
    const refused = lines.filter((line) => line.type === 'alert' && line['reason'] !== undefined);
    this.flush();
    return {
      done: refused.length === 0 && said.every((line) => line['level'] === 'info'),
      message: (refused.length > 0 ? refused : said).map((line) => String(line['message'])).join('\n'),
    };
  }

  #save(): string | undefined {
    if (this.#kept === undefined) return undefined;
    this.flush();
    return this.#options.sessions;
  }

  /** Something comes from outside: it is written down before it does anything. */
  #take(event: NonNullable<SessionInput>, engine: Engine): void {
    this.#kept?.log.input(event, this.#reached);
    reach(this.#session, engine, event);
  }

  async #play(engine: Engine): Promise<void> {
    const { profile, stop, forMillis } = this.#options;
    const { speed } = profile.data.synthetic;
    const start = this.#reached;
    const began = steadyNow();
    let nextStatus = 0;
    const isDue = (): boolean => {
      const wall = steadyNow() - began;
      return wall >= nextStatus || wall >= (forMillis ?? Infinity);
    };
    for (;;) {
      const target = start + 1 + Math.floor((steadyNow() - began) * speed);
      await this.#catchUp(engine, target, isDue);
      this.#sayOfWorkers();
      this.#lag = Math.max(0, (target - this.#reached) / speed);
      this.#show(this.#lag);
      this.#observer.look();
      const wall = steadyNow() - began;
      const isLast = stop.aborted || wall >= (forMillis ?? Infinity);
      const isOver = this.#session.lanes.every((lane) => lane.next[0] === Infinity);
      if (wall >= nextStatus || isLast || isOver) {
        nextStatus = wall + statusEvery;
        const lag = this.#lag;
        const what = isOver ? 'end of the data' : isLast ? 'stopping' : lag < statusEvery ? 'running' : lagging(lag);
        this.say('session', this.#stateLine(what));
        this.flush();
      }
      if (isOver) this.#kept?.end();
      if (isLast || isOver) return;
      await wallSleep(turn, stop);
    }
  }

  /** What the watchdog and those who ask it see of the session. */
  #show(lag: number): void {
    const { vitals, gauges } = this.#watchdog;
    pong(vitals);
    const { bus, passed } = this.#session;
    gauges[gauge.time] = this.#session.clock.now();
    gauges[gauge.lag] = lag;
    gauges[gauge.events] = bus.sequence;
    gauges[gauge.ticks] = passed.ticks;
    gauges[gauge.bars] = passed.bars;
    gauges[gauge.openTrades] = this.#openTrades;
    gauges[gauge.heap] = process.memoryUsage().heapUsed / 1_000_000;
    Atomics.store(vitals, vital.doing, lag < statusEvery ? doing.running : doing.late);
  }

  #sayOfWorkers(): void {
    for (const notice of this.#crew?.takeNotices() ?? []) this.say('workers', notice);
  }

  /**
   * Runs the engine to a moment, letting the process breathe where that takes long. Ends short of it when the session is told
   * to stop, or something else is due.
   */
  async #catchUp(engine: Engine, until: number, isDue: () => boolean): Promise<void> {
    for (;;) {
      const deadline = steadyNow() + 50;
      const isThere = engine.run({ until, waits: true, shouldStop: () => steadyNow() > deadline });
      // A moment is done whole before anything from outside comes between.
      if (!isThere) engine.run({ until: this.#session.clock.now(), waits: true });
      this.#reached = isThere ? until : this.#session.clock.now();
      this.#tally.sweep();
      this.flush();
      pong(this.#watchdog.vitals);
      if (isThere || this.#options.stop.aborted || isDue()) return;
      await wallSleep(0);
    }
  }

  #stateLine(what: string): string {
    const equity = this.#session.equity().toFixed(2);
    return `${what}: equity ${equity}, open trades ${this.#openTrades}, closed ${this.#tally.trades}`;
  }

  get #openTrades(): number {
    const { hubs, tracker } = this.#session;
    return hubs.reduce((count, hub) => count + tracker.openOn(hub.market.index).length, 0);
  }
}

/** A market that cannot keep the pace that the profile asks for. @param millis of wall time */
function lagging(millis: number): string {
  return `running ${Math.round(millis / 1000)} s late`;
}
