import { defineCommand } from './command.ts';
import { readAmount } from './words.ts';

/** Sets what entries on a market have for quantity. */
export const quantity = defineCommand({
  name: 'quantity',
  aliases: ['setqty'],
  usage: 'quantity MARKET QUANTITY | profile',
  help: 'Entries on a market that say no quantity have this one from now on; profile: they are sized as the profile says',
  examples: ['quantity BTC 0.05', 'quantity BTC profile'],
  words: [['instrument'], ['quantity', "'profile'"]],
  parse: ([instrument, written, ...rest]) => {
    if (instrument === undefined) return { at: 0, message: 'expected a market, such as BTC' };
    const expected = 'expected a quantity in base units, or profile';
    if (written === undefined) return { at: 1, message: expected };
    if (rest.length > 0) return { at: 2, message: 'expected nothing more' };
    if (written === 'profile') return { kind: 'quantity', instrument, quantity: undefined };
    const amount = readAmount(written);
    return amount === undefined
      ? { at: 1, message: `${expected}, came '${written}'` }
      : { kind: 'quantity', instrument, quantity: amount };
  },
});

/** Sets the leverage of an account. */
export const leverage = defineCommand({
  name: 'leverage',
  aliases: ['setlev'],
  usage: 'leverage TIMES [MARKET]',
  help: 'Sets the leverage of the account, 1 to 200, or of the one that a market is booked on; open positions must fit it',
  examples: ['leverage 5', 'leverage 2 BTC'],
  words: [[], ['instrument']],
  parse: ([written, instrument, ...rest]) => {
    const times = /^\d+(?:\.\d+)?$/.test(written ?? '') ? Number(written) : NaN;
    if (!(times >= 1 && times <= 200))
      return {
        at: 0,
        message: `expected a number from 1 to 200, came ${written === undefined ? 'nothing' : `'${written}'`}`,
      };
    return rest.length > 0
      ? { at: 2, message: 'expected nothing more' }
      : { kind: 'leverage', leverage: times, instrument };
  },
});
