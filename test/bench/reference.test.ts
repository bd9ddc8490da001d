import { describe, expect, it } from 'vitest';
import { buildLoop, runLoop, storedReference } from '../../bench/cpp/build.ts';
import { wideTape } from '../../bench/tape.ts';
import { loopTrades, readWide } from '../support/bench-rules.ts';

describe('the plain C++ loop', () => {
  it('trades by its rules, to the last chunk of the tape', { timeout: 60_000 }, ({ skip }) => {
    const program = buildLoop();
    if (program === undefined) return skip('no g++ on this machine');
    const count = 700_000;
    const path = wideTape(count);
    const run = runLoop(program, path, 1);
    const { time, price } = readWide(path, count);
    const wanted = loopTrades(time, price);
    expect(wanted.trades).toBeGreaterThan(8);
    expect({ ticks: run.ticks, trades: run.trades }).toEqual({ ticks: count, trades: wanted.trades });
    expect(run.profit).toBeCloseTo(wanted.profit, 4);
    expect(run.nsPerTick).toBeGreaterThan(0.3);
  });

  it('has a stored figure for machines without a compiler, which says what it is', () => {
    const { nsPerTick, origin } = storedReference();
    expect(nsPerTick).toBeGreaterThan(1);
    expect(nsPerTick).toBeLessThan(10);
    expect(origin).toMatch(/^no g\+\+ here: stored figure .* rough$/);
  });
});
