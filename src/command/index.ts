import type { Command } from '../market/command.ts';
import { didYouMean } from '../util/suggest.ts';
import { alerts, indicatorAlert, priceChangeAlert, priceCrossAlert, removeAlert } from './alert.ts';
import { cancel, cancelAll } from './cancel.ts';
import { contexts } from './contexts.ts';
import { close, closeAll } from './close.ts';
import { type CommandDefinition, isCommand } from './command.ts';
import { long, short } from './enter.ts';
import { assign, clean } from './holding.ts';
import { operation, operations, removeOperation, stepStopLoss } from './operation.ts';
import { pause, play } from './pause.ts';
import { breakeven, stopLoss, takeProfit } from './protect.ts';
import { reload } from './reload.ts';
import { rangeRegion, regions, removeRegion, trendRegion } from './region.ts';
import { recheck, reconnect, save } from './service.ts';
import { leverage, quantity } from './size.ts';
import { kill, state } from './state.ts';
import { trailing } from './trailing.ts';

/** Every command of a running session by its name. */
export const commands: Readonly<Record<string, CommandDefinition>> = {
  pause,
  play,
  long,
  short,
  close,
  'close-all': closeAll,
  cancel,
  'cancel-all': cancelAll,
  'stop-loss': stopLoss,
  'take-profit': takeProfit,
  breakeven,
  trailing,
  clean,
  assign,
  quantity,
  leverage,
  recheck,
  reconnect,
  save,
  state,
  kill,
  reload,
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

/** A line that is no command, and where. */
export interface LineFault {
  readonly message: string;
  /** The offending part of the line: from, to. Empty at the end where something is missing. */
  readonly from: number;
  readonly to: number;
}

/** A word of a line and where it stands. */
export interface LineWord {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** The words of a line. A colon in front is not one. */
export function wordsOf(line: string): LineWord[] {
  return [...line.matchAll(/[^\s]+/g)].flatMap(({ 0: text, index }) => {
    const isColon = index === 0 && text.startsWith(':');
    if (isColon && text.length === 1) return [];
    const from = index + Number(isColon);
    return [{ text: text.slice(Number(isColon)), from, to: index + text.length }];
  });
}

/** The command of a name or alias, in any case. */
export function findCommand(name: string): CommandDefinition | undefined {
  const lower = name.toLowerCase();
  if (Object.hasOwn(commands, lower)) return commands[lower];
  return Object.values(commands).find(({ aliases }) => aliases?.includes(lower));
}

/** What a line of text asks for, or what is wrong with which part of it. */
export function readLine(line: string): { readonly command: Command } | { readonly fault: LineFault } {
  const [name, ...words] = wordsOf(line);
  const nowhere = { from: line.length, to: line.length };
  const definition = name === undefined ? undefined : findCommand(name.text);
  if (definition === undefined) return { fault: placed(unknown(name?.text ?? ''), name ?? nowhere) };
  const read = definition.parse(words.map(({ text }) => text));
  if (isCommand(read)) return { command: read };
  const { usage } = definition;
  if (typeof read !== 'string') return { fault: placed(`${usage}: ${read.message}`, words[read.at] ?? nowhere) };
  const whole = { from: words[0]?.from ?? line.length, to: words.at(-1)?.to ?? line.length };
  return { fault: placed(`${usage}: ${read}`, whole) };
}

function placed(message: string, { from, to }: { readonly from: number; readonly to: number }): LineFault {
  return { message, from, to };
}

function unknown(name: string): string {
  const known = Object.keys(commands);
  return `expected one of ${known.join(', ')}, came '${name}'${name === '' ? '' : didYouMean(name, known)}`;
}

/** What a line of text asks for, or what is wrong with it. */
export function parseCommand(line: string): Command | string {
  const read = readLine(line);
  return 'command' in read ? read.command : read.fault.message;
}

/** The same for words that a shell has already told apart. */
export function parseWords(name: string, words: readonly string[]): Command | string {
  const definition = findCommand(name);
  if (definition === undefined) return unknown(name);
  const read = definition.parse(words);
  if (isCommand(read)) return read;
  return `${definition.usage}: ${typeof read === 'string' ? read : read.message}`;
}
