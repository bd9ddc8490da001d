import { describe, expect, it } from 'vitest';
import type { BarBlock, BarSource } from '../market/bar.ts';
import { TickBlock, type TickSource } from '../market/tick-block.ts';
import { barStart, timeframe } from '../market/timeframe.ts';
import { Random } from '../util/random.ts';
import { barsOfBars, barsOfTicks, type TapeSide } from './bar-sources.ts';

type Row = number[];
interface Tick {
  readonly time: number;
  readonly bid: number;
  readonly ask: number;
  readonly lots: number;
}

function randomTape(count: number, seed: string): Tick[] {
  const random = new Random(seed);
  let time = 1_600_000_000_123;
  let bid = 1000;
  return Array.from({ length: count }, () => {
    time += random.below(10) === 0 ? random.below(400_000) : random.below(900);
    bid += random.below(7) - 3;
    return { time, bid, ask: bid + random.below(4), lots: random.below(50) };
  });
}

/** A tape in blocks of `size` ticks with the minute index of each block. */
function tapeSource(ticks: readonly Tick[], size: number): TickSource {
  let at = 0;
  const next = (): TickBlock | undefined => {
    const part = ticks.slice(at, at + size);
    at += size;
    return part.length === 0 ? undefined : blockOf(part);
  };
  return { kind: 'quote', scale: { priceStep: '0.01', lotStep: '0.1' }, next, close: () => undefined };
}

function blockOf(part: readonly Tick[]): TickBlock {
  const first = part[0]!;
  const minutes = [...Map.groupBy(part, (tick) => barStart(timeframe('1m'), tick.time))];
  const ints = (read: (ticks: Tick[]) => number): Int32Array => Int32Array.from(minutes, ([, ticks]) => read(ticks));
  return new TickBlock({
    kind: 'quote',
    count: part.length,
    baseTime: first.time,
    lastTime: part.at(-1)!.time,
    groups: new Int32Array(0),
    minutes: {
      count: minutes.length,
      time: Float64Array.from(minutes, ([time]) => time),
      first: Uint32Array.from(minutes, ([, ticks]) => part.indexOf(ticks[0]!)),
      open: ints((ticks) => ticks[0]!.bid),
      high: ints((ticks) => Math.max(...ticks.map((tick) => tick.bid))),
      low: ints((ticks) => Math.min(...ticks.map((tick) => tick.bid))),
      close: ints((ticks) => ticks.at(-1)!.bid),
      volume: Float64Array.from(minutes, ([, ticks]) => ticks.reduce((sum, tick) => sum + tick.lots, 0)),
      askOpen: ints((ticks) => ticks[0]!.ask),
      askHigh: ints((ticks) => Math.max(...ticks.map((tick) => tick.ask))),
      askLow: ints((ticks) => Math.min(...ticks.map((tick) => tick.ask))),
      askClose: ints((ticks) => ticks.at(-1)!.ask),
    },
    columns: {
      offset: Uint32Array.from(part, (tick) => tick.time - first.time),
      price: Int32Array.from(part, (tick) => tick.bid),
      ask: Int32Array.from(part, (tick) => tick.ask),
      lots: Float64Array.from(part, (tick) => tick.lots),
      side: new Uint8Array(part.length),
    },
  });
}

function expected(ticks: readonly Tick[], name: string, side: TapeSide): Row[] {
  return [...Map.groupBy(ticks, (tick) => barStart(timeframe(name), tick.time))].map(([time, inside]) => {
    const prices = inside.map((tick) => tick[side]);
    const volume = inside.reduce((sum, tick) => sum + tick.lots, 0);
    return [time, prices[0]!, Math.max(...prices), Math.min(...prices), prices.at(-1)!, volume];
  });
}

function rowsOf(source: BarSource): Row[] {
  const rows: Row[] = [];
  for (let block = source.next(); block !== undefined; block = source.next()) {
    const { open, high, low, close, time, volume } = block;
    for (let k = 0; k < block.count; k++) rows.push([time[k]!, open[k]!, high[k]!, low[k]!, close[k]!, volume[k]!]);
  }
  return rows;
}

describe('barsOfTicks', () => {
  const ticks = randomTape(30_000, 'tape');

  it.each(
    (['1s', '10s', '90s', '1m', '5m', '1h', '1d'] as const).flatMap((name) =>
      (['bid', 'ask'] as const).flatMap((side) => [1, 777, 65_536].map((size) => [name, side, size] as const)),
    ),
  )('builds %s bars of the %s from blocks of %i ticks', (name, side, size) => {
    const part = size === 1 ? ticks.slice(0, 3000) : ticks;
    const bars = rowsOf(barsOfTicks(tapeSource(part, size), timeframe(name), side));
    expect(bars).toEqual(expected(part, name, side));
  });

  it('hands on steps, timeframe and close', () => {
    let closed = false;
    const bars = barsOfTicks({ ...tapeSource(ticks, 500), close: () => (closed = true) }, timeframe('5m'));
    expect(bars.timeframe).toBe('5m');
    expect(bars.next()).toMatchObject({ priceStep: '0.01', volumeStep: '0.1' });
    bars.close();
    expect(closed).toBe(true);
  });

  it('is empty for an empty tape', () => {
    expect(rowsOf(barsOfTicks(tapeSource([], 10), timeframe('1m')))).toEqual([]);
    expect(rowsOf(barsOfTicks(tapeSource([], 10), timeframe('1s')))).toEqual([]);
  });
});

describe('barsOfBars', () => {
  const ticks = randomTape(30_000, 'bars');

  it.each([
    ['1s', '1m'],
    ['1m', '5m'],
    ['1m', '1d'],
    ['5m', '1h'],
  ])('rolls %s bars into %s bars', (fine, coarse) => {
    const traded = ticks.map((tick) => ({ ...tick, lots: tick.lots + 1 }));
    const source = barsOfTicks(tapeSource(traded, 999), timeframe(fine));
    expect(rowsOf(barsOfBars(source, timeframe(coarse)))).toEqual(expected(traded, coarse, 'bid'));
  });

  it('refuses bars that do not divide', () => {
    const source: BarSource = { timeframe: '3m', next: (): BarBlock | undefined => undefined, close: () => undefined };
    expect(() => barsOfBars(source, timeframe('5m'))).toThrow('5m bars are not made of 3m bars');
    expect(() => barsOfBars({ ...source, timeframe: '1d' }, timeframe('1w', -7_200_000))).toThrow('not made of');
  });
});
