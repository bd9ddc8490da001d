import { closeSync, openSync, readSync } from 'node:fs';

/** The rules of bench/cpp/loop.cpp, written down a second time. */
export function loopTrades(time: readonly number[], price: readonly number[]): { trades: number; profit: number } {
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
    upper = bars > 60 && fast > slow && rsi < 70 ? close + 0.5 : Infinity;
    lower = bars > 60 && fast < slow && rsi > 30 ? close - 0.5 : -Infinity;
  };
  for (const [k, p] of price.entries()) {
    if (k > 0 && Math.floor(time[k]! / 60_000) > Math.floor(time[k - 1]! / 60_000)) closeMinute(price[k - 1]!);
    if (p < upper && p > lower) continue;
    if (position === 0) {
      position = p >= upper ? 1 : -1;
      [entry, upper, lower] = [p, nearest(p, 1.002), nearest(p, 0.998)];
    } else {
      profit += (p - entry) * position;
      trades++;
      [position, upper, lower] = [0, Infinity, -Infinity];
    }
  }
  return { trades, profit };
}

/** The price step of 0.1 nearest to a multiple of a price. */
function nearest(price: number, factor: number): number {
  return Math.round(Math.round(price * 10) * factor) / 10;
}

/** Times and prices of a wide tape. */
export function readWide(path: string, count: number): { time: number[]; price: number[] } {
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
