import type { RingReader, RingWriter } from '../../util/ring.ts';
import type { Mailbox } from './mailbox.ts';

/** Why a worker is no more, or has to be ended. */
export type GoneCause = 'time' | 'memory' | 'ended';

/** A worker cannot be reached any more: its strategy-traders have to be made anew on another one. */
export class WorkerGone extends Error {
  readonly why: GoneCause;
  /** Strategy-trader whose code ran last; -1: unknown. */
  readonly culprit: number;

  constructor(why: GoneCause, culprit: number, message: string) {
    super(message);
    this.why = why;
    this.culprit = culprit;
  }
}

/** The session's end of what ties it to one worker. */
export interface Line {
  readonly frames: RingWriter;
  readonly answers: RingReader;
  readonly mail: Mailbox;
  /** A wait begins: the worker's time counts from here. */
  begin(): void;
  /** Waits until answers may have come. @throws WorkerGone */
  wait(): void;
  /** Waits until frames may have been read. @throws WorkerGone */
  waitForRoom(): void;
}
