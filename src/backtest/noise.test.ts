import { describe, expect, it } from 'vitest';
import type { BarBlock, BarSource } from '../market/bar.ts';
import { TickBlockBuilder } from '../market/tick-builder.ts';
import type { TickSource } from '../market/tick-block.ts';
import { noisyBars, noisyTicks } from './noise.ts';

const minute = 60_000;

function bars(count: number): BarSource {
  const column = (base: number): Float64Array => Float64Array.from({ length: count }, (_, k) => base + k);
  const block: BarBlock = {
    count,
    time: Float64Array.from({ length: count }, (_, k) => k * minute),
    open: column(1000),
    high: column(1010),
    low: column(990),
    close: column(1005),
    volume: column(50),
    priceStep: '1',
    volumeStep: '1',
  };
  let given = false;
  return { timeframe: '1m', next: () => (given ? undefined : ((given = true), block)), close: () => undefined };
}

describe('noisyBars', () => {
  it('keeps every bar that closed by the moment and changes those after it', () => {
    const clean = bars(20).next()!;
    const noisy = noisyBars(bars(20), (start) => start + minute, 10 * minute, 'a').next()!;
    for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) {
      expect(noisy[name].slice(0, 10)).toEqual(clean[name].slice(0, 10));
      expect(noisy[name].slice(10)).not.toEqual(clean[name].slice(10));
    }
    expect(noisy.time).toEqual(clean.time);
  });

  it('invents bars that could be real', () => {
    const { open, high, low, close, count } = noisyBars(bars(200), (start) => start + minute, 0, 'a').next()!;
    for (let k = 0; k < count; k++) {
      expect(high[k]).toBeGreaterThanOrEqual(Math.max(open[k]!, close[k]!));
      expect(low[k]).toBeLessThanOrEqual(Math.min(open[k]!, close[k]!));
      expect(low[k]).toBeGreaterThan(0);
    }
  });

  it('invents the same for equal seeds', () => {
    const of = (seed: string): Float64Array => noisyBars(bars(20), (start) => start + minute, 0, seed).next()!.close;
    expect(of('a')).toEqual(of('a'));
    expect(of('a')).not.toEqual(of('b'));
  });
});

describe('noisyTicks', () => {
  const source = (): TickSource => {
    const builder = new TickBlockBuilder('quote');
    for (let k = 0; k < 600; k++) builder.appendQuote(k * 100, 5000 + (k % 7), 5003 + (k % 7), 1);
    const block = builder.build();
    let given = false;
    return {
      kind: 'quote',
      scale: { priceStep: '1', lotStep: '1' },
      next: () => (given ? undefined : ((given = true), block)),
      close: () => undefined,
    };
  };

  it('keeps ticks up to the moment, and the spread after it', () => {
    const clean = source().next()!;
    const noisy = noisyTicks(source(), 30_000, 'a').next()!;
    noisy.decode(0, noisy.count);
    expect(noisy.count).toBe(clean.count);
    expect(noisy.columns.price.slice(0, 301)).toEqual(clean.columns.price.slice(0, 301));
    expect(noisy.columns.price.slice(301, 600)).not.toEqual(clean.columns.price.slice(301, 600));
    for (let k = 0; k < noisy.count; k++) expect(noisy.columns.ask[k]! - noisy.columns.price[k]!).toBe(3);
  });
});
