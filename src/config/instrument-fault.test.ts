import { describe, expect, it } from 'vitest';
import { parseInstrumentName } from '../market/instrument.ts';
import { instrumentFault } from './instrument-fault.ts';

describe('what is wrong with the name of an instrument', () => {
  it.each([
    ['BTC', 'no venue stands before it'],
    ['', 'no venue stands before it'],
    ['b:BTC/USD', 'a venue has two letters or more'],
    [':BTC/USD', 'a venue has two letters or more'],
    ['1x:BTC/USD', 'a venue is letters and digits, a letter first'],
    ['binance:', 'no symbol follows the venue'],
    ['binance:BTC USD', 'a symbol is letters and digits, with / between currencies'],
  ])('%s: %s', (text, fault) => {
    expect([parseInstrumentName(text), instrumentFault(text)]).toEqual([undefined, fault]);
  });
});
