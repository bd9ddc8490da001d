import { describe, expect, it } from 'vitest';
import type { BarCoverage, TickCoverage } from '../../database/coverage.ts';
import { instrumentId } from '../../market/instrument.ts';
import { missingOf } from './market-data.ts';

const id = instrumentId('test:A/USD');
const other = instrumentId('test:B/USD');
const minute = 60_000;
const hour = 60 * minute;

const bars: BarCoverage = {
  kind: 'bars',
  instrument: id,
  timeframe: '1m',
  side: 'trade',
  priceStep: '1',
  volumeStep: '1',
  count: 100,
  first: 10 * minute,
  last: 119 * minute,
  gaps: [
    { from: 20 * minute, to: 22 * minute },
    { from: 50 * minute, to: 58 * minute },
  ],
};
const ticks: TickCoverage = {
  kind: 'ticks',
  instrument: other,
  ticks: 'trade',
  scale: { priceStep: '1', lotStep: '1' },
  count: 100,
  first: hour + 5,
  last: 5 * hour,
  gaps: [{ from: 2 * hour, to: 4 * hour }],
  bytes: 0,
};
const all = { from: undefined, to: undefined };

describe('missingOf', () => {
  it('names what is missing between the first and the last row of all markets', () => {
    const chosen = [
      { id, coverage: bars },
      { id: other, coverage: ticks },
    ];
    expect(missingOf(chosen, all).gaps).toEqual([
      { instrument: id, from: 20 * minute, to: 22 * minute },
      { instrument: id, from: 50 * minute, to: 58 * minute },
      { instrument: id, from: 120 * minute, to: 5 * hour + 1 },
      { instrument: other, from: 2 * hour, to: 4 * hour },
    ]);
  });

  it('names what is missing at the ends of the asked range, and nothing outside it', () => {
    const chosen = [{ id, coverage: bars }];
    expect(missingOf(chosen, { from: 0, to: 125 * minute }).gaps).toEqual([
      { instrument: id, from: 0, to: 10 * minute },
      { instrument: id, from: 20 * minute, to: 22 * minute },
      { instrument: id, from: 50 * minute, to: 58 * minute },
      { instrument: id, from: 120 * minute, to: 125 * minute },
    ]);
    expect(missingOf(chosen, { from: 21 * minute, to: 52 * minute }).gaps).toEqual([
      { instrument: id, from: 21 * minute, to: 22 * minute },
      { instrument: id, from: 50 * minute, to: 52 * minute },
    ]);
  });

  it('does not name less than a bar, or than an hour of ticks', () => {
    expect(missingOf([{ id, coverage: bars }], { from: 9.5 * minute, to: 20.5 * minute }).gaps).toEqual([]);
    expect(missingOf([{ id: other, coverage: ticks }], { from: hour, to: 2 * hour + minute }).gaps).toEqual([]);
  });

  it('tells when the market was closed apart, within the asked range', () => {
    const day = 24 * hour;
    const nights = Array.from({ length: 34 }, (_, k) => ({ from: k * day + 18 * hour, to: (k + 1) * day }));
    const outage = { from: 3 * day + 8 * hour, to: 3 * day + 10 * hour };
    const gaps = [...nights, outage].toSorted((a, b) => a.from - b.from);
    const coverage = { ...ticks, first: 0, last: 34 * day + 18 * hour, gaps };
    const chosen = [{ id: other, coverage }];
    expect(missingOf(chosen, all)).toEqual({
      gaps: [{ instrument: other, ...outage }],
      closings: [{ instrument: other, count: 34, time: 34 * 6 * hour }],
    });
    expect(missingOf(chosen, { from: 2 * day - 3 * hour, to: 3 * day - 6 * hour + 1 })).toEqual({
      gaps: [],
      closings: [{ instrument: other, count: 1, time: 3 * hour }],
    });
    expect(missingOf([{ id, coverage: bars }], all).closings).toEqual([]);
  });
});
