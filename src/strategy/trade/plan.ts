import type { Instrument } from '../../market/instrument.ts';
import type { TrailingStage } from '../../market/order.ts';
import type { EnterSignal, ExitPlan, Level, TargetPlan } from '../../market/signal.ts';
import type { Trade } from './trade.ts';

/**
 * Ticks of a protection level. A percent is taken from the entry price: `gain` towards the trade's profit, else against
 * it.
 */
export function levelTicks(
  level: Level,
  entry: number,
  at: { sign: 1 | -1; gain: boolean; instrument: Instrument },
): number {
  if (typeof level === 'number') return at.instrument.price.fromNumber(level);
  const factor = 1 + ((at.gain ? at.sign : -at.sign) * level.percent) / 100;
  return Math.round(entry * factor);
}

/** A signal's own plan, with the profile's defaults where it plans nothing. */
export function mergePlan(signal: EnterSignal, defaults: ExitPlan): ExitPlan {
  return { ...defaults, ...definedOf(signal) };
}

function definedOf(signal: EnterSignal): ExitPlan {
  const { stop, target, targets, trailing, breakeven, roi, timeLimit } = signal;
  return {
    ...(stop === undefined ? {} : { stop }),
    ...(target === undefined ? {} : { target }),
    ...(targets === undefined ? {} : { targets }),
    ...(trailing === undefined ? {} : { trailing }),
    ...(breakeven === undefined ? {} : { breakeven }),
    ...(roi === undefined ? {} : { roi }),
    ...(timeLimit === undefined ? {} : { timeLimit }),
  };
}

/** The stages at which a trade's stop follows the price; empty when it stays. */
export function trailingStages(plan: ExitPlan, entry: number, sign: 1 | -1): TrailingStage[] {
  const stages: TrailingStage[] = [];
  const from = (percent: number): number =>
    sign > 0 ? Math.ceil(entry * (1 + percent / 100)) : Math.floor(entry * (1 - percent / 100));
  if (plan.breakeven !== undefined) {
    const stop = Math.round(entry * (1 + (sign * (plan.breakeven.plus ?? 0)) / 100));
    stages.push({ from: from(plan.breakeven.after), ratio: 0, stop });
  }
  if (plan.trailing !== undefined) {
    const { percent, after, tight } = plan.trailing;
    stages.push({ from: from(after ?? 0), ratio: percent / 100 });
    if (tight !== undefined) stages.push({ from: from(tight.after), ratio: tight.percent / 100 });
  }
  return stages;
}

/** One target order to place. */
export interface TargetOrder {
  readonly ticks: number;
  readonly lots: number;
}

/** At most this many targets. */
export const mostTargets = 3;

/** The target orders of a trade of `lots`: whole lots by portion, the last takes what rounding left. */
export function targetOrders(targets: readonly TargetPlan[], trade: Trade, instrument: Instrument): TargetOrder[] {
  const orders: TargetOrder[] = [];
  let rest = trade.lots;
  targets.slice(0, mostTargets).forEach((target, index) => {
    const isLast = index === Math.min(targets.length, mostTargets) - 1;
    const portion = target.portion ?? 1;
    const wanted = isLast && target.portion === undefined ? rest : Math.round(trade.lots * portion);
    const lots = Math.min(rest, wanted);
    const ticks = levelTicks(target.at, trade.entryPrice, { sign: trade.sign, gain: true, instrument });
    if (lots > 0) orders.push({ ticks, lots });
    rest -= lots;
  });
  return orders;
}

/** The targets of a plan in one form. */
export function targetsOf(plan: ExitPlan): readonly TargetPlan[] {
  if (plan.targets !== undefined) return plan.targets;
  return plan.target === undefined ? [] : [{ at: plan.target }];
}

/** A gain table as (ms after entry, ratio), earliest first. */
export function roiSteps(roi: Readonly<Record<string, number>>): { after: number; ratio: number }[] {
  return Object.entries(roi)
    .map(([minutes, ratio]) => ({ after: Number(minutes) * 60_000, ratio }))
    .toSorted((a, b) => a.after - b.after);
}
