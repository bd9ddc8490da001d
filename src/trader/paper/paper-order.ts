import type { Timer } from '../../bus/clock.ts';
import { wholeAbove, wholeBelow } from '../../market/round.ts';
import type { OrderChange } from '../../market/order-change.ts';
import type { OrderRequest, TrailingStage } from '../../market/order.ts';

/** How an order ended, and when: ms. */
export interface Ending {
  readonly kind: 'canceled' | 'expired';
  readonly reason: string;
  readonly time: number;
}

/** How an order fills now. */
export interface Execution {
  readonly ticks: number;
  readonly time: number;
  readonly isMaker: boolean;
  /** Most lots that may fill; Infinity for all. */
  readonly most: number;
}

/** What an order that came into being inside the bar being matched, and may fill in it, knows of its entry. */
export interface Fresh {
  readonly entryPrice: number;
  /** The entry did not fill at the open, so the path of the bar before it is unknown. */
  readonly isInside: boolean;
}

/** An order resting at the paper venue. Prices in ticks. Mutable, owned by the venue. */
export class PaperOrder {
  readonly request: OrderRequest;
  readonly isBuy: boolean;
  /** Lots still to fill. */
  remaining: number;
  /** Lots filled so far. */
  filled = 0;
  limit: number;
  trigger: number;
  readonly stages: readonly TrailingStage[];
  /** Market time from which the present prices hold; bars that began earlier see `earlier`. */
  effective: number;
  /** Prices that it began the bar under way with, where it was changed in it. */
  earlier: { limit: number; trigger: number } | undefined;
  /** Its limit was changed after it was placed. */
  isChanged = false;
  /** Accepted and able to fill. */
  isActive = false;
  isGone = false;
  /** The trigger was reached: it is a market (or limit) order now. */
  isTriggered = false;
  /** Could have filled when it arrived: it takes, it does not make. */
  takes = false;
  /** Best price seen since it rests (highest for a sell); NaN before the first. */
  best = NaN;
  /** When the last change that was sent late arrives, ms. */
  #changeDue = -Infinity;
  /** Count of the tick during which its prices were changed: it cannot fill on that one. */
  changedAt = -1;
  /** It ended inside a bar that fills it at its open, which is found out when the bar has closed. Then it ends like this. */
  ending: Ending | undefined;
  /** Set while the bar is matched that it came into being in. */
  fresh: Fresh | undefined;
  /** Ends it at its date. */
  expiry: Timer | undefined;
  /** Count of the orders that the venue had let in when it came: later ones have higher numbers. */
  arrival = 0;
  /** The trailing stop moved away from where it was placed. */
  isRaised = false;

  constructor(request: OrderRequest, time: number) {
    this.request = request;
    this.isBuy = request.side === 'buy';
    this.remaining = request.lots;
    this.limit = request.limit ?? NaN;
    this.trigger = request.trigger ?? NaN;
    this.stages = request.trailing ?? [];
    this.effective = time;
  }

  get isExit(): boolean {
    return this.request.purpose !== 'entry';
  }

  /** A stop or a target of a trade. */
  get isProtection(): boolean {
    return this.request.purpose === 'stop' || this.request.purpose === 'target';
  }

  /** Waits for a trigger price. */
  get waitsForTrigger(): boolean {
    return !this.isTriggered && this.request.type !== 'market' && this.request.type !== 'limit';
  }

  /** The trigger lies on the far side of the market (take-profit), not on the near one (stop). */
  get triggersOnGain(): boolean {
    return this.request.type === 'take-profit' || this.request.type === 'take-profit-limit';
  }

  get hasLimit(): boolean {
    return !Number.isNaN(this.limit);
  }

  /** True when `price` (ask for a buy, bid for a sell) reaches the trigger. */
  triggersAt(price: number): boolean {
    return this.isBuy === this.triggersOnGain ? price <= this.trigger : price >= this.trigger;
  }

  /** True when `price` is at the limit or better. */
  limitReachedAt(price: number): boolean {
    return this.isBuy ? price <= this.limit : price >= this.limit;
  }

  /** True when it fills at that price at once: it has no limit, or it is reached. */
  takesAt(price: number): boolean {
    return !this.hasLimit || this.limitReachedAt(price);
  }

  /**
   * When a change that is sent now and takes `wait` ms arrives, ms; `undefined`: at once. Never before one that was sent
   * earlier.
   */
  changeArrives(now: number, wait: number): number | undefined {
    if (wait === 0 && this.#changeDue < now) return undefined;
    this.#changeDue = Math.max(now + wait, this.#changeDue);
    return this.#changeDue;
  }

  /** Has new prices from `time` on; `ticks` were looked at so far, and the bar under way began at `barBegan` (NaN: none). */
  reprice({ limit, trigger }: OrderChange, at: { time: number; ticks: number; barBegan: number }): void {
    // What stood when the bar under way began is kept, whatever changes inside it; one that came later never stood.
    if (this.isActive && this.effective <= at.barBegan) this.earlier = { limit: this.limit, trigger: this.trigger };
    this.effective = at.time;
    this.changedAt = at.ticks;
    if (limit !== undefined) {
      this.limit = limit;
      this.isChanged = true;
    }
    if (trigger !== undefined) this.trigger = trigger;
  }

  /** The trailing stop for a best price: the nearest of the armed stages, never farther than the present trigger. */
  stopFor(best: number): number {
    let stop = this.trigger;
    for (const stage of this.stages) {
      if (this.isBuy ? best > stage.from : best < stage.from) continue;
      const level = this.#level(stage, best);
      if (Number.isNaN(stop) || (this.isBuy ? level < stop : level > stop)) stop = level;
    }
    return stop;
  }

  /** Takes a new best price in; true when the stop moved. */
  follow(price: number): boolean {
    if (!Number.isNaN(this.best) && (this.isBuy ? price >= this.best : price <= this.best)) return false;
    this.best = price;
    const stop = this.stopFor(price);
    if (stop === this.trigger || Number.isNaN(stop)) return false;
    this.trigger = stop;
    this.isRaised = true;
    return true;
  }

  /** Follows from `price` on, as if nothing had been before: an order made inside a bar does not know its open. */
  restart(price: number): void {
    this.best = NaN;
    this.trigger = this.request.trigger ?? NaN;
    this.isRaised = false;
    this.follow(price);
  }

  /** The price from which a better best would move the stop; NaN when none would. */
  nextFollow(): number {
    let next = NaN;
    for (const stage of this.stages) {
      const wanted = this.#moves(stage);
      if (Number.isNaN(wanted)) continue;
      if (Number.isNaN(next) || (this.isBuy ? wanted > next : wanted < next)) next = wanted;
    }
    return next;
  }

  /** The first price at which a stage would move the stop. Worked out with the very sums that move it. */
  #moves(stage: TrailingStage): number {
    const { stop } = stage;
    if (stop !== undefined) return this.#isNearer(stop) ? stage.from : NaN;
    if (Number.isNaN(this.trigger)) return stage.from;
    const step = this.isBuy ? -1 : 1;
    const ratio = this.isBuy ? 1 + stage.ratio : 1 - stage.ratio;
    let price = Math.round((this.trigger + step) / ratio);
    while (this.#isNearer(this.#level(stage, price - step))) price -= step;
    while (!this.#isNearer(this.#level(stage, price))) price += step;
    return this.isBuy ? Math.min(price, stage.from) : Math.max(price, stage.from);
  }

  #level(stage: TrailingStage, best: number): number {
    if (stage.stop !== undefined) return stage.stop;
    return this.isBuy ? wholeAbove(best * (1 + stage.ratio)) : wholeBelow(best * (1 - stage.ratio));
  }

  /** Nearer to the market than the present stop. */
  #isNearer(level: number): boolean {
    return Number.isNaN(this.trigger) || (this.isBuy ? level < this.trigger : level > this.trigger);
  }
}
