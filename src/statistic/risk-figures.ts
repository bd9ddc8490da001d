import type { Random } from '../util/random.ts';
import { blockBootstrap } from './bootstrap.ts';
import { type Figure, ratio, scaled } from './figure.ts';
import { geometricFigures } from './geometric.ts';
import { calmar } from './growth.ts';
import { excessKurtosis, skewness } from './moments.ts';
import { omega } from './omega.ts';
import { stability } from './regression.ts';
import { sharpe, volatility } from './sharpe.ts';
import { type Trials, deflatedSharpe, meanPValue, probabilisticSharpe } from './significance.ts';
import { downsideRisk, sortino } from './sortino.ts';
import { conditionalValueAtRisk, tailRatio, valueAtRisk } from './tail.ts';

/** Ratios of the daily returns. */
export interface RiskFigures {
  /** Standard deviation × √N. */
  readonly volatilityPercent: Figure;
  readonly downsideRiskPercent: Figure;
  readonly sharpe: Figure;
  readonly sortino: Figure;
  /** CAGR over the largest drawdown. */
  readonly calmar: Figure;
  /** Gains over losses, threshold = the minimum return. */
  readonly omega: Figure;
  /** CAGR over the ulcer index (Martin ratio). */
  readonly ulcerPerformance: Figure;
  /** R² of the log equity against a straight line. */
  readonly stability: Figure;
  readonly tailRatio: Figure;
  readonly skew: Figure;
  /** Excess kurtosis: 0 is normal. */
  readonly kurtosis: Figure;
  /** Daily return that 5 % of days fall short of, normally negative. */
  readonly valueAtRisk95Percent: Figure;
  /** Mean return of those days. */
  readonly conditionalValueAtRisk95Percent: Figure;
}

/** How far the ratios can be trusted. */
export interface SignificanceFigures {
  /** Probability that the true Sharpe ratio is above zero. */
  readonly probabilisticSharpe: Figure;
  /** The same against the luckiest of the variants tried. */
  readonly deflatedSharpe: Figure;
  /** Two-sided t-test that the mean daily return is zero. */
  readonly meanReturnPValue: Figure;
  /** 95 % intervals by block bootstrap. */
  readonly sharpeLow95: Figure;
  readonly sharpeHigh95: Figure;
  readonly meanDayLow95Percent: Figure;
  readonly meanDayHigh95Percent: Figure;
}

/** The compounding variants, as backtesting.py reports them. */
export interface CompoundedFigures {
  readonly geometricReturnPercent: Figure;
  readonly geometricVolatilityPercent: Figure;
  readonly geometricSharpe: Figure;
  readonly geometricSortino: Figure;
  readonly geometricCalmar: Figure;
}

/** What the daily returns are judged by. */
export interface RiskInput {
  readonly returns: Float64Array;
  /** Returns a year. */
  readonly periods: number;
  /** Return a year, ratios. */
  readonly riskFree: number;
  readonly minimumReturn: number;
  readonly cagrPercent: Figure;
  readonly maxDrawdownPercent: Figure;
  readonly ulcerIndexPercent: Figure;
}

/** Ratios of the daily returns. */
export function riskFigures(input: RiskInput): RiskFigures {
  const { returns, periods } = input;
  const target = input.minimumReturn / periods;
  return {
    volatilityPercent: scaled(volatility(returns, periods), 100),
    downsideRiskPercent: scaled(downsideRisk(returns, { periods, target }), 100),
    sharpe: sharpe(returns, { periods, target: input.riskFree / periods }),
    sortino: sortino(returns, { periods, target }),
    calmar: calmar(input.cagrPercent, input.maxDrawdownPercent),
    omega: omega(returns, { periods: 1, requiredReturn: target }),
    ulcerPerformance: ratio(input.cagrPercent, input.ulcerIndexPercent, 'no drawdown'),
    stability: stability(returns),
    tailRatio: tailRatio(returns),
    skew: skewness(returns, 'return'),
    kurtosis: excessKurtosis(returns, 'return'),
    valueAtRisk95Percent: scaled(valueAtRisk(returns), 100),
    conditionalValueAtRisk95Percent: scaled(conditionalValueAtRisk(returns), 100),
  };
}

/** Chance and its bounds for the bootstrap, and how many variants were tried. */
export interface SignificanceInput {
  readonly random: Random;
  readonly resamples: number;
  readonly trials: Trials | undefined;
}

/** Tests and intervals, of the returns above the risk-free rate. Cost: that of the bootstrap. */
export function significanceFigures(risk: RiskInput, input: SignificanceInput): SignificanceFigures {
  const { returns, periods } = risk;
  const riskFree = risk.riskFree / periods;
  const above = riskFree === 0 ? returns : returns.map((value) => value - riskFree);
  const drawn = blockBootstrap(above, input);
  return {
    probabilisticSharpe: probabilisticSharpe(above),
    deflatedSharpe: deflatedSharpe(above, input.trials),
    meanReturnPValue: meanPValue(above, 'return'),
    sharpeLow95: scaled(drawn.sharpe.low, Math.sqrt(periods)),
    sharpeHigh95: scaled(drawn.sharpe.high, Math.sqrt(periods)),
    meanDayLow95Percent: scaled(drawn.mean.low, 100),
    meanDayHigh95Percent: scaled(drawn.mean.high, 100),
  };
}

/** The compounding variants, in percent. */
export function compoundedFigures(input: RiskInput): CompoundedFigures {
  const found = geometricFigures(input.returns, input.periods, input.riskFree);
  return {
    geometricReturnPercent: scaled(found.annualReturn, 100),
    geometricVolatilityPercent: scaled(found.volatility, 100),
    geometricSharpe: found.sharpe,
    geometricSortino: found.sortino,
    geometricCalmar: calmar(scaled(found.annualReturn, 100), input.maxDrawdownPercent),
  };
}
