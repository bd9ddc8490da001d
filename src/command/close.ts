import { parseInstrumentName } from '../market/instrument.ts';
import { defineCommand } from './command.ts';

/** Closes open trades at the market. */
export const close = defineCommand({
  name: 'close',
  usage: 'close all | INSTRUMENT | TRADE',
  help: 'Closes open trades at the market: all, those of an instrument, or one by its id',
  parse: ([what, ...rest]) => {
    if (what === undefined || rest.length > 0) return 'expected all, an instrument or the id of a trade';
    if (what === 'all') return { kind: 'close', trade: undefined, instrument: undefined };
    const name = what.includes(':') ? parseInstrumentName(what) : undefined;
    return name === undefined
      ? { kind: 'close', trade: what, instrument: undefined }
      : { kind: 'close', trade: undefined, instrument: name.id };
  },
});
