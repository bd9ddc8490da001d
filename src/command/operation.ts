import type { Command } from '../market/command.ts';
import { operationKinds, readOperation } from '../strategy/trade/operation/index.ts';
import { defineCommand } from './command.ts';
import { readTerms } from './terms.ts';

const names = Object.keys(operationKinds).join(' | ');
const terms = [...new Set(Object.values(operationKinds).flatMap(({ schema }) => Object.keys(schema.shape)))].filter(
  (key) => key !== 'kind',
);

/** Adds an operation to a trade. */
export const operation = defineCommand({
  name: 'operation',
  aliases: ['op'],
  usage: `operation TRADE ${names} [KEY=VALUE …]`,
  help: 'Adds something that is done to a trade by itself: `operation 1abc-1 close-at at=-1% timeframe=5m`; keys as in `trade.operations`',
  parse: ([trade, kind, ...words]) => {
    if (trade === undefined || kind === undefined) return 'expected the id of a trade and an operation';
    const read = readTerms(words, terms);
    if (typeof read === 'string') return read;
    if (read.plain.length > 0) return `expected KEY=VALUE, came '${read.plain[0]}'`;
    return added(trade, { kind, ...read.named });
  },
});

/** Adds a step of the stop to a trade. */
export const stepStopLoss = defineCommand({
  name: 'step-stop-loss',
  aliases: ['ssl'],
  usage: 'step-stop-loss TRADE AT STOP',
  help: 'Moves the stop of a trade to STOP once the price has come to AT: prices, or gains since entry such as 1%',
  parse: ([trade, at, stop, ...rest]) => {
    if (trade === undefined || stop === undefined || rest.length > 0) return 'expected a trade and two levels';
    return added(trade, { kind: 'step-stop-loss', at, stop });
  },
});

/** Takes an operation away. */
export const removeOperation = defineCommand({
  name: 'remove-operation',
  aliases: ['del'],
  usage: 'remove-operation TRADE ID',
  help: 'Takes an operation of a trade away; `operations` lists them',
  parse: ([trade, id, ...rest]) =>
    trade === undefined || id === undefined || rest.length > 0
      ? 'expected the id of a trade and of an operation, such as o1'
      : { kind: 'remove-operation', trade, id },
});

/** Lists the operations. */
export const operations = defineCommand({
  name: 'operations',
  usage: 'operations',
  help: 'Lists the operations that wait on trades',
  parse: (words) => (words.length > 0 ? 'expected nothing after operations' : { kind: 'list', what: 'operations' }),
});

function added(trade: string, wish: unknown): Command | string {
  const { value, fault } = readOperation(wish);
  return fault ?? { kind: 'add-operation', trade, operation: value };
}
