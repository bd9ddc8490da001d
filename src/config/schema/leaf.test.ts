import { describe, expect, it } from 'vitest';
import { duration, formatDuration, instrument, integer, number, parseDuration, step, timeframeName } from './leaf.ts';
import { levelSchema } from './trade.ts';

describe('number', () => {
  it.each<[unknown, number]>([
    [5, 5],
    ['5', 5],
    ['0.1', 0.1],
    ['-1e-3', -0.001],
  ])('reads %j', (written, value) => {
    expect(number().parse(written)).toBe(value);
  });

  it.each(['', ' ', 'x', '5 %', '0x10', true, null, [], Infinity, NaN, '1e400'])('refuses %j', (written) => {
    expect(number().safeParse(written).success).toBe(false);
  });

  it('keeps its bounds for numbers and for text', () => {
    const ratio = number({ above: 0, max: 1 });
    for (const right of [1, '1', 0.5, '0.5']) expect(ratio.safeParse(right).success).toBe(true);
    for (const wrong of [0, '0', 1.1, '1.1', -1]) expect(ratio.safeParse(wrong).success).toBe(false);
    for (const wrong of [1.5, '1.5', '1e20']) expect(integer().safeParse(wrong).success).toBe(false);
  });
});

describe('duration', () => {
  it.each<[unknown, number]>([
    [250, 250],
    ['250ms', 250],
    ['30s', 30_000],
    ['1.5m', 90_000],
    ['4h', 14_400_000],
    ['2d', 172_800_000],
    ['1w', 604_800_000],
  ])('reads %j', (written, millis) => {
    expect(duration().parse(written)).toBe(millis);
  });

  it.each(['4 h', '4x', '-4h', -1, 1.5, '', true])('refuses %j', (written) => {
    expect(duration().safeParse(written).success).toBe(false);
  });

  it('prints what it reads', () => {
    for (const millis of [1, 999, 1000, 90_000, 3_600_000, 86_400_000, 0]) {
      expect(parseDuration(formatDuration(millis))).toBe(millis);
    }
  });
});

it('keeps a step as exact text', () => {
  expect(step().parse(0.01)).toBe('0.01');
  expect(step().parse(1e-8)).toBe('0.00000001');
  expect(step().parse('0.2500')).toBe('0.25');
  for (const wrong of [0, '0', -1, 'x', true]) expect(step().safeParse(wrong).success).toBe(false);
});

it('turns any spelling of an instrument into its id', () => {
  expect(instrument().parse('BITFINEX:btcusd')).toBe('bitfinex:BTC/USD');
  expect(instrument().safeParse('btcusd').success).toBe(false);
});

it('knows timeframes', () => {
  expect(timeframeName().parse('15m')).toBe('15m');
  for (const wrong of ['15', '0m', '1y', 'm', 60]) expect(timeframeName().safeParse(wrong).success).toBe(false);
});

it('reads a level as a price or a percentage', () => {
  expect(levelSchema.parse(100.5)).toBe(100.5);
  expect(levelSchema.parse('100.5')).toBe(100.5);
  expect(levelSchema.parse('2%')).toEqual({ percent: 2 });
  expect(levelSchema.parse({ percent: '2' })).toEqual({ percent: 2 });
  for (const wrong of [0, '0%', -1, 'x', { percent: 0 }, { points: 2 }, true]) {
    expect(levelSchema.safeParse(wrong).success).toBe(false);
  }
});
