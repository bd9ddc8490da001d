import type { Command } from '../market/command.ts';
import { didYouMean } from '../util/suggest.ts';
import { alerts, indicatorAlert, priceChangeAlert, priceCrossAlert, removeAlert } from './alert.ts';
import { cancel } from './cancel.ts';
import { contexts } from './contexts.ts';
import { close } from './close.ts';
import type { CommandDefinition } from './command.ts';
import { operation, operations, removeOperation, stepStopLoss } from './operation.ts';
import { pause } from './pause.ts';
import { play } from './play.ts';
import { rangeRegion, regions, removeRegion, trendRegion } from './region.ts';
import { kill, state } from './state.ts';

/** Every command of a running session by its name. */
export const commands: Readonly<Record<string, CommandDefinition>> = {
  pause,
  play,
  close,
  cancel,
  state,
  kill,
  alerts,
  'price-cross-alert': priceCrossAlert,
  'price-change-alert': priceChangeAlert,
  'indicator-alert': indicatorAlert,
  'remove-alert': removeAlert,
  contexts,
  operations,
  operation,
  'step-stop-loss': stepStopLoss,
  'remove-operation': removeOperation,
  regions,
  'range-region': rangeRegion,
  'trend-region': trendRegion,
  'remove-region': removeRegion,
};

/** What a line of text asks for, or what is wrong with it. */
export function parseCommand(line: string): Command | string {
  const [name = '', ...words] = line.trim().replace(/^:/, '').split(/\s+/);
  return parseWords(name, words);
}

/** The same for words that a shell has already told apart. */
export function parseWords(name: string, words: readonly string[]): Command | string {
  const definition = Object.hasOwn(commands, name) ? commands[name] : byAlias(name);
  if (definition === undefined) {
    const known = Object.keys(commands);
    return `expected one of ${known.join(', ')}, came '${name}'${didYouMean(name, known)}`;
  }
  const parsed = definition.parse(words);
  return typeof parsed === 'string' ? `${definition.usage}: ${parsed}` : parsed;
}

function byAlias(name: string): CommandDefinition | undefined {
  return Object.values(commands).find(({ alias }) => alias !== undefined && alias === name.toLowerCase());
}
