import { defineCommand } from './command.ts';
import { readPercent } from './words.ts';

const expected = 'expected a distance such as 1.5%, or none';

/** Lets a stop follow the price, or stay. */
export const trailing = defineCommand({
  name: 'trailing',
  aliases: ['ts'],
  usage: 'trailing TRADE PART% [after PART%] | none',
  help: 'The stop of a trade follows the best price at a distance, at once or after a gain; none: it stays where it stands',
  examples: ['trailing 12d916o-3 1.5%', 'trailing 12d916o-3 1% after 2%', 'trailing 12d916o-3 none'],
  words: [['trade'], ["'none'"], ["'after'"], []],
  parse: ([trade, distance, word, gain, ...rest]) => {
    if (trade === undefined) return { at: 0, message: 'expected the id of a trade' };
    if (distance === undefined) return { at: 1, message: expected };
    if (distance === 'none')
      return word === undefined
        ? { kind: 'protect', trade, trailing: null }
        : { at: 2, message: 'expected nothing after none' };
    const percent = readPercent(distance);
    if (percent === undefined || percent >= 100) return { at: 1, message: `${expected}, came '${distance}'` };
    const operation = { kind: 'trailing', percent } as const;
    if (word === undefined) return { kind: 'add-operation', trade, operation };
    if (word !== 'after') return { at: 2, message: `expected after, came '${word}'` };
    const after = gain === undefined ? undefined : readPercent(gain);
    if (after === undefined) return { at: 3, message: 'expected a gain such as 2% after after' };
    return rest.length > 0
      ? { at: 4, message: 'expected nothing more' }
      : { kind: 'add-operation', trade, operation: { ...operation, after } };
  },
});
