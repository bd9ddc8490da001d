import { JournalReader } from '../../database/journal/journal-reader.ts';
import { SiisError } from '../../util/errors.ts';
import { reach } from '../command/outside.ts';
import { type MarketPlan, type PaperStart, preparePaper } from '../paper/paper-market.ts';
import type { Engine } from '../engine/engine.ts';
import type { Session, SessionParts } from '../session/session.ts';
import type { LoadedStrategy } from '../../config/strategies.ts';
import { type Hosted, hostHere } from '../reload/reloads.ts';
import { journalFolder, type SessionMeta } from '../record/session-folder.ts';
import { type BacktestPlan, openBacktest } from '../backtest/open-backtest.ts';
import { beganWith, changesOf } from '../paper/session-keeper.ts';
import { type Comparison, SessionLog } from '../record/session-log.ts';
import type { ClosedTrade } from '../../strategy/trade/trade.ts';
import { traderIdOf } from '../../strategy/strategy-trader.ts';
import { Watchdog } from '../../watchdog/watchdog.ts';
import { readStops } from '../record/session-stops.ts';
import { Tally } from '../session/tally.ts';
import { crewOf } from '../paper/session-crew.ts';

/** Somebody who looks on while a session or a backtest is done again. */
export interface Onlooker {
  /** Stands between the parts; they must do as they did. */
  readonly adapt?: (parts: SessionParts) => SessionParts;
  /** The session is wired and has not begun. */
  readonly follow?: (session: Session) => void;
  /** A trade, or a part of one, is over. */
  readonly closed?: (trade: ClosedTrade) => void;
  /** What comes leads up to this record. */
  readonly turning?: (record: number) => void;
  /** A turn of the record ended with this record, at this moment. */
  readonly turned?: (record: number, until: number) => void;
  /** Nothing after this moment is of interest, ms. */
  readonly until?: number;
  /** Asked now and then: true ends it early. */
  readonly isDone?: (session: Session) => boolean;
}

/** A session that was done again. */
export interface Again {
  readonly session: Session;
  /** How it compares with its record, as far as it was done. */
  readonly compared: Comparison;
  /** Number of the last record that was read. */
  readonly last: number;
  /** Decisions began at this market time. */
  readonly start: number;
  /** The record, or the data, end at this moment; `undefined` where there was more than somebody wanted to see. */
  readonly end: number | undefined;
}

/**
 * Does a session of a folder again, through the same code, and compares every request, answer and fill with its record. Changes
 * nothing; the session may be running meanwhile.
 *
 * @throws SiisError SESSION_DIFFERS at the first difference, or where what it is made of changed
 */
export function sessionAgain(folder: string, meta: SessionMeta, plan: MarketPlan, onlooker: Onlooker = {}): Again {
  const { code, close } = codeAgain(folder, meta, plan);
  try {
    return doneAgain({ folder, meta, plan }, onlooker, code);
  } finally {
    close();
  }
}

/** The strategies of a session, and where those come from that took their place. */
type Code = Required<Pick<PaperStart, 'strategies' | 'reload'>>;

/**
 * The code that a session which is to be done again ran; what had to be stopped then is kept away from this thread.
 *
 * @throws SiisError SESSION_DIFFERS where what the session is made of changed
 */
export function codeAgain(
  folder: string,
  meta: SessionMeta,
  plan: MarketPlan,
): { readonly code: Code; readonly close: () => void } {
  const changes = changesOf(folder, meta, plan);
  if (changes.length > 0) {
    throw new SiisError(
      'SESSION_DIFFERS',
      `session ${meta.id} cannot be done again: ${changes.join(', ')} changed since it began`,
    );
  }
  const stops = readStops({ folder: journalFolder(folder, meta), session: meta.id });
  const began = beganWith(folder, meta, plan);
  const here = hostHere(stops);
  if (stops.isEmpty)
    return { code: { strategies: began.strategies, reload: { ...began, host: here } }, close: () => undefined };
  const isBad = ({ name, instruments }: LoadedStrategy): boolean =>
    instruments.some((instrument) => stops.has(traderIdOf(name, instrument)));
  // What had to be stopped may do the same again.
  const watchdog = new Watchdog();
  const crew = crewOf({ ...plan, strategies: began.strategies.filter(isBad) }, { watchdog, workers: 1, stops });
  const strategies = began.strategies.map((each) => crew.strategies.find(({ name }) => name === each.name) ?? each);
  const host = (strategy: LoadedStrategy): Hosted => (isBad(strategy) ? crew.host(strategy) : here(strategy));
  return {
    code: { strategies, reload: { ...began, host } },
    close: () => {
      crew.close();
      void watchdog.close();
    },
  };
}

/** Where a session lies, and what it is of. */
interface Place {
  readonly folder: string;
  readonly meta: SessionMeta;
  readonly plan: MarketPlan;
}

function doneAgain({ folder, meta, plan }: Place, onlooker: Onlooker, code: Code): Again {
  const log = new SessionLog(undefined);
  const { firstSequence } = meta;
  const begins = { journal: log, firstSequence, goesOn: false, ...code };
  const { session, open } = preparePaper(plan, begins, onlooker.adapt);
  onlooker.follow?.(session);
  const { lanes, start } = open();
  const records = JournalReader.open({ folder: journalFolder(folder, meta), session: meta.id });
  try {
    const engine = session.begin(lanes, start);
    const limits = new Limits(engine, session, onlooker);
    limits.run(start - 1);
    const tally = new Tally(session, onlooker.closed);
    let reached = NaN;
    const compared = log.replay(records, {
      run: (until) => {
        reached = until;
        limits.run(until);
        tally.sweep();
      },
      publish: (event) => reach(session, engine, event),
      turning: (record) => onlooker.turning?.(record),
      turned: (record) => onlooker.turned?.(record, reached),
      isEnough: () => limits.isEnough,
    });
    return { session, compared, last: records.last, start, end: limits.isEnough ? undefined : session.clock.now() };
  } finally {
    records.close();
    for (const lane of lanes) lane.close();
  }
}

/** A backtest that was done again. */
export type BacktestAgain = Omit<Again, 'compared' | 'last'>;

/**
 * Does a backtest again for somebody who looks on, bar by bar in the order of time.
 *
 * @param shouldStop asked often; true ends it @throws SiisError as a backtest does
 */
export function backtestAgain(plan: BacktestPlan, onlooker: Onlooker, shouldStop?: () => boolean): BacktestAgain {
  const { session, lanes, start } = openBacktest(plan, onlooker.adapt);
  try {
    onlooker.follow?.(session);
    const engine = session.begin(lanes, start);
    if (plan.to !== undefined) for (const trader of session.traders) trader.closesAt = plan.to;
    engine.run({
      until: Math.min(plan.to ?? Infinity, onlooker.until ?? Infinity),
      waits: false,
      shouldStop: () => shouldStop?.() === true || onlooker.isDone?.(session) === true,
    });
    const { to = Infinity } = plan;
    const isOver = lanes.every((lane) => lane.next[0]! * 0.5 >= to);
    return { session, start, end: isOver ? Math.max(start, session.clock.now()) : undefined };
  } finally {
    for (const lane of lanes) lane.close();
  }
}

/** Runs a market as far as somebody wants to see it. */
class Limits {
  isEnough = false;
  readonly #engine: Engine;
  readonly #session: Session;
  readonly #onlooker: Onlooker;

  constructor(engine: Engine, session: Session, onlooker: Onlooker) {
    this.#engine = engine;
    this.#session = session;
    this.#onlooker = onlooker;
  }

  run(until: number): void {
    const { until: last = Infinity, isDone } = this.#onlooker;
    const shouldStop = isDone === undefined ? undefined : (): boolean => isDone(this.#session);
    const isWhole = this.#engine.run({
      until: Math.min(until, last),
      waits: true,
      ...(shouldStop === undefined ? {} : { shouldStop }),
    });
    this.isEnough = !isWhole || until > last || (isDone?.(this.#session) ?? false);
  }
}
