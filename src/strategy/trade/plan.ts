import type { Instrument } from '../../market/instrument.ts';
import type { TrailingStage } from '../../market/order.ts';
import { wholeAbove, wholeBelow } from '../../market/round.ts';
import type { EnterSignal, ExitPlan, Level, ModifySignal, TargetPlan } from '../../market/signal.ts';

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

/** The plan of a trade: all that a plan may hold is there, `undefined` where nothing is planned, so that all plans have one shape. */
export type TradePlan = { readonly [Key in keyof Required<ExitPlan>]: ExitPlan[Key] | undefined };

/** Nothing planned. */
export const noPlan: TradePlan = {
  stop: undefined,
  target: undefined,
  targets: undefined,
  trailing: undefined,
  breakeven: undefined,
  roi: undefined,
  timeLimit: undefined,
  operations: undefined,
};

/** A signal's own plan, with the profile's defaults where it plans nothing. */
export function mergePlan(signal: EnterSignal, defaults: ExitPlan): TradePlan {
  // Either spelling of the targets replaces both.
  const aims = signal.target !== undefined || signal.targets !== undefined ? signal : defaults;
  return {
    stop: signal.stop ?? defaults.stop,
    target: aims.target,
    targets: aims.targets,
    trailing: signal.trailing ?? defaults.trailing,
    breakeven: signal.breakeven ?? defaults.breakeven,
    roi: signal.roi ?? defaults.roi,
    timeLimit: signal.timeLimit ?? defaults.timeLimit,
    operations: signal.operations ?? defaults.operations,
  };
}

/** The plan of a trade that has not opened, as a modify signal wants it. `stop: null` takes all that moves it, too. */
export function modifiedPlan(plan: TradePlan, signal: ModifySignal): TradePlan {
  const { stop, trailing, breakeven, target, targets, roi, timeLimit, operations } = plan;
  const isLoose = signal.stop === null;
  return {
    stop: isLoose ? undefined : (signal.stop ?? stop),
    target: signal.targets === undefined ? target : undefined,
    targets: signal.targets === undefined ? targets : (signal.targets ?? undefined),
    trailing: isLoose ? undefined : trailing,
    breakeven: isLoose ? undefined : breakeven,
    roi,
    timeLimit,
    operations,
  };
}

const noStages: readonly TrailingStage[] = [];

/** The stages at which a trade's stop follows the price; empty when it stays. */
export function trailingStages(plan: TradePlan, entry: number, sign: 1 | -1): readonly TrailingStage[] {
  if (plan.breakeven === undefined && plan.trailing === undefined) return noStages;
  const stages: TrailingStage[] = [];
  const from = (percent: number): number =>
    sign > 0 ? wholeAbove(entry * (1 + percent / 100)) : wholeBelow(entry * (1 - percent / 100));
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

/** At most this many targets. */
export const mostTargets = 3;

/**
 * Whole lots of each target, by portion. A target without a portion takes the rest; the one that completes the whole
 * takes what rounding left, so that they add up.
 */
export function portionLots(targets: readonly TargetPlan[], lots: number): number[] {
  if (targets.length === 1 && targets[0]!.portion === undefined) return [lots];
  let rest = lots;
  let open = 1;
  return targets.map(({ portion = open }) => {
    open -= portion;
    const wanted = open < 1e-9 ? rest : Math.round(lots * portion);
    const taken = Math.min(rest, wanted);
    rest -= taken;
    return taken;
  });
}

/** The targets of a plan in one form. */
export function targetsOf(plan: TradePlan): readonly TargetPlan[] {
  if (plan.targets !== undefined) return plan.targets.slice(0, mostTargets);
  return plan.target === undefined ? [] : [{ at: plan.target }];
}

/** A gain table as (ms after entry, ratio), earliest first. */
export function roiSteps(roi: Readonly<Record<string, number>>): { after: number; ratio: number }[] {
  return Object.entries(roi)
    .map(([minutes, ratio]) => ({ after: Number(minutes) * 60_000, ratio }))
    .toSorted((a, b) => a.after - b.after);
}
