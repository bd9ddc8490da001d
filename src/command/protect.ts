import type { Level } from '../market/signal.ts';
import { type CommandDefinition, defineCommand } from './command.ts';
import { readLevel } from './words.ts';

function protecting(part: 'stop' | 'target', name: string, alias: string): CommandDefinition {
  const set = (
    trade: string,
    level: Level | null,
  ): { kind: 'protect'; trade: string; stop?: Level | null; target?: Level | null } =>
    part === 'stop' ? { kind: 'protect', trade, stop: level } : { kind: 'protect', trade, target: level };
  return defineCommand({
    name,
    aliases: [alias],
    usage: `${name} TRADE PRICE | PART% | none`,
    help:
      part === 'stop'
        ? 'Moves the stop of a trade to a price, or to a distance from its entry; none takes it away'
        : 'Moves the target of a trade to a price, or to a distance from its entry; none takes it away',
    examples: [`${name} 12d916o-3 64000`, `${name} 12d916o-3 1.5%`, `${name} 12d916o-3 none`],
    words: [['trade'], ['price']],
    parse: ([trade, level, ...rest]) => {
      if (trade === undefined) return { at: 0, message: 'expected the id of a trade' };
      const expected = 'expected a price, a distance such as 1.5%, or none';
      if (level === undefined) return { at: 1, message: expected };
      if (rest.length > 0) return { at: 2, message: 'expected nothing more' };
      if (level === 'none') return set(trade, null);
      const found = readLevel(level);
      return found === undefined ? { at: 1, message: `${expected}, came '${level}'` } : set(trade, found);
    },
  });
}

/** Moves a stop. */
export const stopLoss = protecting('stop', 'stop-loss', 'sl');

/** Moves a target. */
export const takeProfit = protecting('target', 'take-profit', 'tp');

/** Moves the stop of a trade to its entry. */
export const breakeven = defineCommand({
  name: 'breakeven',
  aliases: ['be'],
  usage: 'breakeven TRADE',
  help: 'Moves the stop of a trade to the price that it was entered at',
  examples: ['breakeven 12d916o-3'],
  words: [['trade']],
  parse: ([trade, ...rest]) => {
    if (trade === undefined) return { at: 0, message: 'expected the id of a trade' };
    return rest.length > 0 ? { at: 1, message: 'expected nothing more' } : { kind: 'protect', trade, stop: 'entry' };
  },
});
