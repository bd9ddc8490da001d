import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands, parseCommand } from './index.ts';
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
  ])('reads %s', (line, command) => {
    expect(parseCommand(line)).toEqual(command);
  });

  it.each([
    ['byu', `expected one of ${Object.keys(commands).join(', ')}, came 'byu'`],
    ['regoins', `expected one of ${Object.keys(commands).join(', ')}, came 'regoins' (did you mean 'regions'?)`],
    ['close', 'close all | INSTRUMENT | TRADE: expected all, an instrument or the id of a trade'],
    ['state open', "state active | reducing | cancel-only | halted: expected one of them, came 'open'"],
    ['state', 'state active | reducing | cancel-only | halted: expected one of them, came nothing'],
    ['kill now', 'kill: expected nothing after kill'],
    ['toString', `expected one of ${Object.keys(commands).join(', ')}, came 'toString'`],
  ])('says what is wrong with %s', (line, message) => {
    expect(parseCommand(line)).toBe(message);
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
    for (const { alias, name } of Object.values(commands))
      if (alias !== undefined) expect(parseCommand(`${alias} r1`)).toEqual(parseCommand(`${name} r1`));
  });
});
