import type { StrategyDefinition } from '../strategy.ts';
import { buyAndHold } from './buy-and-hold/buy-and-hold.ts';
import { donchianBreakout } from './donchian-breakout/donchian-breakout.ts';
import { emaCross } from './ema-cross/ema-cross.ts';
import { pullback } from './pullback/pullback.ts';
import { rsiReversion } from './rsi-reversion/rsi-reversion.ts';
import { smaCross } from './sma-cross/sma-cross.ts';
import { supertrendStrategy } from './supertrend/supertrend.ts';

/** The strategies that come with siis, by the name a profile uses. A new one is a folder and a line here. */
export const catalog: Readonly<Record<string, StrategyDefinition>> = {
  'buy-and-hold': buyAndHold,
  'donchian-breakout': donchianBreakout,
  'ema-cross': emaCross,
  pullback,
  'rsi-reversion': rsiReversion,
  'sma-cross': smaCross,
  supertrend: supertrendStrategy,
};
