import { parseCommand, parseWords } from '../../command/index.ts';
import type { Command } from '../../market/command.ts';
import type { Preview } from '../../view/preview.ts';
import type { Snapshot } from '../../view/snapshot.ts';
import { type Answer, failed } from '../command/listing.ts';

/** What faces do with a running session: look, ask what would be, put commands in. Between two turns of the engine. */
export interface SessionDoor {
  /**
   * Puts a command in, written down before it does anything. @param source where it comes from: `line`, `terminal`, `attach` …
   * @returns whether it was done, and what was said of it
   */
  send(command: Command, source: string): Answer;
  /** How everything stands now. */
  look(): Snapshot;
  /** What a command would come to now; `undefined` for what moves no money. Changes nothing. */
  preview(command: Command): Preview | undefined;
}

/** A command as it is typed: a line, or the words that a shell has told apart. */
export type Typed = string | readonly string[];

/** Puts in what was typed; what is no command is refused in words. */
export function sendTyped(door: SessionDoor, typed: Typed, source: string): Answer {
  const command = read(typed);
  return typeof command === 'string' ? failed(command) : door.send(command, source);
}

/** What would come of what was typed; `undefined` for what moves no money, or is no command. */
export function previewTyped(door: SessionDoor, typed: Typed): Preview | undefined {
  const command = read(typed);
  return typeof command === 'string' ? undefined : door.preview(command);
}

function read(typed: Typed): Command | string {
  return typeof typed === 'string' ? parseCommand(typed) : parseWords(typed[0] ?? '', typed.slice(1));
}
