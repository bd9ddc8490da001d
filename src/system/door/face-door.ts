import type { Answer } from '../command/listing.ts';
import type { Preview } from '../../view/preview.ts';
import type { Snapshot } from '../../view/snapshot.ts';

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
  /** Where the session is a recorded one: how it is gone through. */
  readonly replay?: ReplayControl;
}

/** What one can go to in a recorded session, besides a time. */
export type ReplayStep = 'bar' | 'signal' | 'order' | 'trade';

/** Where a replay stands. Market times, ms. */
export interface ReplayState {
  readonly time: number;
  readonly start: number;
  readonly end: number;
  readonly isPlaying: boolean;
  /** Market time per wall time while it plays. */
  readonly speed: number;
  /** It is on its way to where it was sent. */
  readonly isBusy: boolean;
  /** What went wrong, in a sentence; nothing goes on from there. */
  readonly fault: string | undefined;
}

/** Goes through a recorded session. Nothing of it changes the record. */
export interface ReplayControl {
  readonly state: ReplayState;
  /** Plays, or pauses. */
  toggle(): void;
  forward(what: ReplayStep, count: number): void;
  back(what: ReplayStep): void;
  goTo(time: number): void;
  setSpeed(speed: number): void;
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
