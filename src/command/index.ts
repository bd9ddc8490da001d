import type { Command } from '../market/command.ts';
import { cancel } from './cancel.ts';
import { close } from './close.ts';
import type { CommandDefinition } from './command.ts';
import { pause } from './pause.ts';
import { play } from './play.ts';
import { kill, state } from './state.ts';

/** Every command of a running session by its name. */
export const commands: Readonly<Record<string, CommandDefinition>> = { pause, play, close, cancel, state, kill };

/** What a line of text asks for, or what is wrong with it. */
export function parseCommand(line: string): Command | string {
  const [name = '', ...words] = line.trim().replace(/^:/, '').split(/\s+/);
  const definition = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (definition === undefined) return `expected one of ${Object.keys(commands).join(', ')}, came '${name}'`;
  const parsed = definition.parse(words);
  return typeof parsed === 'string' ? `${definition.usage}: ${parsed}` : parsed;
}
