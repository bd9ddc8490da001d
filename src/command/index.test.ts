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
    ['trailing 1a-3 1.5%', { kind: 'add-operation', trade: '1a-3', operation: { kind: 'trailing', percent: 1.5 } }],
    [
      'ts 1a-3 1% after 2%',
      { kind: 'add-operation', trade: '1a-3', operation: { kind: 'trailing', percent: 1, after: 2 } },
    ],
    ['trailing 1a-3 none', { kind: 'protect', trade: '1a-3', trailing: null }],
    ['clean 1a-3', { kind: 'clean', trade: '1a-3' }],
    ['assign BTC', { kind: 'assign', instrument: 'BTC' }],
    [
      'assign BTC 0.1 at 60000 stop 2% target 66000',
      { kind: 'assign', instrument: 'BTC', quantity: 0.1, price: 60000, stop: { percent: 2 }, target: 66000 },
    ],
    ['quantity BTC 0.05', { kind: 'quantity', instrument: 'BTC', quantity: 0.05 }],
    ['quantity BTC profile', { kind: 'quantity', instrument: 'BTC', quantity: undefined }],
    ['leverage 5 BTC', { kind: 'leverage', leverage: 5, instrument: 'BTC' }],
    ['recheck', { kind: 'service', what: 'recheck' }],
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
    ['range-region BTC 1 2', [13, 16], "expected an instrument such as binance:BTC/USDT, came 'BTC'"],
    ['range-region demo:BTC/USDT 5 x', [29, 30], "came 'x'"],
    ['range-region demo:BTC/USDT 5 6 7', [31, 32], 'expected 2 prices after the instrument, came 5 6 7'],
    ['range-region demo:BTC/USDT 5', [28, 28], 'expected 2 prices after the instrument, came 5'],
    ['range-region demo:BTC/USDT 5 6 untill=2', [31, 39], 'until'],
    ['price-cross-alert demo:BTC/USDT abov 3', [32, 36], "came 'abov'"],
    ['pca demo:BTC/USDT >x', [18, 20], "came 'x'"],
    ['indicator-alert demo:BTC/USDT 1m rsii above 3', [33, 37], 'rsii'],
    ['operation 1a-3 close-att at=1%', [15, 24], 'close-att'],
    ['operation 1a-3 close-at at=x', [24, 28], "came 'x'"],
    ['step-stop-loss 1a-3 1% soon', [23, 27], "came 'soon'"],
    ['trailing 1a-3 fast', [14, 18], "came 'fast'"],
    ['assign BTC 1 at x', [16, 17], "expected a price, came 'x'"],
    ['leverage 900', [9, 12], 'expected a number from 1 to 200'],
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
    timeframes: ['1m', '15m'],
    regions: ['r1', 'r2'],
    alerts: ['a1'],
    operations: ['o1'],
    own: { theme: ['dark', 'light'] },
  };

  it.each([
    ['cl', 0, ['close', 'close-all', 'clean']],
    [':th', 1, ['theme']],
    ['long b', 5, ['demo:BTC/USDT']],
    ['close ', 6, ['ev60f5-1', 'demo:BTC/USDT', 'demo:ETH/USDT', 'all']],
    ['long BTC 0.1 st', 13, ['stop']],
    ['pause ', 6, ['ema-cross']],
    ['state re', 6, ['reducing']],
    ['theme l', 6, ['light']],
    ['nothing ', 8, []],
    ['trailing ev60f5-1 n', 18, ['none']],
    ['remove-region ', 14, ['r1', 'r2']],
    ['pca BTC ', 8, ['above', 'below', 'cross']],
    ['operation ev60f5-1 dynamic-stop-loss time', 37, ['timeframe=']],
    ['indicator-alert BTC 1', 20, ['1m', '15m']],
    ['assign BTC 1 ', 13, ['at', 'stop', 'target']],
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
