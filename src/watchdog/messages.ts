import type { MessagePort } from 'node:worker_threads';
import type { Pinged } from './look-out.ts';

/** What a watchdog is started with. */
export interface WatchdogTask {
  readonly port: MessagePort;
  /** Of the session: what it shows of itself and of its work. */
  readonly vitals: Int32Array;
  readonly gauges: Float64Array;
  /** Folder of the sessions, where it can be asked; `undefined`: nowhere. */
  readonly folder: string | undefined;
}

/** A thread to be started and looked after. */
export interface Ward {
  readonly id: number;
  /** File of the thread. */
  readonly file: string;
  /** What it is started with. */
  readonly data: object;
  /** Ports in `data`. */
  readonly ports: readonly MessagePort[];
  /** A number of the thread's vitals that is set once it is gone: which one, to what. */
  readonly gone: { readonly cells: Int32Array; readonly index: number; readonly value: number };
  /** Cells on which somebody may sleep who has to hear of it. */
  readonly knock: Int32Array;
  /** What it is called, what it shows of itself, and the ring it sleeps on. */
  readonly pinged: Pinged;
  /** More than this is a leak, MB of heap and array buffers. */
  readonly memory: number;
}

/** What the watchdog is told. */
export type WatchdogOrder =
  | { readonly kind: 'start'; readonly ward: Ward }
  /** Ends a thread; where it hangs, what it does is looked at before. */
  | { readonly kind: 'end'; readonly id: number; readonly looks: boolean };

/** What the watchdog tells. */
export type WatchdogNews =
  | { readonly kind: 'gone'; readonly id: number; readonly cause: 'memory' | 'ended'; readonly detail: string }
  /** What a thread did that hung: the functions it was in, innermost first. */
  | { readonly kind: 'stack'; readonly id: number; readonly lines: readonly string[] };
