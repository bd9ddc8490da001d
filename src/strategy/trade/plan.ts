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

/** A signal's own plan, with the profile's defaults where it plans nothing. */
export function mergePlan(signal: EnterSignal, defaults: ExitPlan): ExitPlan {
  // Either spelling of the targets replaces both.
  const { target, targets } = signal.target !== undefined || signal.targets !== undefined ? signal : defaults;
  return definedOf({
    stop: signal.stop ?? defaults.stop,
    target,
    targets,
    trailing: signal.trailing ?? defaults.trailing,
    breakeven: signal.breakeven ?? defaults.breakeven,
    roi: signal.roi ?? defaults.roi,
    timeLimit: signal.timeLimit ?? defaults.timeLimit,
  });
}

/** The parts of a plan that are there. */
function definedOf(plan: { readonly [Key in keyof ExitPlan]?: ExitPlan[Key] | undefined }): ExitPlan {
  const { stop, target, targets, trailing, breakeven, roi, timeLimit } = plan;
  const defined: { -readonly [Key in keyof ExitPlan]: ExitPlan[Key] } = {};
  if (stop !== undefined) defined.stop = stop;
  if (target !== undefined) defined.target = target;
  if (targets !== undefined) defined.targets = targets;
  if (trailing !== undefined) defined.trailing = trailing;
  if (breakeven !== undefined) defined.breakeven = breakeven;
  if (roi !== undefined) defined.roi = roi;
  if (timeLimit !== undefined) defined.timeLimit = timeLimit;
  return defined;
}

/** The plan of a trade that has not opened, as a modify signal wants it. `stop: null` takes all that moves it, too. */
export function modifiedPlan(plan: ExitPlan, signal: ModifySignal): ExitPlan {
  const { stop, trailing, breakeven, target, targets, roi, timeLimit } = plan;
  const stops = signal.stop === null ? {} : { stop: signal.stop ?? stop, trailing, breakeven };
  const gains = signal.targets === undefined ? { target, targets } : { targets: signal.targets ?? undefined };
  return definedOf({ ...stops, ...gains, roi, timeLimit });
}

/** The stages at which a trade's stop follows the price; empty when it stays. */
export function trailingStages(plan: ExitPlan, entry: number, sign: 1 | -1): TrailingStage[] {
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
export function targetsOf(plan: ExitPlan): readonly TargetPlan[] {
  if (plan.targets !== undefined) return plan.targets.slice(0, mostTargets);
  return plan.target === undefined ? [] : [{ at: plan.target }];
}

/** A gain table as (ms after entry, ratio), earliest first. */
export function roiSteps(roi: Readonly<Record<string, number>>): { after: number; ratio: number }[] {
  return Object.entries(roi)
    .map(([minutes, ratio]) => ({ after: Number(minutes) * 60_000, ratio }))
    .toSorted((a, b) => a.after - b.after);
}
