import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../util/random.ts';
import { RollingVariance } from './rolling-variance.ts';

/** Mean and squared deviations by two passes over the window. */
function slowly(window: readonly number[]): { mean: number; squares: number } {
  const first = window[0]!;
  const offset = window.reduce((sum, value) => sum + (value - first), 0) / window.length;
  return { mean: first + offset, squares: window.reduce((sum, value) => sum + (value - first - offset) ** 2, 0) };
}

/** Worst relative error of the squares, in windows whose spread can be told from rounding. */
function worstError(length: number, inputs: readonly number[], every = 1): number {
  const variance = new RollingVariance(length);
  let worst = 0;
  inputs.forEach((input, k) => {
    variance.push(input);
    if (k + 1 < length || k % every > 0) return;
    const { mean, squares } = slowly(inputs.slice(k + 1 - length, k + 1));
    const resolved = length * (Math.abs(mean) * 1e-8) ** 2;
    if (squares > resolved) worst = Math.max(worst, Math.abs(variance.squares - squares) / squares);
    else expect(variance.squares).toBeLessThan(2 * resolved + 1e-300);
  });
  return worst;
}

const anyScale = fc
  .tuple(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.integer({ min: -9, max: 9 }))
  .map(([digits, exponent]) => digits * 10 ** exponent);

describe('RollingVariance', () => {
  it('is that of the window for inputs of any scale, before, in and after a spike', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.array(anyScale, { maxLength: 80 }), (length, inputs) => {
        expect(worstError(length, inputs)).toBeLessThan(1e-8);
      }),
    );
  });

  it('is exactly 0 in a window of equal inputs, and its mean exactly the input', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.array(anyScale, { maxLength: 30 }),
        anyScale,
        (length, before, flat) => {
          const variance = new RollingVariance(length);
          for (const input of before) variance.push(input);
          for (let k = 0; k < length; k++) variance.push(flat);
          expect([variance.mean, variance.squares]).toEqual([flat, 0]);
          variance.peek(flat);
          expect([variance.nextMean, variance.nextSquares]).toEqual([flat, 0]);
        },
      ),
    );
  });

  it('does not drift over two million inputs', () => {
    const random = new Random('drift');
    let price = 50_000;
    const inputs = Array.from({ length: 2_000_000 }, () => (price = Math.max(1, price + 0.01 * random.normal())));
    expect(worstError(50, inputs, 9973)).toBeLessThan(1e-10);
  });

  it('never goes below zero', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.1, max: 0.1000001, noNaN: true }), { maxLength: 60 }), (inputs) => {
        const variance = new RollingVariance(3);
        for (const input of inputs) {
          variance.push(input);
          expect(variance.squares >= 0 || Number.isNaN(variance.squares)).toBe(true);
        }
      }),
    );
  });

  it('refuses a length that is not a whole number from 1', () => {
    expect(() => new RollingVariance(0)).toThrow('window length must be an integer >= 1, was 0');
  });
});
