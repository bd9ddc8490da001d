import { steadyNow } from '../../bus/clock.ts';
import { Overtaken } from '../../market/overtaken.ts';
import type { RunRecord } from '../../market/record.ts';
import { calendarOf, runId } from '../session/assembly.ts';
import { EquityRecorder } from './equity-recorder.ts';
import { missingOf, type RunRange } from '../data/market-data.ts';
import { type BacktestPlan, openBacktest } from './open-backtest.ts';
import { runRecord } from './run-record.ts';
import { idleHandlerWarnings } from '../session/tick-handlers.ts';
import { programVersion } from '../version.ts';

/** How far a backtest has come. */
export interface BacktestProgress {
  /** 0 … 1. */
  readonly done: number;
  readonly ticks: number;
  readonly bars: number;
  /** Market time, ms. */
  readonly time: number;
}

export interface BacktestOptions extends BacktestPlan {
  readonly onProgress?: (progress: BacktestProgress) => void;
  /** Asked often; true ends the run early, with a record of what ran. */
  readonly shouldStop?: () => boolean;
  /** Told at the start, before anything runs: what the record will hold as `warnings`. */
  readonly onWarning?: (message: string) => void;
}

export interface BacktestResult {
  readonly record: RunRecord;
}

/**
 * Runs a profile over stored data, as fast as it can, and does not let go of its thread until it is done. The same code as any other session: only clock and data differ.
 *
 * @throws SiisError when data are missing, a strategy fails, or profile and data contradict each other
 */
export function runBacktest(options: BacktestOptions): BacktestResult {
  let told = 0;
  const log: BacktestOptions['log'] = (message, fields) => {
    told++;
    options.log?.(message, fields);
  };
  try {
    return attempt({ ...options, log }, true);
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error;
    // What was told so far is told again, word for word: a market that is ahead tells nothing.
    const { onWarning: _told, ...again } = options;
    const rest: BacktestOptions['log'] = (message, fields) => {
      if (told > 0) told--;
      else options.log?.(message, fields);
    };
    return attempt({ ...again, log: rest }, false);
  }
}

/** One run. @param ahead bars of a market may pass ahead of the others. @throws Overtaken where that would have changed what happens */
function attempt(options: BacktestOptions, ahead: boolean): BacktestResult {
  const { profile } = options;
  const range: RunRange = { from: options.from, to: options.to };
  const { session, chosen, lanes, start, end } = openBacktest(options);
  const kinds = session.hubs.map((hub) => hub.instrument.kind);
  try {
    const equity = new EquityRecorder(session, profile.report.equity, end - start);
    const began = steadyNow();
    const engine = session.begin(lanes, start, equity.onClose());
    for (const warning of idleHandlerWarnings(session)) options.onWarning?.(warning);
    if (options.to !== undefined) for (const trader of session.traders) trader.closesAt = options.to;
    session.clock.at(start, () => equity.start(start));
    const isWhole = engine.run({
      until: options.to ?? Infinity,
      waits: false,
      ahead,
      shouldStop: () => {
        const time = session.clock.now();
        const done = Math.min(1, Math.max(0, (time - start) / (end - start)));
        options.onProgress?.({ done, ...session.passed, time });
        return options.shouldStop?.() ?? false;
      },
    });
    const endTime = Math.max(start, session.clock.now());
    equity.finish(endTime);
    const record = runRecord(session, equity, {
      id: runId(profile, range, programVersion()),
      version: programVersion(),
      seed: profile.seed,
      profile: profile.name,
      currency: profile.account.currency,
      startTime: start,
      endTime,
      interrupted: !isWhole,
      calendar: calendarOf(session.hubs.map((hub) => hub.instrument)),
      seconds: (steadyNow() - began) / 1000,
      ...missingOf(chosen, range, kinds),
    });
    return { record };
  } finally {
    for (const lane of lanes) lane.close();
  }
}
