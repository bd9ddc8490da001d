import type { Clock } from '../../bus/clock.ts';
import type { OrderChange } from '../../market/event.ts';
import type { ExitReason } from '../../market/record.ts';
import type { ExitPlan, ModifySignal } from '../../market/signal.ts';
import { ensure } from '../../util/assert.ts';
import { levelTicks, roiSteps, targetOrders, targetsOf, trailingStages } from './plan.ts';
import type { ExitRequest, TrackedMarket } from './tracker.ts';
import type { Trade } from './trade.ts';

export interface ProtectorParts {
  readonly clock: Clock;
  readonly markets: readonly TrackedMarket[];
  readonly place: (trade: Trade, order: ExitRequest) => void;
  readonly cancel: (orderId: string, reason: string) => void;
  readonly amend: (orderId: string, change: OrderChange) => void;
}

/** Keeps an open trade's stop, targets and time limits at the venue as its plan says. */
export class Protector {
  readonly #parts: ProtectorParts;

  constructor(parts: ProtectorParts) {
    this.#parts = parts;
  }

  /** Places the plan of a trade that just opened. Targets first: the stop goes in front of them. */
  protect(trade: Trade, plan: ExitPlan, leave: (reason: ExitReason) => void): void {
    const { instrument } = this.#market(trade);
    for (const target of targetOrders(targetsOf(plan), trade, instrument))
      this.#placeTarget(trade, target.ticks, target.lots, 'target');
    if (plan.roi !== undefined) this.#placeRoi(trade, plan.roi);
    this.#placeStop(trade, plan);
    if (plan.timeLimit !== undefined) {
      trade.timers.push(this.#parts.clock.at(trade.entryTime + plan.timeLimit, () => leave('time-limit')));
    }
  }

  /** Fits the live orders to the lots left. */
  fit(trade: Trade): void {
    const stop = trade.exitOf('stop');
    if (stop !== undefined && stop.lots !== trade.lots) this.#resize(stop, trade.lots);
    let rest = trade.lots;
    for (const order of trade.exits.values()) {
      if (order.purpose !== 'target') continue;
      const lots = order.reason === 'roi' ? trade.lots : Math.min(order.lots, rest);
      if (order.reason !== 'roi') rest -= lots;
      if (lots !== order.lots) this.#resize(order, lots);
    }
  }

  /** Applies a modify signal to an open trade. */
  modify(trade: Trade, signal: ModifySignal): void {
    const { instrument } = this.#market(trade);
    if (signal.stop !== undefined) {
      const stop = trade.exitOf('stop');
      if (signal.stop === null) {
        if (stop !== undefined) this.#parts.cancel(stop.id, 'stop removed');
        trade.stop = NaN;
      } else {
        const trigger = levelTicks(signal.stop, trade.entryPrice, { sign: trade.sign, gain: false, instrument });
        trade.stop = trigger;
        if (stop === undefined) this.#placeStop(trade, { stop: instrument.price.toNumber(trigger) });
        else this.#parts.amend(stop.id, { trigger });
      }
    }
    if (signal.targets === undefined) return;
    for (const order of [...trade.exits.values()])
      if (order.purpose === 'target' && order.reason === 'target') this.#parts.cancel(order.id, 'target replaced');
    for (const target of targetOrders(signal.targets ?? [], trade, instrument))
      this.#placeTarget(trade, target.ticks, target.lots, 'target');
  }

  /** What a stop that had moved stands for. */
  raisedReason(trade: Trade): ExitReason {
    return trade.isTrailing ? 'trailing' : 'breakeven';
  }

  #placeStop(trade: Trade, plan: ExitPlan): void {
    const { instrument } = this.#market(trade);
    const stages = trailingStages(plan, trade.entryPrice, trade.sign);
    trade.isTrailing = plan.trailing !== undefined;
    if (plan.stop === undefined && stages.length === 0) return;
    const trigger =
      plan.stop === undefined
        ? undefined
        : levelTicks(plan.stop, trade.entryPrice, { sign: trade.sign, gain: false, instrument });
    if (Number.isNaN(trade.firstStop) && trigger !== undefined) trade.firstStop = trigger;
    trade.stop = trigger ?? NaN;
    this.#parts.place(trade, {
      id: trade.nextOrderId('s'),
      purpose: 'stop',
      reason: 'stop',
      type: stages.length === 0 ? 'stop' : 'trailing-stop',
      lots: trade.lots,
      trigger,
      trailing: stages.length === 0 ? undefined : stages,
    });
  }

  #placeTarget(trade: Trade, ticks: number, lots: number, reason: 'target' | 'roi'): string {
    const id = trade.nextOrderId('t');
    this.#parts.place(trade, { id, purpose: 'target', reason, type: 'limit', lots, limit: Math.max(1, ticks) });
    return id;
  }

  /** One order that follows the gain table: its limit is changed when the next step comes into force. */
  #placeRoi(trade: Trade, roi: Readonly<Record<string, number>>): void {
    let id: string | undefined;
    const since = trade.entryTime;
    const apply = (ratio: number): void => {
      const ticks = Math.max(1, Math.round(trade.entryPrice * (1 + trade.sign * ratio)));
      if (id !== undefined && trade.exits.has(id)) this.#parts.amend(id, { limit: ticks });
      else if (id === undefined) id = this.#placeTarget(trade, ticks, trade.lots, 'roi');
    };
    for (const step of roiSteps(roi)) {
      if (step.after === 0) apply(step.ratio);
      else trade.timers.push(this.#parts.clock.at(since + step.after, () => apply(step.ratio)));
    }
  }

  #resize(order: { id: string; lots: number }, lots: number): void {
    if (lots <= 0) {
      this.#parts.cancel(order.id, 'nothing left');
      return;
    }
    order.lots = lots;
    this.#parts.amend(order.id, { lots });
  }

  #market(trade: Trade): TrackedMarket {
    return ensure(this.#parts.markets[trade.market], `market ${trade.market}`);
  }
}
