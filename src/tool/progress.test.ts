import { expect, it } from 'vitest';
import { describe, short } from './progress.ts';

it('shows part, day, speed and what is left', () => {
  const progress = { done: 0.25, ticks: 5_000_000, bars: 10, time: Date.UTC(2026, 2, 1) };
  expect(describe(progress, 2)).toBe('[######..................]  25 %  2026-03-01  2.5 M ticks/s  6s left');
});

it('counts bars where there are no ticks, and says nothing of the rest of a run that has hardly begun', () => {
  expect(describe({ done: 0, ticks: 0, bars: 300, time: NaN }, 1)).toBe('[........................]   0 %  300 bars/s');
});

it('tells long waits in minutes and hours', () => {
  const progress = { done: 0.5, ticks: 1, bars: 0, time: NaN };
  expect(describe(progress, 90)).toMatch(/1m30s left$/);
  expect(describe(progress, 7260)).toMatch(/2h01m left$/);
});

it('shortens counts', () => {
  expect([999, 9999, 12_500, 3_100_000].map(short)).toEqual(['999', '9999', '12.5 k', '3.1 M']);
});
