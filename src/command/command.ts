import type { Command } from '../market/command.ts';

/** A command's one definition: its words, its help, and how text becomes it. */
export interface CommandDefinition {
  readonly name: string;
  readonly alias?: string;
  /** How it is written: `pause [strategy]`. */
  readonly usage: string;
  readonly help: string;
  /** The command, or what is wrong with the words after its name, in a sentence. */
  readonly parse: (words: readonly string[]) => Command | string;
}

/** Ties a definition to its type; returns it unchanged. */
export function defineCommand(definition: CommandDefinition): CommandDefinition {
  return definition;
}
