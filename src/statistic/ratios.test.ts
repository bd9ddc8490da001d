import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../util/random.ts';
import { blockBootstrap } from './bootstrap.ts';
import { betaFragility } from './capture.ts';
import { drawdowns, maxDrawdown, ulcerIndex, underWater } from './drawdown.ts';
import { absent, counted, ratio } from './figure.ts';
import { geometricFigures } from './geometric.ts';
import { annualReturn, cagr, calmar } from './growth.ts';
import { kelly } from './kelly.ts';
import { omega } from './omega.ts';
import { paretoTail } from './pareto.ts';
import { beta, correlation, stability } from './regression.ts';
import { aggregateReturns, cumulativeReturn, geometricMean } from './returns.ts';
import { rolling } from './rolling.ts';
import { sharpe, volatility } from './sharpe.ts';
import { deflatedSharpe, meanPValue, probabilisticSharpe } from './significance.ts';
import { sortino } from './sortino.ts';
import { sqn } from './sqn.ts';
import { streaks } from './streak.ts';
import { conditionalValueAtRisk, tailRatio, valueAtRisk } from './tail.ts';

const flat = [0.01, 0.01, 0.01, 0.01];
const mixed = [0.01, -0.02, 0.03, 0.005, -0.01];

describe('figures', () => {
  it('count in words', () => {
    expect([0, 1, 2].map((n) => counted(n, 'trade'))).toEqual(['no trades', '1 trade', '2 trades']);
  });

  it('are absent instead of infinite', () => {
    expect(ratio(1, 0, 'no loss')).toEqual(absent('no loss'));
    expect(ratio(absent('1 trade'), 0, 'no loss')).toEqual(absent('1 trade'));
  });
});

describe('the Sharpe ratio', () => {
  it('is absent without variation, and infinite only when asked', () => {
    expect(sharpe(flat, { periods: 252 })).toEqual(absent('no variation'));
    expect(sharpe(flat, { periods: 252, riskless: 'infinite' })).toBe(Infinity);
    expect(sharpe(flat, { periods: 252, target: 0.02, riskless: 'infinite' })).toBe(-Infinity);
    expect(sharpe(flat, { periods: 252, target: flat, riskless: 'infinite' })).toEqual(absent('no variation'));
  });

  it('says how many returns there were when they are too few', () => {
    expect(sharpe([0.01], { periods: 365 })).toEqual(absent('1 return'));
    expect(sharpe([0.01, NaN], { periods: 365 })).toEqual(absent('1 return'));
    expect(volatility([], 365)).toEqual(absent('no returns'));
  });

  it('does not change when returns are scaled', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3 }), (steps) => {
        const returns = steps.map((step) => step / 1000);
        const once = sharpe(returns, { periods: 365 });
        const twice = sharpe(
          returns.map((value) => value * 2),
          { periods: 365 },
        );
        if (typeof once !== 'number') expect(twice).toEqual(once);
        else expect(Math.abs(Number(twice) - once)).toBeLessThan(1e-9 * Math.max(1, Math.abs(once)));
      }),
    );
  });
});

describe('ratios without risk', () => {
  it('are absent, not large', () => {
    expect(sortino([0.01, 0.02], { periods: 365 })).toEqual(absent('no return below target'));
    expect(omega([0.01, 0.02], { periods: 1 })).toEqual(absent('no return below target'));
    expect(calmar(0.5, 0)).toEqual(absent('no drawdown'));
    expect(calmar(0.5, -0.25)).toBe(2);
    expect(tailRatio([0, 0, 0, 1])).toEqual(absent('no tail loss'));
    expect(stability(flat)).toBeCloseTo(1, 12);
    expect(stability([0, 0, 0])).toEqual(absent('no variation'));
    expect(beta(mixed, [1, 1, 1, 1, 1])).toEqual(absent('flat benchmark'));
    expect(correlation(mixed, mixed)).toBeCloseTo(1, 12);
    expect(kelly([1, 2])).toEqual(absent('no losing trade'));
    expect(kelly([-1])).toEqual(absent('no winning trade'));
    expect(kelly([])).toEqual(absent('no trades'));
    expect(sqn([1])).toEqual(absent('1 trade'));
    expect(sqn([2, 2])).toEqual(absent('no variation'));
  });
});

describe('growth', () => {
  it('is −100 % when everything is lost, and absent beyond what doubles hold', () => {
    expect(cagr(100, 0, 2)).toBe(-1);
    expect(cagr(100, -5, 2)).toBe(-1);
    expect(cagr(100, 200, 0.001)).toBeGreaterThan(1e300);
    expect(cagr(100, 200, 0.0001)).toEqual(absent('too large to annualise'));
    expect(cagr(100, 200, 0)).toEqual(absent('no time has passed'));
    expect(annualReturn([-1.5], 252)).toEqual(absent('all lost'));
    expect(geometricMean([0.5, -1, 0.5])).toBe(-1);
    expect(geometricFigures([0.5, -1], 252).volatility).toEqual(absent('too large to annualise'));
  });

  it('counts a gap as no change', () => expect(cumulativeReturn([NaN, 0.1, NaN], 100)).toBeCloseTo(110, 12));

  it('is compounded by ISO week, the year of its Thursday', () => {
    const sunday = Date.UTC(2023, 11, 31);
    const rows = aggregateReturns([0.1, 0.1, 0.1], [sunday, sunday + 86_400_000, sunday + 2 * 86_400_000], 'weekly');
    expect(rows.map((row) => row.key)).toEqual(['2023-W52', '2024-W01']);
    expect(rows[1]?.value).toBeCloseTo(0.21, 12);
  });
});

describe('drawdowns', () => {
  it('run from peak to recovery, the last one open', () => {
    expect(drawdowns([100, 90, 80, 100, 120, 60, 90])).toEqual([
      { start: 0, trough: 2, end: 3, amount: 20, share: 0.2 },
      { start: 4, trough: 5, end: undefined, amount: 60, share: 0.5 },
    ]);
  });

  it('begin at the last day of a peak that was held', () => {
    expect(drawdowns([100, 100, 90, 100])[0]).toMatchObject({ start: 1, trough: 2, end: 3 });
  });

  it('agree with the depth below the peak on any curve', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (curve) => {
        const found = drawdowns(curve);
        const depth = underWater(curve);
        const under = [...depth].filter((each) => each > 0).length;
        const covered = found.reduce((total, each) => total + (each.end ?? curve.length) - each.start - 1, 0);
        expect(covered).toBe(under);
        expect(Math.max(0, ...found.map((each) => each.share))).toBeCloseTo(Math.max(...depth), 12);
      }),
    );
  });

  it('of a curve without one are none', () => {
    expect(drawdowns([1, 2, 3])).toEqual([]);
    expect(maxDrawdown([0.1, 0.2])).toBe(0);
    expect(ulcerIndex([1])).toEqual(absent('no returns'));
  });
});

describe('tails', () => {
  it('hold the worst returns', () => {
    const returns = Array.from({ length: 101 }, (_, k) => (k - 50) / 1000);
    expect(valueAtRisk(returns)).toBeCloseTo(-0.045, 12);
    expect(conditionalValueAtRisk(returns)).toBeCloseTo(-0.0475, 12);
  });

  it('are not fitted where there are no losses', () => expect(paretoTail([0.1, 0.2, 0.3])).toBeUndefined());
});

describe('significance', () => {
  const noise = new Random('noise');
  const returns = Array.from({ length: 500 }, () => 0.001 + 0.01 * noise.normal());

  it('falls with the number of variants tried', () => {
    const few = deflatedSharpe(returns, { count: 2 });
    const many = deflatedSharpe(returns, { count: 1000 });
    expect(deflatedSharpe(returns, { count: 1 })).toEqual(probabilisticSharpe(returns));
    expect(Number(many)).toBeLessThan(Number(few));
    expect(deflatedSharpe(returns, undefined)).toEqual(absent('trials not given'));
  });

  it('is not claimed for one value', () => {
    expect(meanPValue([3], 'trade')).toEqual(absent('1 trade'));
    expect(meanPValue([3, 3], 'trade')).toEqual(absent('no variation'));
  });
});

describe('the block bootstrap', () => {
  const source = new Random('returns');
  const returns = Array.from({ length: 400 }, () => 0.0005 + 0.01 * source.normal());

  it('gives the same interval for the same seed', () => {
    const once = blockBootstrap(returns, { random: new Random('s') });
    expect(blockBootstrap(returns, { random: new Random('s') })).toEqual(once);
    expect(blockBootstrap(returns, { random: new Random('t') })).not.toEqual(once);
  });

  it('is as wide as theory says for independent returns', () => {
    const { mean } = blockBootstrap(returns, { random: new Random('s'), resamples: 4000, block: 1 });
    const width = Number(mean.high) - Number(mean.low);
    const deviation = Number(volatility(returns, 1)) / Math.sqrt(returns.length);
    expect(width / (2 * 1.96 * deviation)).toBeCloseTo(1, 1);
  });

  it('covers the true Sharpe ratio about 95 times in 100', () => {
    const truth = 0.05;
    let covered = 0;
    for (let k = 0; k < 200; k++) {
      const random = new Random(k);
      const drawn = Array.from({ length: 300 }, () => 0.01 * (truth + random.normal()));
      const { low, high } = blockBootstrap(drawn, { random, resamples: 200 }).sharpe;
      if (Number(low) <= truth && truth <= Number(high)) covered += 1;
    }
    expect(covered).toBeGreaterThanOrEqual(176);
    expect(covered).toBeLessThanOrEqual(199);
  });

  it('widens when neighbours have something in common', () => {
    const trending = returns.map((_, k) => returns[Math.floor(k / 8) * 8] ?? 0);
    const single = blockBootstrap(trending, { random: new Random('s'), block: 1 }).mean;
    const blocks = blockBootstrap(trending, { random: new Random('s'), block: 16 }).mean;
    expect(Number(blocks.high) - Number(blocks.low)).toBeGreaterThan(1.5 * (Number(single.high) - Number(single.low)));
  });

  it('is absent for a handful of returns', () => {
    expect(blockBootstrap([0.1, 0.2], { random: new Random(1) }).mean.low).toEqual(absent('2 returns'));
  });
});

describe('streaks', () => {
  it('are ended by a draw, which counts for neither', () => {
    expect(streaks([1, 1, 0, 1, -1, -1, -1, 0, -2])).toEqual({ wins: 2, losses: 3, current: -1 });
    expect(streaks([])).toEqual({ wins: 0, losses: 0, current: 0 });
    expect(streaks([1, 0]).current).toBe(0);
  });
});

describe('rolling windows', () => {
  it('slide one value at a time and are cut to a short series', () => {
    expect(rolling([1, 2, 3, 4], 2, (part) => part[0]! + part[1]!)).toEqual([3, 5, 7]);
    expect(rolling([1, 2], 5, (part) => part.length)).toEqual([2]);
    expect(rolling([], 5, () => 1)).toEqual([]);
  });
});

describe('the fragility heuristic', () => {
  it('needs three days', () => expect(betaFragility([0.1], [0.1])).toEqual(absent('1 return')));
});
