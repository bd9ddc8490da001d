import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { completeLine } from './complete.ts';
import { confirmationOf } from './confirmation.ts';
import { commands, parseCommand, readLine } from './index.ts';
import { commandsPage } from './reference-page.ts';

describe('parseCommand', () => {
  it.each([
    ['pause', { kind: 'pause', strategy: undefined }],
    [':pause ema-cross', { kind: 'pause', strategy: 'ema-cross' }],
    ['play', { kind: 'play', strategy: undefined }],
    ['close all', { kind: 'close', trade: undefined, instrument: undefined }],
    ['close binance:btcusdt', { kind: 'close', trade: undefined, instrument: 'binance:BTC/USDT' }],
    ['close 12d916o-3', { kind: 'close', trade: '12d916o-3', instrument: undefined }],
    ['cancel all', { kind: 'cancel', instrument: undefined }],
    ['state reducing', { kind: 'state', state: 'reducing' }],
    ['kill', { kind: 'state', state: 'halted' }],
    ['close-all', { kind: 'close', trade: undefined, instrument: undefined }],
    ['c 12d916o-3 50%', { kind: 'close', trade: '12d916o-3', instrument: undefined, portion: 0.5 }],
    ['close 12d916o-3 100%', { kind: 'close', trade: '12d916o-3', instrument: undefined }],
    ['cancel-all', { kind: 'cancel', instrument: undefined }],
    ['long BTC', { kind: 'enter', instrument: 'BTC', direction: 'long', type: 'market' }],
    [
      'long BTC 0.1 stop 1.5% target 66000',
      {
        kind: 'enter',
        instrument: 'BTC',
        direction: 'long',
        type: 'market',
        quantity: 0.1,
        stop: { percent: 1.5 },
        target: 66000,
      },
    ],
    [
      'S demo:ETH/USDT L@3000 SL@3100 TP%2 q0.5 /15m +4h',
      {
        kind: 'enter',
        instrument: 'demo:ETH/USDT',
        direction: 'short',
        type: 'limit',
        price: 3000,
        stop: 3100,
        target: { percent: 2 },
        quantity: 0.5,
        entryTimeout: 900_000,
        timeLimit: 14_400_000,
      },
    ],
    [
      'long BTC trigger 61000 trail 2%',
      { kind: 'enter', instrument: 'BTC', direction: 'long', type: 'stop', price: 61000, trailing: 2 },
    ],
    ['sl 12d916o-3 1.5%', { kind: 'protect', trade: '12d916o-3', stop: { percent: 1.5 } }],
    ['take-profit 12d916o-3 none', { kind: 'protect', trade: '12d916o-3', target: null }],
    ['be 12d916o-3', { kind: 'protect', trade: '12d916o-3', stop: 'entry' }],
  ])('reads %s', (line, command) => {
    expect(parseCommand(line)).toEqual(command);
  });

  it.each([
    ['byu', `expected one of ${Object.keys(commands).join(', ')}, came 'byu'`],
    ['regoins', `expected one of ${Object.keys(commands).join(', ')}, came 'regoins' (did you mean 'regions'?)`],
    ['close', 'close all | INSTRUMENT | TRADE [PART%]: expected all, an instrument or the id of a trade'],
    ['state open', "state active | reducing | cancel-only | halted: expected one of them, came 'open'"],
    ['state', 'state active | reducing | cancel-only | halted: expected one of them, came nothing'],
    ['kill now', 'kill: expected nothing after kill'],
    ['toString', `expected one of ${Object.keys(commands).join(', ')}, came 'toString'`],
  ])('says what is wrong with %s', (line, message) => {
    expect(parseCommand(line)).toBe(message);
  });

  it.each([
    ['long BTC 0.1 stop x', [18, 19], "expected a price, or a distance such as 1.5%, came 'x'"],
    ['long BTC stop', [13, 13], 'expected a price, or a distance such as 1.5% after stop'],
    [':long BTC banana', [10, 16], "came 'banana'"],
    ['long BTC stop 1% SL%2', [17, 21], 'expected stop only once'],
    ['long BTC at 1 trigger 2', [22, 23], 'expected either at or trigger'],
    ['close 12d916o-3 150%', [16, 20], "expected a part such as 50%, came '150%'"],
    ['close demo:BTC/USDT 50%', [20, 23], 'only one trade can be closed in part'],
    ['stop-loss 12d916o-3 soon', [20, 24], "came 'soon'"],
    ['lnog BTC', [0, 4], 'did you mean'],
  ])('marks the word that is wrong in %s', (line, [from, to], message) => {
    const read = readLine(line);
    const fault = 'fault' in read ? read.fault : undefined;
    expect([fault?.from, fault?.to]).toEqual([from, to]);
    expect(fault?.message).toContain(message);
  });

  it('has help for every command under its own name', () => {
    for (const [name, definition] of Object.entries(commands)) {
      expect(definition.name).toBe(name);
      expect(definition.usage.startsWith(name)).toBe(true);
      expect(definition.help.length).toBeGreaterThan(10);
    }
  });

  it('keeps docs/reference/session-commands.md equal to them', async () => {
    const file = join(import.meta.dirname, '../../docs/reference/session-commands.md');
    await expect(commandsPage()).toMatchFileSnapshot(file);
  });

  it('takes each by its short name', () => {
    for (const { aliases = [], name } of Object.values(commands))
      for (const alias of aliases) expect(parseCommand(`${alias} r1`)).toEqual(parseCommand(`${name} r1`));
  });
});

describe('completeLine', () => {
  const candidates = {
    instruments: ['demo:BTC/USDT', 'demo:ETH/USDT'],
    trades: ['ev60f5-1'],
    strategies: ['ema-cross'],
    own: { theme: ['dark', 'light'] },
  };

  it.each([
    ['cl', 0, ['close', 'close-all']],
    [':th', 1, ['theme']],
    ['long b', 5, ['demo:BTC/USDT']],
    ['close ', 6, ['ev60f5-1', 'demo:BTC/USDT', 'demo:ETH/USDT', 'all']],
    ['long BTC 0.1 st', 13, ['stop']],
    ['pause ', 6, ['ema-cross']],
    ['state re', 6, ['reducing']],
    ['theme l', 6, ['light']],
    ['nothing ', 8, []],
  ])('completes %s', (line, from, words) => {
    expect(completeLine(line, candidates)).toEqual({ from, words });
  });
});

describe('confirmationOf', () => {
  it.each([
    ['pause', undefined],
    ['play ema-cross', undefined],
    ['long BTC', 'enter'],
    ['close ev60f5-1', 'enter'],
    ['close demo:BTC/USDT', 'enter'],
    ['close all', 'account'],
    ['cancel-all', 'account'],
    ['kill', 'enter'],
    ['breakeven ev60f5-1', 'enter'],
  ])('asks for %s in the right way', (line, confirmation) => {
    const read = readLine(line);
    expect('command' in read ? confirmationOf(read.command) : 'fault').toBe(confirmation);
  });
});
