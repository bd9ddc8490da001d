import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instrumentId } from '../market/instrument.ts';
import { listTickInstruments, listTicks, tickFolder, tickPath } from './path.ts';

describe('paths of ticks', () => {
  it.each([
    ['binance:BTC/USDT', 'ticks/binance/BTC_USDT'],
    ['binance:BTC/USDT:USDT', 'ticks/binance/BTC_USDT@USDT'],
    ['nasdaq:BRK.B', 'ticks/nasdaq/BRK.B'],
    ['x:kPEPE', 'ticks/x/%6BPEPE'],
    ['x:A_B', 'ticks/x/A%5FB'],
    ['x:..', 'ticks/x/%2E.'],
    ['x:A\\B*', 'ticks/x/A%5CB%2A'],
    ['x:É', 'ticks/x/%C3%89'],
  ])('of %s are in %s', (id, folder) => {
    expect(tickFolder(instrumentId(id))).toBe(folder);
  });

  it('tell any two symbols apart, whatever the case of the file system, and stay inside the store', () => {
    const symbols = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => /^\S+$/.test(text));
    fc.assert(
      fc.property(symbols, symbols, (one, other) => {
        const [left, right] = [one, other].map((symbol) => tickFolder(instrumentId(`x:${symbol}`)));
        expect(left).toMatch(/^ticks\/x\/(?!\.)[A-Z0-9._@%-]+$/);
        expect(left?.toLowerCase() === right?.toLowerCase()).toBe(one === other);
      }),
    );
  });

  it('lead back to the instruments', () => {
    const dir = mkdtempSync(join(tmpdir(), 'siis-path-'));
    const ids = ['binance:BTC/USDT', 'binance:BTC/USDT:USDT', 'x:A_B', 'x:kPEPE', 'x:É'].map(instrumentId);
    for (const id of ids) {
      for (const path of [tickPath(id, 'trade', 2024 * 12 + 11).path, tickPath(id, 'quote', 2024 * 12).path]) {
        mkdirSync(dirname(join(dir, path)), { recursive: true });
        writeFileSync(join(dir, path), '');
      }
      writeFileSync(join(dir, tickFolder(id), '2024-13.trade.ticks'), '');
      writeFileSync(join(dir, tickFolder(id), '2024-01.trade.ticks.lock'), '');
    }
    writeFileSync(join(dir, 'ticks/notes.txt'), '');
    expect(listTickInstruments(dir)).toEqual(ids);
    expect(listTicks(dir, ids[0]!).map(({ path }) => path)).toEqual([
      'ticks/binance/BTC_USDT/2024-01.quote.ticks',
      'ticks/binance/BTC_USDT/2024-12.trade.ticks',
    ]);
    rmSync(dir, { recursive: true });
  });
});
