import { closeSync, openSync, readSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildLoop, runLoop, storedReference } from '../../bench/cpp/build.ts';
import { wideTape } from '../../bench/tape.ts';

/** The rules of bench/cpp/loop.cpp, written down a second time. */
function expected(time: readonly number[], price: readonly number[]): { trades: number; profit: number } {
  let [fast, slow, gain, loss, last, bars] = [0, 0, 0, 0, 0, 0];
  let [upper, lower, position, entry, trades, profit] = [Infinity, -Infinity, 0, 0, 0, 0];
  const closeMinute = (close: number): void => {
    if (bars++ === 0) fast = slow = last = close;
    fast += (close - fast) * (2 / 13);
    slow += (close - slow) * (2 / 27);
    gain += (Math.max(close - last, 0) - gain) / 14;
    loss += (Math.max(last - close, 0) - loss) / 14;
    last = close;
    if (position !== 0) return;
    const rsi = loss === 0 ? 100 : 100 - 100 / (1 + gain / loss);
    upper = bars > 30 && fast > slow && rsi < 70 ? close + 0.5 : Infinity;
    lower = bars > 30 && fast < slow && rsi > 30 ? close - 0.5 : -Infinity;
  };
  for (const [k, p] of price.entries()) {
    if (k > 0 && Math.floor(time[k]! / 60_000) > Math.floor(time[k - 1]! / 60_000)) closeMinute(price[k - 1]!);
    if (p < upper && p > lower) continue;
    if (position === 0) {
      position = p >= upper ? 1 : -1;
      [entry, upper, lower] = [p, p * 1.002, p * 0.998];
    } else {
      profit += (p - entry) * position;
      trades++;
      [position, upper, lower] = [0, Infinity, -Infinity];
    }
  }
  return { trades, profit };
}

/** Times and prices of a wide tape. */
function readWide(path: string, count: number): { time: number[]; price: number[] } {
  const file = openSync(path, 'r');
  const [time, price]: [number[], number[]] = [[], []];
  for (let from = 0; from < count; from += 65_536) {
    const n = Math.min(65_536, count - from);
    const both = new Float64Array(2 * n);
    readSync(file, new Uint8Array(both.buffer), 0, 16 * n, from * 20);
    for (let k = 0; k < n; k++) {
      time.push(both[k]!);
      price.push(both[n + k]!);
    }
  }
  closeSync(file);
  return { time, price };
}

describe('the plain C++ loop', () => {
  it('trades by its rules, to the last chunk of the tape', { timeout: 60_000 }, ({ skip }) => {
    const program = buildLoop();
    if (program === undefined) return skip('no g++ on this machine');
    const count = 700_000;
    const path = wideTape(count);
    const run = runLoop(program, path, 1);
    const { time, price } = readWide(path, count);
    const wanted = expected(time, price);
    expect(wanted.trades).toBeGreaterThan(8);
    expect({ ticks: run.ticks, trades: run.trades }).toEqual({ ticks: count, trades: wanted.trades });
    expect(run.profit).toBeCloseTo(wanted.profit, 4);
    expect(run.nsPerTick).toBeGreaterThan(0.3);
  });

  it('has a stored figure for machines without a compiler, which says what it is', () => {
    const { nsPerTick, run, origin } = storedReference();
    expect(nsPerTick).toBeGreaterThan(1);
    expect(nsPerTick).toBeLessThan(10);
    expect(run).toBeUndefined();
    expect(origin).toMatch(/^no g\+\+ here: stored figure .* rough$/);
  });
});
