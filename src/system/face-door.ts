import type { Answer } from './listing.ts';
import type { Preview } from '../view/preview.ts';
import type { Snapshot } from '../view/snapshot.ts';

/** A session as a face reaches it: in the same process, or over a socket. */
export interface FaceDoor {
  /** How everything stands, as last heard; `undefined` before anything was heard. */
  look(): Snapshot | undefined;
  /** Sends a command, as it is typed. @returns what was said of it @throws Error where the session cannot be reached */
  send(line: string): Promise<Answer>;
  /** What a command would come to; `undefined` for what moves no money. */
  preview(line: string): Promise<Preview | undefined>;
  /** What leaving the face does to the session: it ends, or goes on without. */
  readonly leaving: 'ends' | 'goes on';
}

/** How a face is opened. */
export interface FaceOptions {
  /** File that remembers what the person set. */
  readonly settings: string;
  /** Ends it from outside. */
  readonly stop: AbortSignal;
  /** What is to be said as soon as it can be; taken out as it is said. */
  readonly warnings: string[];
  /** Explains a trade, order or signal; with `at`, why nothing is traded on a market then. Absent where nothing is recorded. */
  readonly explain?: (what: string | undefined, at?: number) => Promise<string>;
}

/** Shows a session to a person until they leave, or it is stopped. */
export type ShowFace = (door: FaceDoor, options: FaceOptions) => Promise<void>;
