import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeInstrument, parseInstrumentName } from './instrument.ts';
import { money, moneyToNumber, moneyToText, rateOf, timesRate, Valuer } from './money.ts';

function valuer(tickSize: string, lotSize: string, contractSize = '1'): Valuer {
  return new Valuer(makeInstrument(parseInstrumentName('test:A/USD')!, { tickSize, lotSize, contractSize }));
}

describe('money', () => {
  it.each([
    ['1', 1_000_000_000_000n],
    ['-0.05', -50_000_000_000n],
    [0.1, 100_000_000_000n],
    [1e-12, 1n],
    ['0.0000000000005', 0n],
    ['0.0000000000015', 2n],
    ['0.0000000000025', 2n],
    ['-0.0000000000015', -2n],
    [1e15, 10n ** 27n],
  ])('reads %s exactly, to 12 digits, a half to the even one', (text, amount) => {
    expect(money(text)).toBe(amount);
  });

  it('refuses what is no number', () => {
    expect(() => money('ten')).toThrow('expected an amount of money, was ten');
    expect(() => money(Infinity)).toThrow('expected a finite number');
  });

  it('reads its own text back', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
        (amount) => money(moneyToText(amount)) === amount,
      ),
    );
  });

  it('gives the nearest double of any amount', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 28n), max: 10n ** 28n }), (amount) => {
        expect(moneyToNumber(amount)).toBe(Number(moneyToText(amount)));
      }),
    );
  });

  it('multiplies by a rate exactly, then rounds a half to the even one', () => {
    expect(timesRate(3n, rateOf(0.5))).toBe(2n);
    expect(timesRate(5n, rateOf(0.5))).toBe(2n);
    expect(timesRate(-3n, rateOf(0.5))).toBe(-2n);
    expect(timesRate(money('1000'), rateOf(0.00075))).toBe(money('0.75'));
    const one = 10n ** 12n;
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }),
        fc.bigInt({ min: 0n, max: one }),
        (amount, rate) => {
          const twice = 2n * (timesRate(amount, rate) * one - amount * rate);
          expect(twice <= one && twice >= -one).toBe(true);
        },
      ),
    );
  });
});

describe('valuer', () => {
  it.each([
    ['0.01', '0.001', '1', 6_512_345, 1500, '97685.175'],
    ['0.25', '1', '50', 18_001, 2, '450025'],
    ['2.5', '1', '1', 3, -7, '-52.5'],
    ['0.00001', '1000', '1', 108_123, 3, '3243.69'],
    ['0.00000001', '0.00000001', '0.001', 3, 5, '0'],
    ['100', '1000', '1', 9_007_199_254_740_991, 9_007_199_254_740_991, '8112963841460666368139049566208100000'],
  ])('values ticks of %s and lots of %s, contracts of %s: %d × %d = %s', (tick, lot, contract, ticks, lots, value) => {
    expect(moneyToText(valuer(tick, lot, contract).notional(ticks, lots))).toBe(value);
  });

  it('equals whole-number arithmetic for any steps, and is antisymmetric', () => {
    const step = fc.constantFrom('0.00000001', '0.0001', '0.01', '0.25', '1', '2.5', '1000');
    const count = fc.integer({ min: -(2 ** 45), max: 2 ** 45 });
    const digits = (text: string): number => (text.split('.')[1] ?? '').length;
    fc.assert(
      fc.property(step, step, fc.constantFrom('1', '0.1', '100'), count, count, (tick, lot, contract, ticks, lots) => {
        const scale = digits(tick) + digits(lot) + digits(contract);
        const units = [tick, lot, contract].reduce((all, text) => all * BigInt(text.replace('.', '')), 1n);
        // 10^-scale × exact, brought to 10^-12: what is finer is rounded, a half to the even one.
        const exact = BigInt(ticks) * BigInt(lots) * units * 10n ** 12n;
        const divisor = 10n ** BigInt(scale);
        const value = valuer(tick, lot, contract).notional(ticks, lots);
        const twice = 2n * (value * divisor - exact);
        expect(twice <= divisor && twice >= -divisor).toBe(true);
        if (twice === divisor || twice === -divisor) expect(value % 2n).toBe(0n);
        expect(valuer(tick, lot, contract).notional(ticks, -lots)).toBe(-value);
      }),
    );
  });
});
