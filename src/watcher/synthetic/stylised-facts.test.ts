import { describe, expect, it } from 'vitest';
import { TickBlockBuilder } from '../../market/tick-builder.ts';
import { demoMarkets, type SyntheticMarket, syntheticMarket } from './market.ts';
import { activityOfDay, ReturnProcess } from './returns.ts';
import { syntheticSource } from './source.ts';

// What is known of real markets, and must be true of invented ones: R. Cont, Empirical properties of asset returns,
// Quantitative Finance 1 (2001). All tapes are seeded, so a figure is the same on every run.
const start = Date.UTC(2025, 0, 6);
const minute = 60_000;
const days = 6;
const minutes = days * 1440;

interface Tape {
  /** One-minute log returns; a minute without a tick keeps the price. */
  readonly returns: readonly number[];
  readonly ticks: number;
  readonly ticksOfMinute: readonly number[];
  readonly spreadOfMinute: readonly number[];
  readonly sides: readonly number[];
}

function measure(market: SyntheticMarket, seed: string): Tape {
  const source = syntheticSource({ seed, market, start, end: start + days * 24 * 60 * minute });
  const close: number[] = Array.from({ length: minutes }, () => NaN);
  const ticksOfMinute: number[] = Array.from({ length: minutes }, () => 0);
  const spreads: number[] = Array.from({ length: minutes }, () => 0);
  const sides: number[] = [];
  let ticks = 0;
  for (let block = source.next(); block !== undefined; block = source.next()) {
    ticks += block.count;
    const { offset, price, ask, side } = block.columns;
    for (let k = 0; k < block.count; k++) {
      const row = Math.floor((block.baseTime + offset[k]! - start) / minute);
      close[row] = Math.log(price[k]!);
      ticksOfMinute[row]!++;
      spreads[row]! += ask[k]! - price[k]!;
      if (k === 0 || offset[k] !== offset[k - 1]) sides.push(side[k] === 1 ? 1 : -1);
    }
  }
  for (let row = 1; row < minutes; row++) if (Number.isNaN(close[row]!)) close[row] = close[row - 1]!;
  const returns = close.slice(1).map((each, k) => each - close[k]!);
  return { returns, ticks, ticksOfMinute, sides, spreadOfMinute: spreads.map((sum, k) => sum / ticksOfMinute[k]!) };
}

const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
const moment = (values: readonly number[], power: number) => {
  const centre = mean(values);
  return mean(values.map((each) => (each - centre) ** power));
};
const correlation = (a: readonly number[], b: readonly number[]) => {
  const [left, right] = [mean(a), mean(b)];
  return mean(a.map((each, k) => (each - left) * (b[k]! - right))) / Math.sqrt(moment(a, 2) * moment(b, 2));
};
const echo = (values: readonly number[], lag: number) => correlation(values.slice(lag), values.slice(0, -lag));

const btc = syntheticMarket('test:BTC/USDT', { ticksPerSecond: 1 });
const eur = syntheticMarket('test:EUR/USD', { ...demoMarkets[3], ticksPerSecond: 1 });

describe.each([
  ['prints', btc, 'one'],
  ['prints of another seed', btc, 'two'],
  ['quotes', eur, 'one'],
])('a synthetic market of %s', (_, market, seed) => {
  const tape = measure(market, seed);
  const absolute = tape.returns.map(Math.abs);

  it('has heavy tails: kurtosis of one-minute returns above 4', () => {
    const kurtosis = moment(tape.returns, 4) / moment(tape.returns, 2) ** 2;
    expect(kurtosis).toBeGreaterThan(4);
    expect(kurtosis).toBeLessThan(100);
  });

  it('has volatility clusters: the size of a return echoes for an hour', () => {
    expect(echo(absolute, 1)).toBeGreaterThan(0.1);
    expect(echo(absolute, 10)).toBeGreaterThan(0.05);
    expect(echo(absolute, 60)).toBeGreaterThan(0.01);
  });

  it('has returns that do not tell the next one', () => {
    for (const lag of [1, 2, 5, 10]) expect(Math.abs(echo(tape.returns, lag))).toBeLessThan(0.05);
  });

  it('moves about as much a day, and as often a second, as its market says', () => {
    const perDay = Math.sqrt(moment(tape.returns, 2) * 1440);
    expect(perDay / market.volatility).toBeGreaterThan(0.5);
    expect(perDay / market.volatility).toBeLessThan(1.5);
    const perSecond = tape.ticks / (days * 86_400);
    expect(perSecond / market.ticksPerSecond).toBeGreaterThan(0.7);
    expect(perSecond / market.ticksPerSecond).toBeLessThan(1.4);
  });

  it('is busy in clusters, by the hour of the day, and when it moves', () => {
    const counts = tape.ticksOfMinute;
    expect(moment(counts, 2) / mean(counts)).toBeGreaterThan(3); // 1 for arrivals without bursts
    expect(echo(counts, 5)).toBeGreaterThan(0.2);
    const hourly = (from: number, to: number) =>
      mean(counts.filter((_count, k) => k % 1440 >= from * 60 && k % 1440 < to * 60));
    expect(hourly(13, 17) / hourly(3, 6)).toBeGreaterThan(1.8);
    expect(correlation(counts.slice(1), absolute)).toBeGreaterThan(0.2);
  });
});

it('has a spread that opens when the market moves', () => {
  const { spreadOfMinute, returns } = measure(eur, 'one');
  const wild = returns
    .map((each, k) => [Math.abs(each), spreadOfMinute[k + 1]!] as const)
    .filter(([, each]) => each > 0);
  const sorted = wild.toSorted((a, b) => a[0] - b[0]).map(([, spread]) => spread);
  expect(sorted.every((spread) => spread >= 1)).toBe(true);
  expect(mean(sorted.slice(-1000)) / mean(sorted.slice(0, 1000))).toBeGreaterThan(1.25);
});

it('has orders whose side persists', () => {
  const { sides } = measure(btc, 'one');
  expect(echo(sides, 1)).toBeGreaterThan(0.3);
  expect(echo(sides, 20)).toBeGreaterThan(0.02);
});

it('has markets that move together as far as their correlations say', () => {
  const markets = ['A', 'B', 'C'].map((name) =>
    syntheticMarket(`test:${name}/USDT`, { ticksPerSecond: 0.5, correlation: name === 'C' ? -0.8 : 0.8 }),
  );
  const [a, b, c] = markets.map((market) => measure(market, 'one').returns);
  expect(correlation(a!, b!)).toBeGreaterThan(0.45);
  expect(correlation(a!, b!)).toBeLessThan(0.8);
  expect(correlation(a!, c!)).toBeLessThan(-0.45);
});

it('has trends: four hours move farther than their seconds at random would', () => {
  const process = new ReturnProcess('trends');
  const span = 4 * 3600;
  const [spans, seconds]: [number[], number[]] = [[], []];
  for (let k = 0, sum = 0, squares = 0; k < 100 * 86_400; k++) {
    if (k % 60 === 0) process.nextMinute(1);
    const move = process.nextSecond();
    sum += move;
    squares += move * move;
    if ((k + 1) % span !== 0) continue;
    spans.push(sum);
    seconds.push(squares);
    sum = squares = 0;
  }
  expect(moment(spans, 2) / mean(seconds)).toBeGreaterThan(1.15);
});

it('has a usual activity of 1 over the day', () => {
  expect(mean([...activityOfDay])).toBeCloseTo(1, 12);
});

it('hands over blocks whose index is that of their ticks', () => {
  const source = syntheticSource({ seed: 'one', market: eur, start, blockSize: 5000 });
  for (let k = 0; k < 3; k++) {
    const block = source.next()!;
    const builder = new TickBlockBuilder('quote');
    const { offset, price, ask, lots } = block.columns;
    for (let tick = 0; tick < block.count; tick++)
      builder.appendQuote(block.baseTime + offset[tick]!, price[tick]!, ask[tick]!, lots[tick]);
    const again = builder.build()!;
    expect(block.groups).toEqual(again.groups);
    expect(block.minutes.count).toBe(again.minutes.count);
    expect(block.minutes.askHigh.slice(0, block.minutes.count)).toEqual(
      again.minutes.askHigh.slice(0, again.minutes.count),
    );
  }
});
