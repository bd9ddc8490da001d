import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barEnd, barStart, timeframe } from '../market/timeframe.ts';
import { BarRoll, type StepBar } from './bar-roll.ts';

type Row = [time: number, open: number, high: number, low: number, close: number, volume: number];

const rowOf = (bar: StepBar): Row => [bar.time, bar.open, bar.high, bar.low, bar.close, bar.volume];

function rollPrices(frame: ReturnType<typeof timeframe>, ticks: readonly (readonly [number, number, number])[]): Row[] {
  const roll = new BarRoll(frame);
  const bars: Row[] = [];
  for (const [time, price, volume] of ticks) if (roll.addPrice(time, price, volume)) bars.push(rowOf(roll.closed));
  if (roll.flush()) bars.push(rowOf(roll.closed));
  return bars;
}

/** The same by sorting ticks into buckets: no state, no order of calls. */
function bucketed(frame: ReturnType<typeof timeframe>, ticks: readonly (readonly [number, number, number])[]): Row[] {
  const buckets = Map.groupBy(ticks, (tick) => barStart(frame, tick[0]));
  return [...buckets].map(([start, inside]) => {
    const prices = inside.map((tick) => tick[1]);
    const volume = inside.reduce((sum, tick) => sum + tick[2], 0);
    return [start, prices[0]!, Math.max(...prices), Math.min(...prices), prices.at(-1)!, volume];
  });
}

function chained(fine: string, coarse: string, ticks: readonly (readonly [number, number, number])[]): Row[] {
  const small = new BarRoll(timeframe(fine));
  const big = new BarRoll(timeframe(coarse), { passesUntraded: true });
  const bars: Row[] = [];
  const feed = (closed: boolean): void => {
    if (closed && big.addBar(small.closed)) bars.push(rowOf(big.closed));
  };
  for (const [time, price, volume] of ticks) feed(small.addPrice(time, price, volume));
  feed(small.flush());
  if (big.flush()) bars.push(rowOf(big.closed));
  return bars;
}

const day = 86_400_000;

describe('BarRoll', () => {
  it('makes open first, high max, low min, close last, volume sum', () => {
    const ticks = [
      [60_000, 5, 1],
      [60_001, 9, 2],
      [119_998, 2, 3],
      [119_999, 4, 4],
    ] as const;
    expect(rollPrices(timeframe('1m'), ticks)).toEqual([[60_000, 5, 9, 2, 4, 10]]);
  });

  it('starts a bar at its exact end and makes none for a bucket without data', () => {
    const ticks = [
      [0, 5, 1],
      [60_000, 6, 1],
      [300_000, 7, 1],
    ] as const;
    expect(rollPrices(timeframe('1m'), ticks).map((bar) => bar[0])).toEqual([0, 60_000, 300_000]);
  });

  it.each<[name: string, offset: number, time: string, start: string, end: string]>([
    ['1w', 0, '2020-04-08T12:00Z', '2020-04-06T00:00Z', '2020-04-13T00:00Z'],
    ['1M', 0, '2020-02-29T23:59Z', '2020-02-01T00:00Z', '2020-03-01T00:00Z'],
    ['3M', 0, '2020-12-31T00:00Z', '2020-10-01T00:00Z', '2021-01-01T00:00Z'],
    ['3d', day, '1970-01-01T00:00Z', '1969-12-30T00:00Z', '1970-01-02T00:00Z'],
    ['1d', -2 * 3_600_000, '2020-04-07T22:30Z', '2020-04-07T22:00Z', '2020-04-08T22:00Z'],
  ])('puts a %s bar with offset %i at %s into %s … %s', (name, offset, time, start, end) => {
    const roll = new BarRoll(timeframe(name, offset));
    roll.addPrice(Date.parse(time), 1, 1);
    expect([roll.forming.time, roll.forming.end]).toEqual([Date.parse(start), Date.parse(end)]);
  });

  it('closes by the clock once, at the end of the bar and not before', () => {
    const roll = new BarRoll(timeframe('1m'));
    expect(roll.closeBefore(1e12)).toBe(false);
    roll.addPrice(30_000, 7, 2);
    expect(roll.closeBefore(59_999)).toBe(false);
    expect(roll.closeBefore(60_000)).toBe(true);
    expect(rowOf(roll.closed)).toEqual([0, 7, 7, 7, 7, 2]);
    expect(roll.isForming).toBe(false);
    expect(roll.addPrice(60_000, 8, 1)).toBe(false);
  });

  const tape = fc
    .array(fc.tuple(fc.nat(5_000_000_000), fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 100 })), {
      maxLength: 60,
    })
    .map((ticks) => ticks.toSorted((a, b) => a[0] - b[0]));
  const names = fc.constantFrom('1s', '7s', '1m', '5m', '1h', '4h', '1d', '3d', '1w', '1M');

  it('equals bucketing on any tape, timeframe and offset', () => {
    fc.assert(
      fc.property(tape, names, fc.integer({ min: -day, max: day }), (ticks, name, offset) => {
        const frame = timeframe(name, offset);
        expect(rollPrices(frame, ticks)).toEqual(bucketed(frame, ticks));
      }),
    );
  });

  it('gives the same coarse bars from finer bars as from the ticks, through rows and through another roll', () => {
    const chains = fc.constantFrom(['1s', '1m'], ['1m', '5m'], ['1m', '1h'], ['1h', '1d'], ['1d', '1w'], ['1d', '1M']);
    fc.assert(
      fc.property(tape, chains, (ticks, [fine, coarse]) => {
        const expected = bucketed(timeframe(coarse), ticks);
        const small = bucketed(timeframe(fine), ticks);
        const columns = {
          time: Float64Array.from(small, (row) => row[0]),
          open: Float64Array.from(small, (row) => row[1]),
          high: Float64Array.from(small, (row) => row[2]),
          low: Float64Array.from(small, (row) => row[3]),
          close: Float64Array.from(small, (row) => row[4]),
          volume: Float64Array.from(small, (row) => row[5]),
        };
        const byRow = new BarRoll(timeframe(coarse));
        const rows: Row[] = [];
        for (let k = 0; k < small.length; k++) if (byRow.addRow(columns, k)) rows.push(rowOf(byRow.closed));
        if (byRow.flush()) rows.push(rowOf(byRow.closed));
        expect(rows).toEqual(expected);
        expect(chained(fine, coarse, ticks)).toEqual(expected);
      }),
    );
  });

  it('gives the same coarse bars from finer bars without any volume as from the ticks', () => {
    const quotes = tape.map((ticks) => ticks.map(([time, price]) => [time, price, 0] as const));
    fc.assert(
      fc.property(quotes, (ticks) => {
        expect(chained('1m', '1h', ticks)).toEqual(bucketed(timeframe('1h'), ticks));
      }),
    );
  });

  it.each<[what: string, fine: readonly Row[], coarse: Row]>([
    [
      'before the first trade',
      [
        [0, 9, 9, 9, 9, 0],
        [1, 5, 6, 4, 5, 2],
      ],
      [0, 5, 6, 4, 5, 2],
    ],
    [
      'between trades',
      [
        [0, 5, 6, 4, 5, 2],
        [1, 9, 9, 9, 9, 0],
        [2, 5, 5, 5, 5, 1],
      ],
      [0, 5, 6, 4, 5, 3],
    ],
    [
      'after the last trade',
      [
        [0, 5, 6, 4, 5, 2],
        [1, 9, 9, 9, 9, 0],
      ],
      [0, 5, 6, 4, 5, 2],
    ],
    [
      'alone',
      [
        [0, 9, 9, 9, 9, 0],
        [1, 9, 9, 9, 9, 0],
      ],
      [0, 9, 9, 9, 9, 0],
    ],
    [
      'that moved, which is data',
      [
        [0, 5, 6, 4, 5, 2],
        [1, 5, 9, 5, 9, 0],
      ],
      [0, 5, 9, 4, 9, 2],
    ],
  ])('gives a filled-in minute no say beside traded ones: %s', (_what, fine, coarse) => {
    const roll = new BarRoll(timeframe('1h'), { passesUntraded: true });
    const columns = {
      time: Float64Array.from(fine, (row) => row[0] * 60_000),
      open: Float64Array.from(fine, (row) => row[1]),
      high: Float64Array.from(fine, (row) => row[2]),
      low: Float64Array.from(fine, (row) => row[3]),
      close: Float64Array.from(fine, (row) => row[4]),
      volume: Float64Array.from(fine, (row) => row[5]),
    };
    for (let k = 0; k < fine.length; k++) roll.addRow(columns, k);
    roll.flush();
    expect(rowOf(roll.closed)).toEqual(coarse);
  });

  it('never leaves a time outside its bar', () => {
    fc.assert(
      fc.property(
        names,
        fc.integer({ min: 0, max: 4e12 }),
        fc.integer({ min: -day, max: day }),
        (name, time, offset) => {
          const frame = timeframe(name, offset);
          const start = barStart(frame, time);
          expect(start <= time && time < barEnd(frame, start)).toBe(true);
        },
      ),
    );
  });
});
