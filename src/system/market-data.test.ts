import { describe, expect, it } from 'vitest';
import type { BarCoverage, TickCoverage } from '../database/coverage.ts';
import { instrumentId } from '../market/instrument.ts';
import { gapsOf } from './market-data.ts';

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

describe('gapsOf', () => {
  it('names what is missing between the first and the last row of all markets', () => {
    const chosen = [
      { id, coverage: bars },
      { id: other, coverage: ticks },
    ];
    expect(gapsOf(chosen, all)).toEqual([
      { instrument: id, from: 20 * minute, to: 22 * minute },
      { instrument: id, from: 50 * minute, to: 58 * minute },
      { instrument: id, from: 120 * minute, to: 5 * hour + 1 },
      { instrument: other, from: 2 * hour, to: 4 * hour },
    ]);
  });

  it('names what is missing at the ends of the asked range, and nothing outside it', () => {
    const chosen = [{ id, coverage: bars }];
    expect(gapsOf(chosen, { from: 0, to: 125 * minute })).toEqual([
      { instrument: id, from: 0, to: 10 * minute },
      { instrument: id, from: 20 * minute, to: 22 * minute },
      { instrument: id, from: 50 * minute, to: 58 * minute },
      { instrument: id, from: 120 * minute, to: 125 * minute },
    ]);
    expect(gapsOf(chosen, { from: 21 * minute, to: 52 * minute })).toEqual([
      { instrument: id, from: 21 * minute, to: 22 * minute },
      { instrument: id, from: 50 * minute, to: 52 * minute },
    ]);
  });

  it('does not name less than a bar, or than an hour of ticks', () => {
    expect(gapsOf([{ id, coverage: bars }], { from: 9.5 * minute, to: 20.5 * minute })).toEqual([]);
    expect(gapsOf([{ id: other, coverage: ticks }], { from: hour, to: 2 * hour + minute })).toEqual([]);
  });
});
