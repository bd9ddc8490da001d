import type { Clock } from '../../bus/clock.ts';
import type { ExitReason } from '../../market/record.ts';
import { wholeAbove, wholeBelow } from '../../market/round.ts';
import type { Level, ModifySignal, TargetPlan, TrailingPlan } from '../../market/signal.ts';
import type { ExitOrder, TargetSlot } from './exit-orders.ts';
import { levelTicks, portionLots, roiSteps, targetsOf, trailingStages } from './plan.ts';
import type { TradeOrders } from './trade-orders.ts';
import type { Trade } from './trade.ts';

/** Keeps an open trade's stop, targets and time limits at the venue as its plan says. */
export class Protector {
  readonly #clock: Clock;
  readonly #orders: TradeOrders;

  constructor(clock: Clock, orders: TradeOrders) {
    this.#clock = clock;
    this.#orders = orders;
  }

  /**
   * Places the plan of a trade that just opened. Targets first: the stop goes in front of them. Distances are taken
   * from the price of the first fill; later fills of the entry change only the lots.
   */
  protect(trade: Trade, leave: (reason: ExitReason) => void): void {
    const { plan } = trade;
    this.#setTargets(trade, targetsOf(plan));
    if (plan.roi !== undefined) this.#followRoi(trade, plan.roi, leave);
    this.#placeStop(trade);
    if (plan.timeLimit === undefined) return;
    trade.timers = [...trade.timers, this.#clock.at(trade.entryTime + plan.timeLimit, () => leave('time-limit'))];
  }

  /** Fits the live orders to the lots left. */
  fit(trade: Trade): void {
    const stop = trade.exitOf('stop');
    if (stop !== undefined) this.#orders.resize(stop, trade.lots);
    this.#fitTargets(trade);
    this.#fitRoi(trade);
  }

  /** Applies a modify signal to an open trade. */
  modify(trade: Trade, signal: ModifySignal): void {
    if (signal.stop === null) this.#dropStop(trade);
    else if (signal.stop !== undefined) this.#moveStop(trade, signal.stop);
    if (signal.targets === undefined) return;
    for (const { order } of trade.targets) if (order !== undefined) this.#orders.cancel(order, 'target replaced');
    this.#setTargets(trade, signal.targets ?? []);
  }

  /** Moves the stop, or places one, if that is nearer than where it stands. */
  tighten(trade: Trade, ticks: number): void {
    if ((ticks - trade.stop) * trade.sign <= 0) return;
    this.#moveStop(trade, this.#orders.market(trade).instrument.price.toNumber(ticks));
  }

  /** Moves the target, or places one, if that is farther than all there are. */
  extend(trade: Trade, ticks: number): void {
    if (trade.targets.some((slot) => (ticks - slot.ticks) * trade.sign <= 0)) return;
    this.modify(trade, {
      kind: 'modify',
      targets: [{ at: this.#orders.market(trade).instrument.price.toNumber(ticks) }],
    });
  }

  /**
   * From now on the stop follows the price: the one that stands makes way for one that begins where it stood. `undefined`: from
   * now on it stays there.
   */
  trail(trade: Trade, trailing: TrailingPlan | undefined): void {
    const { price } = this.#orders.market(trade).instrument;
    const stop = Number.isNaN(trade.stop) ? trade.plan.stop : price.toNumber(trade.stop);
    trade.plan = { ...trade.plan, stop, trailing };
    for (const order of trade.exitsOf('stop'))
      this.#orders.cancel(order, trailing === undefined ? 'stop stays from now on' : 'stop follows from now on');
    this.#placeStop(trade);
  }

  /** What a stop that had moved stands for. */
  raisedReason(trade: Trade): ExitReason {
    return trade.isTrailing ? 'trailing' : 'breakeven';
  }

  #placeStop(trade: Trade): void {
    const { plan } = trade;
    const stages = trailingStages(plan, trade.entryPrice, trade.sign);
    trade.isTrailing = plan.trailing !== undefined;
    const trigger = this.#firstTrigger(trade);
    if (trigger === undefined && stages.length === 0) return;
    if (Number.isNaN(trade.origin.firstStop) && trigger !== undefined) trade.origin.firstStop = trigger;
    trade.stop = trigger ?? NaN;
    this.#orders.place(trade, {
      id: trade.nextOrderId('s'),
      purpose: 'stop',
      reason: 'stop',
      type: stages.length === 0 ? 'stop' : 'trailing-stop',
      lots: trade.lots,
      trigger,
      trailing: stages.length === 0 ? undefined : stages,
    });
  }

  /** Where the stop stands at first: the planned one, or that of a trailing which follows at once, if it is nearer. */
  #firstTrigger(trade: Trade): number | undefined {
    const { stop, trailing } = trade.plan;
    const planned = stop === undefined ? undefined : this.#stopTicks(trade, stop);
    if (trailing === undefined || (trailing.after ?? 0) > 0) return planned;
    const ratio = (trade.sign * trailing.percent) / 100;
    const level = trade.entryPrice * (1 - ratio);
    const trailed = Math.max(1, trade.sign > 0 ? wholeBelow(level) : wholeAbove(level));
    if (planned === undefined) return trailed;
    return trade.sign > 0 ? Math.max(planned, trailed) : Math.min(planned, trailed);
  }

  #stopTicks(trade: Trade, stop: Level): number {
    const { instrument } = this.#orders.market(trade);
    return Math.max(1, levelTicks(stop, trade.entryPrice, { sign: trade.sign, gain: false, instrument }));
  }

  #dropStop(trade: Trade): void {
    trade.plan = { ...trade.plan, stop: undefined, trailing: undefined, breakeven: undefined };
    trade.stop = NaN;
    for (const order of trade.exitsOf('stop')) this.#orders.cancel(order, 'stop removed');
  }

  #moveStop(trade: Trade, level: Level): void {
    trade.plan = { ...trade.plan, stop: level };
    const order = trade.exitOf('stop') ?? this.#keepRefused(trade);
    if (order === undefined) return this.restore(trade);
    trade.stop = this.#stopTicks(trade, level);
    this.#orders.reprice(order, { trigger: trade.stop });
  }

  /** Places the stop that the plan wants and that is not there, unless one that would not go still stands for all. */
  restore(trade: Trade): void {
    if (trade.exitOf('stop') !== undefined || refusedStop(trade) !== undefined) return;
    this.#placeStop(trade);
  }

  /** A stop that was to go and would not serves again, unless it follows the price. */
  #keepRefused(trade: Trade): ExitOrder | undefined {
    const order = refusedStop(trade);
    if (order?.type !== 'stop' || !order.isCancelRefused) return undefined;
    order.isCanceled = false;
    order.isCancelRefused = false;
    this.#orders.resize(order, trade.lots);
    return order;
  }

  #setTargets(trade: Trade, targets: readonly TargetPlan[]): void {
    const { instrument } = this.#orders.market(trade);
    const at = { sign: trade.sign, gain: true, instrument };
    trade.targetLots = trade.lots;
    trade.targets = targets.map((plan) => ({
      plan,
      ticks: Math.max(1, levelTicks(plan.at, trade.entryPrice, at)),
      taken: 0,
      order: undefined,
      isRefused: false,
    }));
    this.#fitTargets(trade);
  }

  #fitTargets(trade: Trade): void {
    const { targets } = trade;
    if (targets.length === 0) return;
    const only = targets[0]!;
    if (targets.length === 1 && only.plan.portion === undefined)
      return this.#fitTarget(trade, only, Math.max(0, Math.min(trade.targetLots - only.taken, trade.lots)));
    const plans = targets.map(({ plan }) => plan);
    const quotas = portionLots(plans, trade.targetLots);
    let rest = trade.lots;
    targets.forEach((slot, index) => {
      const lots = Math.max(0, Math.min(quotas[index]! - slot.taken, rest));
      rest -= lots;
      this.#fitTarget(trade, slot, lots);
    });
  }

  #fitTarget(trade: Trade, slot: TargetSlot, lots: number): void {
    const { order } = slot;
    if (order !== undefined && !order.isCanceled) this.#orders.resize(order, lots);
    else if (lots > 0 && !slot.isRefused) {
      const id = trade.nextOrderId('t');
      this.#orders.place(
        trade,
        { id, purpose: 'target', reason: 'target', type: 'limit', lots, limit: slot.ticks },
        slot,
      );
    }
  }

  /** One order that follows the gain table: its limit is changed when the next step comes into force. */
  #followRoi(trade: Trade, roi: Readonly<Record<string, number>>, leave: (reason: ExitReason) => void): void {
    const apply = (ratio: number): void => {
      // A loss of all is enough: at any price, which no limit says.
      if (ratio <= -1) return leave('roi');
      trade.roiTicks = Math.max(1, Math.round(trade.entryPrice * (1 + trade.sign * ratio)));
      const order = roiOrder(trade);
      if (order === undefined) this.#fitRoi(trade);
      else this.#orders.reprice(order, { limit: trade.roiTicks });
    };
    for (const step of roiSteps(roi)) {
      if (step.after === 0) apply(step.ratio);
      else trade.timers = [...trade.timers, this.#clock.at(trade.entryTime + step.after, () => apply(step.ratio))];
    }
  }

  #fitRoi(trade: Trade): void {
    if (trade.roiTicks === undefined) return;
    const order = roiOrder(trade);
    if (order !== undefined) this.#orders.resize(order, trade.lots);
    else if (trade.state === 'open') {
      const { lots, roiTicks: limit } = trade;
      const id = trade.nextOrderId('t');
      this.#orders.place(trade, { id, purpose: 'target', reason: 'roi', type: 'limit', lots, limit });
    }
  }
}

/** A stop that is to go, lives, and whose cancel was refused at least once. */
function refusedStop(trade: Trade): ExitOrder | undefined {
  return trade.exits.all.find(
    ({ purpose, isCanceled, cancelRefusals }) => purpose === 'stop' && isCanceled && cancelRefusals > 0,
  );
}

function roiOrder(trade: Trade): ExitOrder | undefined {
  return trade.exits.all.find(
    ({ purpose, isCanceled, reason }) => purpose === 'target' && !isCanceled && reason === 'roi',
  );
}
