import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TickBlock, type TickSource } from '../../market/tick-block.ts';
import { demoMarkets, syntheticMarket } from './market.ts';
import { syntheticSource } from './source.ts';

const start = Date.UTC(2025, 2, 3, 9, 30);
const hour = 3_600_000;
const prints = syntheticMarket('test:BTC/USDT', { ticksPerSecond: 2 });
const quotes = syntheticMarket('test:EUR/USD', { ...demoMarkets[3], ticksPerSecond: 2 });

/** Every tick of a block as plain rows: time, price, ask, lots, side. */
function rows(block: TickBlock | undefined): number[][] {
  if (block === undefined) return [];
  const { offset, price, ask, lots, side } = block.columns;
  return Array.from({ length: block.count }, (_, k) => [
    block.baseTime + offset[k]!,
    price[k]!,
    ask[k]!,
    lots[k]!,
    side[k]!,
  ]);
}

function readAll(source: TickSource): number[][] {
  const all: number[][] = [];
  for (let block = source.next(); block !== undefined; block = source.next()) all.push(...rows(block));
  return all;
}

const read = (seed: string, market = prints, begin = start, end = start + hour) =>
  readAll(syntheticSource({ seed, market, start: begin, end }));

describe('syntheticSource', () => {
  it.each([
    ['prints', prints],
    ['quotes', quotes],
  ])('makes equal tapes of equal seeds, and other tapes of other seeds and markets: %s', (_, market) => {
    const tape = read('a', market);
    expect(tape.length).toBeGreaterThan(1000);
    expect(read('a', market)).toEqual(tape);
    expect(read('b', market)).not.toEqual(tape);
    expect(read('a', { ...market, id: 'test:OTHER/USD' })).not.toEqual(tape);
  });

  it('makes the same ticks however they are cut into blocks and moments', () => {
    const whole = read('a');
    const readings = fc.array(fc.oneof(fc.constant('next' as const), fc.integer({ min: 0, max: 400_000 })), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 700 }), readings, (blockSize, steps) => {
        const source = syntheticSource({ seed: 'a', market: prints, start, end: start + hour, blockSize });
        let moment = start;
        const got: number[][] = [];
        for (const step of steps) got.push(...rows(step === 'next' ? source.next() : source.until((moment += step))));
        expect([...got, ...readAll(source)]).toEqual(whole);
      }),
      { numRuns: 15 },
    );
  });

  it('hands over what came up to a moment, and nothing of later', () => {
    const source = syntheticSource({ seed: 'a', market: prints, start });
    const moment = start + 60_000;
    const first = rows(source.until(moment));
    expect(first.at(-1)![0]).toBeLessThanOrEqual(moment);
    expect(source.nextTime).toBeGreaterThan(moment);
    expect(source.until(moment)).toBeUndefined();
    const next = source.nextTime;
    expect(rows(source.until(next))[0]![0]).toBe(next);
  });

  it('ends before its end, and after close', () => {
    const source = syntheticSource({ seed: 'a', market: prints, start, end: start + hour, blockSize: 100 });
    const times = readAll(source).map((tick) => tick[0]!);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(start);
    expect(Math.max(...times)).toBeLessThan(start + hour);
    expect(source.nextTime).toBe(Infinity);
    const closed = syntheticSource({ seed: 'a', market: prints, start });
    closed.close();
    expect(closed.next()).toBeUndefined();
  });

  it('holds whole price steps and lots, sides for prints, and an ask above the bid for quotes', () => {
    for (const [time, price, ask, lots, side] of read('a')) {
      expect([time, price, lots].every(Number.isSafeInteger)).toBe(true);
      expect(price).toBeGreaterThan(0);
      expect(ask).toBe(price);
      expect(lots).toBeGreaterThan(0);
      expect([1, 2]).toContain(side);
    }
    for (const [, bid, ask, , side] of read('a', quotes)) {
      expect(ask).toBeGreaterThan(bid!);
      expect(side).toBe(0);
    }
  });

  it('keeps bursts: several prints of one order share a millisecond, one side, and never a better price', () => {
    const ticks = read('a');
    const pairs = ticks.slice(1).map((tick, k) => [ticks[k]!, tick] as const);
    const together = pairs.filter(([before, after]) => before[0] === after[0]);
    expect(together.length / ticks.length).toBeGreaterThan(0.2);
    expect(together.length / ticks.length).toBeLessThan(0.6);
    // Now and then two orders meet in one millisecond by chance.
    const oneOrder = together.filter(
      ([before, after]) =>
        before[4] === after[4] && (after[4] === 1 ? after[1]! >= before[1]! : after[1]! <= before[1]!),
    );
    expect(oneOrder.length / together.length).toBeGreaterThan(0.98);
  });

  it('survives a market of one tick in a long while', () => {
    const market = syntheticMarket('test:SLOW/USDT', { ticksPerSecond: 0.001 });
    const slow = read('a', market, start, start + 30 * 24 * hour);
    expect(slow.length).toBeGreaterThan(500);
    expect(slow.length).toBeLessThan(5000);
  });
});

describe('syntheticMarket', () => {
  it.each([
    ['a price of too few steps', { price: 1 }],
    ['a price of too many steps', { price: 1e9 }],
    ['a quantity below a lot', { quantity: 0.00001 }],
    ['no volatility', { volatility: 0 }],
    ['an endless rate', { ticksPerSecond: Infinity }],
    ['a negative spread', { spread: -0.1 }],
    ['a correlation beyond 1', { correlation: 1.1 }],
  ])('refuses %s', (_, traits) => {
    expect(() => syntheticMarket('test:BTC/USDT', traits)).toThrow(/test:BTC\/USDT/);
  });
});
