import { SiisError } from '../util/errors.ts';
import type { AnyIndicator, IndicatorDefinition } from './definition.ts';
import { cci } from './momentum/cci.ts';
import { momentum, roc } from './momentum/rate-of-change.ts';
import { rsi } from './momentum/rsi.ts';
import { stochastic } from './momentum/stochastic.ts';
import { williamsR } from './momentum/williams-r.ts';
import { nearest } from './param.ts';
import { adx } from './trend/adx.ts';
import { adxr } from './trend/adxr.ts';
import { aroon } from './trend/aroon.ts';
import { dmi } from './trend/dmi.ts';
import { ema, wilder } from './trend/ema.ts';
import { kama } from './trend/kama.ts';
import { macd } from './trend/macd.ts';
import { parabolicSar } from './trend/parabolic-sar.ts';
import { sma } from './trend/sma.ts';
import { dema, tema } from './trend/stacked-ema.ts';
import { supertrend } from './trend/supertrend.ts';
import { t3 } from './trend/t3.ts';
import { trima } from './trend/trima.ts';
import { wma } from './trend/wma.ts';
import { atr, natr } from './volatility/atr.ts';
import { bollinger } from './volatility/bollinger.ts';
import { donchian, highest, lowest } from './volatility/donchian.ts';
import { stdDev } from './volatility/std-dev.ts';
import { trueRange } from './volatility/true-range.ts';
import { mfi } from './volume/mfi.ts';
import { obv } from './volume/obv.ts';
import { vwap } from './volume/vwap.ts';

/** Every indicator siis knows; the keys are the names a profile, the command line and the docs use. */
export const indicators = {
  sma,
  ema,
  wma,
  wilder,
  dema,
  tema,
  trima,
  kama,
  t3,
  macd,
  dmi,
  adx,
  adxr,
  supertrend,
  'parabolic-sar': parabolicSar,
  aroon,
  rsi,
  stochastic,
  cci,
  'williams-r': williamsR,
  roc,
  momentum,
  'true-range': trueRange,
  atr,
  natr,
  bollinger,
  'std-dev': stdDev,
  donchian,
  highest,
  lowest,
  vwap,
  obv,
  mfi,
} as const satisfies Readonly<Record<string, IndicatorDefinition>>;

/** A name that a profile may use. */
export type IndicatorName = keyof typeof indicators;

/**
 * The definition of an indicator by the name a user wrote.
 *
 * @throws SiisError INDICATOR_INVALID when there is none of that name.
 */
export function indicatorDefinition(name: string): IndicatorDefinition {
  const known = new Map<string, IndicatorDefinition>(Object.entries(indicators));
  const found = known.get(name);
  if (found !== undefined) return found;
  const near = nearest(name, [...known.keys()]);
  const hint = near === undefined ? `known are ${[...known.keys()].join(', ')}` : `did you mean ${near}?`;
  throw new SiisError('INDICATOR_INVALID', `there is no indicator ${name}; ${hint}`);
}

/**
 * The committed outputs of an indicator: its number, or its named numbers (copied). `undefined` before warm-up.
 * For display and export; allocates, so not for the hot path.
 */
export function readOutputs<Input>(indicator: AnyIndicator<Input>): number | Record<string, number> | undefined {
  if (Number.isNaN(indicator.value)) return undefined;
  return indicator.outputs === undefined ? indicator.value : { ...indicator.outputs };
}
