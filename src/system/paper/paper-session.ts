import { steadyNow, wallSleep } from '../../bus/clock.ts';
import type { Command, ReloadCommand } from '../../market/command.ts';
import type { Reloads } from '../reload/reloads.ts';
import { moneyToNumber } from '../../market/money.ts';
import type { Engine } from '../engine/engine.ts';
import { type Answer, failed, listed } from '../command/listing.ts';
import { reach } from '../command/outside.ts';
import type { MarketService } from './market-service.ts';
import type { SessionLine } from '../observer/session-line.ts';
import type { SessionInput } from '../record/session-log.ts';
import type { HistoryFeed } from '../observer/history-feed.ts';
import type { SessionObserver } from '../observer/observer.ts';
import { previewOf } from '../command/preview.ts';
import type { SessionDoor } from '../door/session-door.ts';
import { SessionSocket } from '../door/session-socket.ts';
import type { KeepingPlan, KeptParts } from './kept-parts.ts';
import type { KeptSession } from './session-keeper.ts';
import type { Session } from '../session/session.ts';
import { doing, gauge, pong, vital } from '../../watchdog/vitals.ts';
import type { Watchdog } from '../../watchdog/watchdog.ts';
import { Tally } from '../session/tally.ts';
import { idleHandlerWarnings } from '../session/tick-handlers.ts';
import type { Crew } from '../worker/crew.ts';
import { served } from '../command/service.ts';

export interface PaperOptions extends KeepingPlan {
  /** Ends after this wall time, ms. */
  readonly forMillis?: number;
  readonly onLine: (line: SessionLine) => void;
  readonly stop: AbortSignal;
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

/** What a session is tied to. */
export interface Ties extends KeptParts {
  readonly crew: Crew | undefined;
  readonly watchdog: Watchdog;
}

/** Wall time between two turns of the engine, ms. */
const turn = 20;
/** Wall time between two status lines, ms. */
const statusEvery = 1000;

/** Who looks on for the faces and for the history. */
export interface Watchers {
  readonly observer: SessionObserver;
  readonly feed: HistoryFeed | undefined;
  readonly reloads: Reloads | undefined;
}

/** A session whose market time follows wall time. What it says is told once it is written down. */
export class PaperSession {
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
  readonly #feed: HistoryFeed | undefined;
  readonly #reloads: Reloads | undefined;
  /** How far the market runs behind its pace, ms of wall time. */
  #lag = 0;
  #startTime = NaN;

  constructor(
    options: PaperOptions,
    session: Session,
    { kept, crew, watchdog, observer, feed, reloads }: Ties & Watchers,
  ) {
    this.#options = options;
    this.#session = session;
    this.#kept = kept;
    this.#crew = crew;
    this.#watchdog = watchdog;
    this.#observer = observer;
    this.#feed = feed;
    this.#reloads = reloads;
    this.#tally = new Tally(session, (trade) => {
      observer.closed(trade);
      feed?.closed(trade);
    });
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
    this.#tally.sweep();
    this.#kept?.log.endTurn(this.#reached, this.lines.length > 0 || this.#keepsCuts);
    this.#feed?.turned(this.#kept?.log.committed ?? 0, this.#reached);
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
    const socket = await this.#serve(door);
    try {
      await this.#play(engine);
    } finally {
      socket?.close();
    }
  }

  /** Does again what a session did before it was left. */
  #goOn(engine: Engine): void {
    const { records, log } = this.#kept ?? {};
    if (records === undefined || log === undefined) return;
    let reached = NaN;
    const run = (until: number): void => {
      reached = until;
      engine.run({ until, waits: true });
      this.#tally.sweep();
    };
    const publish = (event: NonNullable<SessionInput>): void => reach(this.#session, engine, event);
    const turning = (record: number): void => this.#feed?.turning(record);
    const turned = (record: number): void => {
      this.lines.splice(0);
      this.#feed?.turned(record, reached);
    };
    const { orders, until } = log.replay(records, { run, publish, turning, turned });
    if (Number.isNaN(until)) return;
    this.#reached = until;
    this.say('session', `goes on where it was left: ${orders} ${orders === 1 ? 'order' : 'orders'} done again alike`);
    this.flush();
  }

  /** Without its socket a session trades all the same. */
  async #serve(door: SessionDoor): Promise<SessionSocket | undefined> {
    const { sessions } = this.#options;
    if (sessions === undefined) return undefined;
    try {
      return await SessionSocket.open(sessions, door);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#options.onWarning?.(`nobody can attach to this session, or tell it anything from outside: ${why}`);
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
    if (command.kind === 'reload' && command.version === undefined) return this.#reload(command, engine, source);
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

  /** What has changed of the files of strategies is known by now, and kept: each is a command of its own. */
  #reload({ strategy }: ReloadCommand, engine: Engine, source: string): Answer {
    if (this.#reloads === undefined) return failed('this session is not kept: its strategies cannot be exchanged');
    const { versions, faults } = this.#reloads.look(strategy);
    const answers = versions.map((each) => this.#obey({ kind: 'reload', ...each }, engine, source));
    return {
      done: faults.length === 0 && answers.every((each) => each.done),
      message: [...answers.map(({ message }) => message), ...faults].join('\n'),
    };
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
    const { vitals, gauges, loopDelay } = this.#watchdog;
    pong(vitals);
    const { bus, passed } = this.#session;
    gauges[gauge.time] = this.#session.clock.now();
    gauges[gauge.lag] = lag;
    gauges[gauge.events] = bus.sequence;
    gauges[gauge.ticks] = passed.ticks;
    gauges[gauge.bars] = passed.bars;
    gauges[gauge.openTrades] = this.#openTrades;
    gauges[gauge.delay] = loopDelay.p99;
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
