import type { Command } from '../market/command.ts';

/** What a word of a command stands for: what it can be completed with. */
export type WordKind =
  | 'strategy'
  | 'instrument'
  | 'trade'
  | 'state'
  | 'quantity'
  | 'price'
  | 'duration'
  | 'option'
  | 'all'
  | 'region'
  | 'alert'
  | 'operation'
  | 'timeframe'
  | 'indicator'
  /** This very word. */
  | `'${string}'`;

/** A word that is wrong. */
export interface WordFault {
  /** Index among the words after the name; one beyond the last where a word is missing. */
  readonly at: number;
  /** What was expected, and what came, in a sentence. */
  readonly message: string;
}

/** A command's one definition: its words, its help, and how text becomes it. */
export interface CommandDefinition {
  readonly name: string;
  /** Shorter spellings. */
  readonly aliases?: readonly string[];
  /** How it is written: `pause [strategy]`. */
  readonly usage: string;
  readonly help: string;
  readonly examples?: readonly string[];
  /** What each word may be, in order; the last goes on for all that follow. */
  readonly words?: readonly (readonly WordKind[])[];
  /** The command, or the word that is wrong; a sentence alone: all of them. */
  readonly parse: (words: readonly string[]) => Command | WordFault | string;
}

/** Ties a definition to its type; returns it unchanged. */
export function defineCommand(definition: CommandDefinition): CommandDefinition {
  return definition;
}

/** True for a command that was read, false for a word that is wrong. */
export function isCommand(read: Command | WordFault | string): read is Command {
  return typeof read !== 'string' && 'kind' in read;
}
