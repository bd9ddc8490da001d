import type { Command } from '../market/command.ts';
import type { Answer } from './listing.ts';
import type { Preview } from '../view/preview.ts';
import type { Snapshot } from '../view/snapshot.ts';

/** What faces do with a running session: look, ask what would be, put commands in. Between two turns of the engine. */
export interface SessionDoor {
  /**
   * Puts a command in, written down before it does anything. @param source where it comes from: `line`, `key`, `attach` …
   * @returns whether it was done, and what was said of it
   */
  send(command: Command, source: string): Answer;
  /** How everything stands now. */
  look(): Snapshot;
  /** What a command would come to now; `undefined` for what moves no money. Changes nothing. */
  preview(command: Command): Preview | undefined;
}
