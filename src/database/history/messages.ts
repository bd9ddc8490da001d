import type { MessagePort } from 'node:worker_threads';
import type { FactBatch } from './facts.ts';

/** What the thread that writes the history is started with. */
export interface HistoryTask {
  readonly port: MessagePort;
  readonly path: string;
  /** Facts that are written, counted up. */
  readonly done: Int32Array;
}

/** What it is told. */
export type HistoryOrder =
  | { readonly kind: 'take'; readonly batch: FactBatch }
  | { readonly kind: 'forget'; readonly sessions: readonly string[] }
  | { readonly kind: 'end' };

/** What it tells. */
export type HistoryNews =
  /** Number of the last record it has, by session. */
  | { readonly kind: 'opened'; readonly cursors: ReadonlyMap<string, number> }
  | { readonly kind: 'closed'; readonly reason: string }
  /** What there was is damaged, and kept under this name; a new one is begun. */
  | { readonly kind: 'damaged'; readonly kept: string }
  /** The disk refuses: it tries again. */
  | { readonly kind: 'waits'; readonly reason: string }
  /** The disk gives way. */
  | { readonly kind: 'writes' };
