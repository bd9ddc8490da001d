import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssertionError } from '../util/assert.ts';
import { instrumentId, makeInstrument, parseInstrumentName } from './instrument.ts';

describe('parseInstrumentName', () => {
  it.each<[text: string, id: string]>([
    ['binance:BTC/USDT', 'binance:BTC/USDT'],
    ['binance:BTC-USDT', 'binance:BTC/USDT'],
    ['binance:btc_usdt', 'binance:BTC/USDT'],
    ['binance:BTCUSDT', 'binance:BTC/USDT'],
    ['BINANCE:btcusdt', 'binance:BTC/USDT'],
    ['  binance:BTC/USDT ', 'binance:BTC/USDT'],
    ['BTC-USDT.binance', 'binance:BTC/USDT'],
    ['BTCUSDT.BINANCE', 'binance:BTC/USDT'],
    ['EUR/USD.fxcm', 'fxcm:EUR/USD'],
    ['oanda:EURUSD', 'oanda:EUR/USD'],
    ['oanda:USDSGD', 'oanda:USD/SGD'],
    ['binance:BTCTUSD', 'binance:BTC/TUSD'],
    ['binance:USDCUSDT', 'binance:USDC/USDT'],
    ['binance:1000SHIBUSDT', 'binance:1000SHIB/USDT'],
    ['binance:ETHBTC', 'binance:ETH/BTC'],
    ['practice-1:BTC/USDT', 'practice-1:BTC/USDT'],
  ])('reads the pair %s', (text, id) => {
    expect(parseInstrumentName(text)).toMatchObject({ id, settlement: undefined });
  });

  it.each<[text: string, id: string]>([
    ['binance:BTC/USDT:USDT', 'binance:BTC/USDT:USDT'],
    ['binance:BTC-USDT:USDT', 'binance:BTC/USDT:USDT'],
    ['binance:BTC/USD:BTC', 'binance:BTC/USD:BTC'],
    ['BTC/USDT:USDT.binance', 'binance:BTC/USDT:USDT'],
    ['BTCUSDT-PERP.BINANCE', 'binance:BTC/USDT:USDT'],
    ['binance:BTCUSDT_PERP', 'binance:BTC/USDT:USDT'],
    ['okx:BTC-USDT-SWAP', 'okx:BTC/USDT:USDT'],
    ['BINANCE:BTCUSDT.P', 'binance:BTC/USDT:USDT'],
    ['ftx:BTC-PERP', 'ftx:BTC/USD:USD'],
    ['binance:BTC/USDT:USDT-261225', 'binance:BTC/USDT:USDT-261225'],
  ])('reads the contract %s', (text, id) => {
    const named = parseInstrumentName(text);
    expect(named?.id).toBe(id);
    expect(id).toContain(`:${named?.settlement}`);
  });

  it.each<[text: string, id: string]>([
    ['nasdaq:GOOG', 'nasdaq:GOOG'],
    ['GOOG.nasdaq', 'nasdaq:GOOG'],
    ['nasdaq:GBTC', 'nasdaq:GBTC'],
    ['nyse:BRK.B', 'nyse:BRK.B'],
    ['nyse:BRK-B', 'nyse:BRK-B'],
    ['nyse:ABC.P', 'nyse:ABC.P'],
  ])('lets %s stand for itself, quoted in USD', (text, id) => {
    const named = parseInstrumentName(text);
    expect(named).toMatchObject({ id, quote: 'USD', settlement: undefined });
    expect(named?.base).toBe(named?.symbol);
  });

  it.each<[text: string, id: string]>([
    ['BTC/USDT', 'okx:BTC/USDT'],
    ['btcusdt', 'okx:BTC/USDT'],
    ['BTC/USDT:USDT', 'okx:BTC/USDT:USDT'],
    ['BTC-USDT:USDT', 'okx:BTC/USDT:USDT'],
    ['BTCUSDT.P', 'okx:BTC/USDT:USDT'],
    ['BRK.B', 'okx:BRK.B'],
    ['binance:BTC/USDT', 'binance:BTC/USDT'],
    ['BTC-USDT.binance', 'binance:BTC/USDT'],
  ])('puts %s on the default venue where it names none', (text, id) => {
    expect(parseInstrumentName(text, 'OKX')?.id).toBe(id);
  });

  it.each([
    '',
    ' ',
    'BTC/USDT',
    'BTCUSDT',
    'binance:',
    ':BTC/USDT',
    'binance:BTC USDT',
    'binance:BTC/',
    'binance:/USDT',
    'binance:a/b/c',
    'b:BTC/USDT',
  ])('finds no instrument in "%s"', (text) => {
    expect(parseInstrumentName(text)).toBeUndefined();
  });

  it('reads its own ids back', () => {
    const currency = fc.stringMatching(/^[A-Z]{3,6}$/);
    const suffix = fc.constantFrom('', '-PERP', '.P');
    const joint = fc.constantFrom('', '/', '-', '_');
    fc.assert(
      fc.property(currency, currency, joint, suffix, (base, quote, between, after) => {
        const named = parseInstrumentName(`venue:${base}${between}${quote}${after}`);
        fc.pre(named !== undefined);
        expect(parseInstrumentName(named.id)).toEqual(named);
      }),
    );
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'aZ1:/.-_ é') }),
        fc.constantFrom(undefined, 'okx'),
        (text, venue) => {
          const named = parseInstrumentName(text, venue);
          if (named !== undefined) expect(named.id).toBe(`${named.venue}:${named.symbol}`);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('instrumentId', () => {
  it.each(['BTC/USDT', 'Binance:BTC/USDT', 'binance:', 'binance:BTC USDT'])('refuses "%s"', (text) => {
    expect(() => instrumentId(text)).toThrow(AssertionError);
  });
});

describe('makeInstrument', () => {
  const spec = { tickSize: '0.25', lotSize: '0.001' };

  it('fills in what the spec leaves open', () => {
    const instrument = makeInstrument(parseInstrumentName('binance:BTC/USDT')!, spec);
    expect(instrument).toMatchObject({ kind: 'spot', settlement: 'USDT', contractSize: '1', makerFee: 0, takerFee: 0 });
    expect([instrument.price.step, instrument.quantity.step]).toEqual(['0.25', '0.001']);
  });

  it.each<[text: string, kind: string, settlement: string]>([
    ['binance:BTC/USD:BTC', 'perpetual', 'BTC'],
    ['binance:BTC/USDT:USDT-261225', 'future', 'USDT'],
  ])('reads kind and settlement from the name %s', (text, kind, settlement) => {
    expect(makeInstrument(parseInstrumentName(text)!, spec)).toMatchObject({ kind, settlement });
  });

  it('lets the spec rule over the name', () => {
    const named = parseInstrumentName('oanda:EUR/USD')!;
    expect(makeInstrument(named, { ...spec, kind: 'forex', settlement: 'EUR', takerFee: 0.001 })).toMatchObject({
      kind: 'forex',
      settlement: 'EUR',
      takerFee: 0.001,
    });
  });

  it('refuses a step that is no positive decimal', () => {
    const named = parseInstrumentName('oanda:EUR/USD')!;
    expect(() => makeInstrument(named, { ...spec, tickSize: '0' })).toThrow(AssertionError);
  });
});
