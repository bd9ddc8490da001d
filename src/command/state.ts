import type { TradingState } from '../market/command.ts';
import { defineCommand } from './command.ts';

const states: readonly TradingState[] = ['active', 'reducing', 'cancel-only', 'halted'];

/** Says what may leave. */
export const state = defineCommand({
  name: 'state',
  usage: 'state active | reducing | cancel-only | halted',
  help: 'What may leave: everything, only exits, only cancels, nothing',
  parse: ([what, ...rest]) => {
    const found = states.find((each) => each === what);
    if (found !== undefined && rest.length === 0) return { kind: 'state', state: found };
    return `expected one of them, came ${what === undefined ? 'nothing' : `'${[what, ...rest].join(' ')}'`}`;
  },
});

/** The kill switch. */
export const kill = defineCommand({
  name: 'kill',
  usage: 'kill',
  help: 'Halts: entries that wait are taken back, nothing leaves until a person says `state active`',
  parse: (words) => (words.length > 0 ? 'expected nothing after kill' : { kind: 'state', state: 'halted' }),
});
