import { describe, expect, it } from 'vitest';
import { timeframeOfName, timeframeOfSpacing } from './timeframe-name.ts';

const day = 86_400_000;

describe('timeframeOfSpacing', () => {
  it.each<[millis: number, name: string | undefined]>([
    [1000, '1s'],
    [60_000, '1m'],
    [90_000, '90s'],
    [900_000, '15m'],
    [3_600_000, '1h'],
    [14_400_000, '4h'],
    [day, '1d'],
    [3 * day, '3d'],
    [7 * day, '1w'],
    [28 * day, '1M'],
    [31 * day, '1M'],
    [91 * day, '3M'],
    [366 * day, '12M'],
    [500, undefined],
    [1500, undefined],
  ])('names %i ms', (millis, name) => {
    expect(timeframeOfSpacing(millis)).toBe(name);
  });
});

describe('timeframeOfName', () => {
  it.each<[path: string, name: string | undefined]>([
    ['/1m-data/ADABTC-1m-2021-11-27.csv', '1m'],
    ['BTCUSDT-1mo-2024-01.zip', '1M'],
    ['btcusdt_4h_2024.csv.gz', '4h'],
    ['gbpusd-m1-ask-2012.csv.gz', '1m'],
    ['EURUSD_h4_x.csv', '4h'],
    ['DAT_ASCII_EURUSD_M1_201202.csv', '1m'],
    ['EURUSD_H4.csv', '4h'],
    ['XAUUSD_MN1.csv', '1M'],
    ['x.zip!DAT_ASCII_EURUSD_M1_201202.csv', '1m'],
    ['DAT_ASCII_EURUSD_T_202001.csv', undefined],
    ['EURUSD.csv', undefined],
    ['/a-1m-b/EURUSD.csv', undefined],
  ])('reads %s', (path, name) => {
    expect(timeframeOfName(path)).toBe(name);
  });
});
