import { describe, expect, it } from 'vitest';
import { formatDuration, formatNumber, formatSigned, profitTone, sparkline } from './format.ts';
import { GrowingLog, since } from './log.ts';
import { filterRows, groupRows, pageOf, type Row, sortRows, type TableModel } from './table.ts';

const columns = [
  { id: 'market', title: 'Market', align: 'left' },
  { id: 'profit', title: 'P/L', align: 'right' },
] as const;

function model(...rows: readonly (readonly [string, number])[]): TableModel {
  const made = rows.map(([market, profit]): Row => {
    const cells = [{ text: market }, { text: String(profit), value: profit }];
    return { key: market, instrument: market, trade: '', group: market[0]!, cell: (k) => cells[k]! };
  });
  return { columns, rows: made };
}

const keys = (rows: readonly Row[]): string[] => rows.map(({ key }) => key);
const sample = model(['btc', 5], ['eth', -3], ['ada', NaN], ['bnb', 5]);

describe('rows', () => {
  it.each([
    ['profit', true, ['btc', 'bnb', 'eth', 'ada']],
    ['profit', false, ['eth', 'btc', 'bnb', 'ada']],
    ['market', false, ['ada', 'bnb', 'btc', 'eth']],
    ['unknown', false, ['btc', 'eth', 'ada', 'bnb']],
  ] as const)('are sorted by %s (descending: %s)', (column, isDescending, sorted) => {
    expect(keys(sortRows(sample, { column, isDescending }))).toEqual(sorted);
  });

  it.each([
    ['B', ['btc', 'bnb']],
    ['b t', ['btc']],
    ['!b', ['eth', 'ada']],
    ['profit>0', ['btc', 'bnb']],
    ['pro<=-3', ['eth']],
    ['market=eth', ['eth']],
    ['  ', ['btc', 'eth', 'ada', 'bnb']],
    ['zzz', []],
  ])('that match %j are kept', (filter, kept) => {
    expect(keys(filterRows(sample, filter))).toEqual(kept);
  });

  it('of one group stand together', () => {
    const folded = new Set<string>();
    const grouped = groupRows(sample, { column: 'market', folded });
    expect(keys(grouped).slice(0, 3)).toEqual(['group btc', 'btc', 'group eth']);
    folded.add('group btc');
    expect(keys(groupRows(sample, { column: 'market', folded })).slice(0, 2)).toEqual(['group btc', 'group eth']);
    expect(groupRows(sample, { column: 'nothing', folded })).toBe(sample.rows);
  });

  it.each([
    [100, 10, { chosen: 0, top: 0 }, 0],
    [100, 10, { chosen: 12, top: 0 }, 3],
    [100, 10, { chosen: 5, top: 20 }, 5],
    [100, 10, { chosen: 99, top: 0 }, 90],
    [3, 10, { chosen: 2, top: 2 }, 0],
  ])('are scrolled so that the chosen one is seen: %i rows in %i', (count, height, at, top) => {
    expect(pageOf(count, height, at)).toBe(top);
  });
});

it.each([
  [1234567.891, 2, '1 234 567.89'],
  [-0.001, 2, '0.00'],
  [9999, 0, '9999'],
  [-12345, 0, '-12 345'],
  [NaN, 2, '·'],
  [Infinity, 2, '∞'],
])('writes %d with %i decimals', (value, decimals, text) => {
  expect(formatNumber(value, decimals)).toBe(text);
});

it('signs what is above zero, as shown', () => {
  expect([0.5, 0.001, -0.5].map((value) => formatSigned(value, 2))).toEqual(['+0.50', '0.00', '-0.50']);
});

it.each([
  [0, '0s'],
  [90_000, '1m 30s'],
  [3_600_000, '1h'],
  [90_061_000, '1d 1h'],
])('says how long %i ms are', (millis, text) => {
  expect(formatDuration(millis)).toBe(text);
});

it('shows what loses after a gain, and gains after a loss, in tones of their own', () => {
  expect(profitTone(-5, 10, -6)).toBe('faded');
  expect(profitTone(-5, 1, -6)).toBe('loss');
  expect(profitTone(5, 6, -10)).toBe('recovered');
  expect(profitTone(5, 6, -1)).toBe('gain');
});

it('draws a trend in blocks', () => {
  expect(sparkline([1, 2, 3, 8], 3)).toBe('▁▂█');
  expect(sparkline([4, 4], 5)).toBe('▄▄');
});

it('keeps the last of a log and knows what is new in it', () => {
  const log = new GrowingLog<number>(10);
  for (let k = 0; k < 105; k++) log.add(k);
  expect(log.items.length).toBeLessThanOrEqual(20);
  expect(since(log, 102)).toEqual([102, 103, 104]);
  expect(since(log, 105)).toEqual([]);
  expect(since(log, 0)).toEqual(log.items);
});
