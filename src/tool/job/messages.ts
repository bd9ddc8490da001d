import type { TimeRange } from '../../config/time.ts';
import type { ErrorCode, Place } from '../../util/errors.ts';
import type { SessionLine } from '../../system/observer/session-line.ts';
import type { Progress } from '../progress.ts';
import type { ProfileRequest } from '../run/profile-request.ts';

/** What a job is asked to do; plain data, because it crosses to another thread. */
export type JobRequest = BacktestRequest | LookaheadRequest | WhyRequest | ReplayRequest;

/** What all jobs are told. */
interface Terms {
  readonly profile: ProfileRequest;
  readonly range: TimeRange;
}

/** A backtest that is to be run. */
export interface BacktestRequest extends Terms {
  readonly kind: 'backtest';
  /** Threads for independent accounts; 0 runs them one after the other on the job's own. */
  readonly workers: number | undefined;
  readonly json: boolean;
  readonly colour: boolean;
  /** Write the report here as well. */
  readonly report: string | undefined;
  /** The bundle to write, or the one to run again instead of the profile. */
  readonly bundle: { readonly write: string | undefined; readonly read: string | undefined };
}

/** A backtest that is to be compared with itself on data that were cut off. */
export interface LookaheadRequest extends Terms {
  readonly kind: 'lookahead';
  readonly json: boolean;
  readonly cuts: number;
}

/** A paper session that is to be told again. */
export interface ReplayRequest extends Terms {
  readonly kind: 'lines';
  /** Its id, or how that begins; absent: the last. */
  readonly session: string | undefined;
  /** Times as fast as real time; absent: as fast as it can. */
  readonly speed: number | undefined;
}

/** A session or a backtest of which something is to be explained. */
export interface WhyRequest extends Terms {
  readonly kind: 'why';
  readonly json: boolean;
  readonly question: Question;
}

/** What somebody wants to know of a session or a backtest. */
export interface Question {
  /** Of a trade, an order or a signal; absent: which there are. */
  readonly id: string | undefined;
  /** Why nothing was traded there and then. */
  readonly not: { readonly instrument: string; readonly at: number } | undefined;
  /** Id of a paper session, or how one begins; absent: the last. */
  readonly session: string | undefined;
  /** A backtest, also where there is a session. */
  readonly isBacktest: boolean;
}

/** What came of it. */
export interface JobAnswer {
  /** For stdout. */
  readonly text: string;
  readonly isInterrupted: boolean;
  readonly exitCode: number;
  /** For the log. */
  readonly notes: readonly string[];
}

/** An error on its way to the main thread. */
export interface JobFault {
  readonly code: ErrorCode | undefined;
  readonly message: string;
  readonly place: Place | undefined;
  readonly stack: string;
}

export type JobMessage =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'log'; readonly level: 'debug' | 'info'; readonly said: Said }
  | { readonly kind: 'warning'; readonly message: string }
  | { readonly kind: 'line'; readonly line: SessionLine }
  | { readonly kind: 'answer'; readonly answer: JobAnswer }
  | { readonly kind: 'fault'; readonly fault: JobFault };

/** A line for the log. */
export interface Said {
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>> | undefined;
}

/** How a job talks to the thread that started it. */
export interface JobLink {
  /** True once the run is to end. */
  readonly shouldStop: () => boolean;
  readonly progress: (progress: Progress) => void;
  readonly log: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
  /** What a strategy says. */
  readonly said: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
  /** A line of a session, for stdout. */
  readonly line: (line: SessionLine) => void;
  /** Waits so long, ms of wall time, or until the run is to end. */
  readonly wait: (millis: number) => void;
  /** May be told the same again: it is said once. */
  readonly warn: (message: string) => void;
}
