import { describe, expect, it } from 'vitest';
import { allows, barsParam, directionParam, exitPlan, percentParam, show, timeframeParam } from './params.ts';

describe('shared parameters', () => {
  it.each(['1s', '5m', '45m', '4h', '1d', '1w', '1M'])('accept the timeframe %s', (name) => {
    expect(timeframeParam('1h').parse(name)).toBe(name);
  });

  it.each(['', '5', 'm', '0m', '5x', '05m', '5m ', '-5m'])('refuse the timeframe "%s"', (name) => {
    expect(timeframeParam('1h').safeParse(name).success).toBe(false);
  });

  it('have their defaults', () => {
    expect(timeframeParam('1h').parse(undefined)).toBe('1h');
    expect(barsParam(9, 'x').parse(undefined)).toBe(9);
    expect(percentParam(2, 'x').parse(undefined)).toBe(2);
    expect(directionParam().parse(undefined)).toBe('both');
  });

  it('refuse what no price could be away from another', () => {
    expect(percentParam(2, 'x').safeParse(100).success).toBe(false);
    expect(percentParam(2, 'x').safeParse(-1).success).toBe(false);
    expect(barsParam(9, 'x').safeParse(1.5).success).toBe(false);
  });
});

describe('exitPlan', () => {
  it('holds what was asked for and nothing else, so that the profile decides the rest', () => {
    expect(exitPlan({ stopPercent: 2, targetPercent: 0 })).toEqual({ stop: { percent: 2 } });
    expect(exitPlan({ targetPercent: 3, trailingPercent: 1 })).toEqual({
      target: { percent: 3 },
      trailing: { percent: 1 },
    });
    expect(Object.keys(exitPlan({}))).toEqual([]);
  });
});

it('a direction is allowed by itself and by both', () => {
  expect([allows('both', 'short'), allows('long', 'long'), allows('long', 'short')]).toEqual([true, true, false]);
});

it('show keeps six digits and no tail', () => {
  expect([show(0.1 + 0.2), show(64_123.456), show(0.0000123456789), show(5)]).toEqual([
    '0.3',
    '64123.5',
    '0.0000123457',
    '5',
  ]);
});
