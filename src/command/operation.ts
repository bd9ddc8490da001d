import type { Command } from '../market/command.ts';
import { operationKinds, readOperation } from '../strategy/trade/operation/index.ts';
import { defineCommand, type WordFault } from './command.ts';
import { areTerms, faultAt, placeWords, readTerms } from './terms.ts';

const names = Object.keys(operationKinds).join(' | ');
const terms = [...new Set(Object.values(operationKinds).flatMap(({ schema }) => Object.keys(schema.shape)))].filter(
  (key) => key !== 'kind',
);
const kindWords = Object.keys(operationKinds).map((kind) => `'${kind}'` as const);
const keyWords = terms.map((key) => `'${key}='` as const);

/** Adds an operation to a trade. */
export const operation = defineCommand({
  name: 'operation',
  aliases: ['op'],
  words: [['trade'], kindWords, keyWords],
  usage: `operation TRADE ${names} [KEY=VALUE …]`,
  help: 'Adds something that is done to a trade by itself: `operation 1abc-1 close-at at=-1% timeframe=5m`; keys as in `trade.operations`',
  parse: ([trade, kind, ...words]) => {
    if (trade === undefined) return { at: 0, message: 'expected the id of a trade' };
    if (kind === undefined) return { at: 1, message: `expected ${names}` };
    const read = readTerms(placeWords(words, 2), terms);
    if (!areTerms(read)) return read;
    const [loose] = read.plain;
    if (loose !== undefined) return { at: loose.at, message: `expected KEY=VALUE, came '${loose.text}'` };
    return added(trade, { kind, ...read.named }, { kind: 1, ...read.places });
  },
});

/** Adds a step of the stop to a trade. */
export const stepStopLoss = defineCommand({
  name: 'step-stop-loss',
  aliases: ['ssl'],
  words: [['trade'], ['price'], ['price']],
  usage: 'step-stop-loss TRADE AT STOP',
  examples: ['step-stop-loss 12d916o-3 2% 0.5%', 'step-stop-loss 12d916o-3 66000 65000'],
  help: 'Moves the stop of a trade to STOP once the price has come to AT: prices, or gains since entry such as 1%',
  parse: ([trade, at, stop, ...rest]) => {
    if (rest.length > 0) return { at: 3, message: 'expected nothing more' };
    if (trade === undefined) return { at: 0, message: 'expected the id of a trade' };
    return added(trade, { kind: 'step-stop-loss', at, stop }, { at: 1, stop: 2 });
  },
});

/** Takes an operation away. */
export const removeOperation = defineCommand({
  name: 'remove-operation',
  aliases: ['del'],
  words: [['trade'], ['operation']],
  usage: 'remove-operation TRADE ID',
  help: 'Takes an operation of a trade away; `operations` lists them',
  parse: ([trade, id, ...rest]) =>
    trade === undefined || id === undefined || rest.length > 0
      ? {
          at: trade === undefined ? 0 : rest.length > 0 ? 2 : 1,
          message: 'expected the id of a trade and of an operation, such as o1',
        }
      : { kind: 'remove-operation', trade, id },
});

/** Lists the operations. */
export const operations = defineCommand({
  name: 'operations',
  usage: 'operations',
  help: 'Lists the operations that wait on trades',
  parse: (words) => (words.length > 0 ? 'expected nothing after operations' : { kind: 'list', what: 'operations' }),
});

function added(
  trade: string,
  wish: unknown,
  places: Readonly<Record<string, number | undefined>>,
): Command | WordFault {
  const { value, fault } = readOperation(wish);
  return fault === undefined ? { kind: 'add-operation', trade, operation: value } : faultAt(fault, places, 1);
}
