import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TickBlockBuilder } from './tick-builder.ts';
import { groupSize, sideBuy, sideSell, type TickBlock } from './tick-block.ts';

interface Tick {
  readonly time: number;
  readonly price: number;
  readonly ask: number;
  readonly lots: number;
}

const base = 1_700_000_012_345;

/** Stands for the gap to the very moment at which the next minute begins. */
const toEdge = -1;

/** Ticks with equal times, quiet minutes, ticks on the minute and jumps; prices from a narrow walk. */
const tape = fc
  .array(
    fc.tuple(fc.constantFrom(0, 0, 3, 700, 61_000, 400_000, toEdge), fc.integer({ min: -9, max: 9 }), fc.nat(50)),
    {
      minLength: 1,
      maxLength: 900,
    },
  )
  .map((steps) => {
    let [time, price] = [base, 1000];
    return steps.map(([gap, move, lots]): Tick => ({
      time: (time = gap === toEdge ? Math.ceil(time / 60_000) * 60_000 : time + gap),
      price: (price += move),
      ask: price + 1 + (lots % 4),
      lots,
    }));
  });

function build(ticks: readonly Tick[], kind: 'trade' | 'quote', builder = new TickBlockBuilder(kind, 1024)): TickBlock {
  for (const { time, price, ask, lots } of ticks) {
    if (kind === 'trade') builder.appendTrade(time, price, lots, lots % 2 === 0 ? sideBuy : sideSell);
    else builder.appendQuote(time, price, ask, lots);
  }
  return builder.build()!;
}

/** Rows of the minutes, worked out from the ticks alone. */
function bruteMinutes(ticks: readonly Tick[], of: (tick: Tick) => number): readonly number[][] {
  const rows = new Map<number, number[]>();
  for (const tick of ticks) {
    const start = tick.time - (tick.time % 60_000);
    rows.set(start, [...(rows.get(start) ?? []), of(tick)]);
  }
  return [...rows].map(([time, prices]) => [
    time,
    prices[0]!,
    Math.max(...prices),
    Math.min(...prices),
    prices.at(-1)!,
  ]);
}

function bruteGroups(ticks: readonly Tick[], of: (tick: Tick) => number): readonly number[][] {
  const rows: number[][] = [];
  for (let from = 0; from < ticks.length; from += groupSize) {
    const prices = ticks.slice(from, from + groupSize).map(of);
    rows.push([Math.min(...prices), Math.max(...prices)]);
  }
  return rows;
}

const rowsOf = (
  block: TickBlock,
  names: readonly ['open' | 'askOpen', 'high' | 'askHigh', 'low' | 'askLow', 'close' | 'askClose'],
) =>
  Array.from({ length: block.minutes.count }, (_, k) => [
    block.minutes.time[k]!,
    ...names.map((name) => block.minutes[name][k]!),
  ]);

describe('TickBlockBuilder', () => {
  it('keeps every tick in order, equal times included', () => {
    fc.assert(
      fc.property(tape, (ticks) => {
        const { columns, count, baseTime, lastTime } = build(ticks, 'trade');
        expect(count).toBe(ticks.length);
        expect([baseTime, lastTime]).toEqual([ticks[0]!.time, ticks.at(-1)!.time]);
        const kept = Array.from({ length: count }, (_, k) => [
          baseTime + columns.offset[k]!,
          columns.price[k],
          columns.lots[k],
          columns.side[k],
        ]);
        expect(kept).toEqual(
          ticks.map((tick) => [tick.time, tick.price, tick.lots, tick.lots % 2 === 0 ? sideBuy : sideSell]),
        );
      }),
    );
  });

  it('indexes groups and minutes as a plain count of the ticks does', () => {
    fc.assert(
      fc.property(tape, fc.constantFrom('trade' as const, 'quote' as const), (ticks, kind) => {
        const block = build(ticks, kind);
        const ask = kind === 'quote' ? (tick: Tick) => tick.ask : (tick: Tick) => tick.price;
        const groups = Array.from({ length: block.groups.length / 4 }, (_, k) =>
          Array.from(block.groups.subarray(4 * k, 4 * k + 4)),
        );
        const asks = bruteGroups(ticks, ask);
        expect(groups).toEqual(bruteGroups(ticks, (tick) => tick.price).map((row, k) => [...row, ...asks[k]!]));
        expect(rowsOf(block, ['open', 'high', 'low', 'close'])).toEqual(bruteMinutes(ticks, (tick) => tick.price));
        expect(rowsOf(block, ['askOpen', 'askHigh', 'askLow', 'askClose'])).toEqual(bruteMinutes(ticks, ask));
      }),
    );
  });

  it('says where each minute begins and how much was traded in it', () => {
    fc.assert(
      fc.property(tape, (ticks) => {
        const { minutes } = build(ticks, 'trade');
        const wanted = bruteMinutes(ticks, (tick) => tick.lots).map(([start]) => {
          const inside = ticks.filter(({ time }) => time - (time % 60_000) === start);
          return [ticks.indexOf(inside[0]!), inside.reduce((sum, { lots }) => sum + lots, 0)];
        });
        expect(Array.from({ length: minutes.count }, (_, k) => [minutes.first[k], minutes.volume[k]])).toEqual(wanted);
      }),
    );
  });

  it('begins anew after a build, with nothing left of the block before', () => {
    fc.assert(
      fc.property(tape, tape, (first, second) => {
        const builder = new TickBlockBuilder('quote', 1024);
        build(first, 'quote', builder);
        const later = second.map((tick) => ({ ...tick, time: tick.time + 90_000_000_000 }));
        const [reused, fresh] = [build(later, 'quote', builder), build(later, 'quote')];
        expect(reused.groups).toEqual(fresh.groups);
        expect(rowsOf(reused, ['open', 'askHigh', 'low', 'askClose'])).toEqual(
          rowsOf(fresh, ['open', 'askHigh', 'low', 'askClose']),
        );
        expect(reused.columns.offset.slice(0, reused.count)).toEqual(fresh.columns.offset.slice(0, fresh.count));
      }),
    );
  });

  it('has one array for price and ask of prints, and two for quotes', () => {
    const tick = [{ time: base, price: 5, ask: 6, lots: 1 }];
    const [prints, quotes] = [build(tick, 'trade'), build(tick, 'quote')];
    expect(prints.columns.ask === prints.columns.price).toBe(true);
    expect(prints.minutes.askHigh === prints.minutes.high).toBe(true);
    expect(quotes.columns.ask === quotes.columns.price).toBe(false);
  });

  it('builds nothing of nothing, and nothing twice', () => {
    const builder = new TickBlockBuilder('trade', 2);
    expect(builder.build()).toBeUndefined();
    builder.appendTrade(base, 1, 1, sideBuy);
    expect(builder.count).toBe(1);
    expect(builder.build()?.count).toBe(1);
    expect(builder.count).toBe(0);
    expect(builder.build()).toBeUndefined();
  });

  it('says when a block must end: full, or longer than an offset can count', () => {
    const builder = new TickBlockBuilder('trade', 2);
    builder.appendTrade(base, 1, 1, sideBuy);
    expect(builder.fits(base + 2 ** 32 - 1)).toBe(true);
    expect(builder.fits(base + 2 ** 32)).toBe(false);
    builder.appendTrade(base, 1, 1, sideBuy);
    expect(builder.fits(base)).toBe(false);
    expect(() => builder.appendTrade(base, 1, 1, sideBuy)).toThrow(/does not fit/);
    builder.build();
    expect(builder.fits(base + 2 ** 32)).toBe(true);
  });

  it('refuses time that runs back, also into the next block', () => {
    const builder = new TickBlockBuilder('trade', 2);
    builder.appendTrade(base, 1, 1, sideBuy);
    expect(() => builder.appendTrade(base - 1, 1, 1, sideBuy)).toThrow(/time order/);
    builder.build();
    expect(() => builder.appendTrade(base - 1, 1, 1, sideBuy)).toThrow(/time order/);
  });

  it('refuses prints in a block of quotes and quotes in a block of prints', () => {
    expect(() => new TickBlockBuilder('quote').appendTrade(base, 1, 1, sideBuy)).toThrow(/takes no print/);
    expect(() => new TickBlockBuilder('trade').appendQuote(base, 1, 2)).toThrow(/takes no quote/);
  });
});
