import type { TradingState } from '../market/command.ts';
import { defineCommand } from './command.ts';

/** What the trading state can be, from the freest down. */
export const tradingStates: readonly TradingState[] = ['active', 'reducing', 'cancel-only', 'halted'];

/** Says what may leave. */
export const state = defineCommand({
  name: 'state',
  usage: 'state active | reducing | cancel-only | halted',
  help: 'What may leave: everything, only exits, only cancels, nothing',
  words: [['state']],
  parse: ([what, ...rest]) => {
    const found = tradingStates.find((each) => each === what);
    if (found !== undefined && rest.length === 0) return { kind: 'state', state: found };
    const came = what === undefined ? 'nothing' : `'${[what, ...rest].join(' ')}'`;
    return { at: found === undefined ? 0 : 1, message: `expected one of them, came ${came}` };
  },
});

/** The kill switch. */
export const kill = defineCommand({
  name: 'kill',
  usage: 'kill',
  help: 'Halts: entries that wait are taken back, nothing leaves until a person says `state active`',
  parse: (words) =>
    words.length > 0 ? { at: 0, message: 'expected nothing after kill' } : { kind: 'state', state: 'halted' },
});
