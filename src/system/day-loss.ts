import type { Bus } from '../bus/bus.ts';
import type { Clock } from '../bus/clock.ts';
import { Overtaken } from '../market/overtaken.ts';
import type { PaperAccount, PaperMarket } from '../trader/paper/account.ts';
import { LossWatch } from '../trader/risk/loss-watch.ts';
import type { RiskState } from '../trader/risk/risk.ts';
import type { MarketHub } from './market-hub.ts';

/** What the watch over a day's loss is made of. */
export interface DayLossParts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly hubs: readonly MarketHub[];
  readonly accountOf: (market: PaperMarket) => PaperAccount;
  readonly risks: ReadonlyMap<PaperAccount, RiskState>;
  /** Looks whether the caps of these accounts are reached. */
  readonly look: (risks: Iterable<RiskState>) => void;
  /** The profile caps the loss of a day. */
  readonly isCapped: boolean;
}

/**
 * Has the loss of the day looked at whenever a bar closes; at fills and entries it is looked at anyway, by one who hears of
 * fills after it.
 */
export class DayLoss {
  readonly #parts: DayLossParts;
  readonly #watches = new Map<PaperAccount, LossWatch>();
  /** The same by market. */
  readonly #watchOf: LossWatch[] = [];
  /** The moment that was asked about last, and the answer. */
  #askedFor = NaN;
  #isSafe = false;
  /** Until then bars may have passed ahead, and no look is due. */
  #safeUntil = -Infinity;

  constructor(parts: DayLossParts) {
    this.#parts = parts;
    if (!parts.isCapped) return;
    const markets = parts.hubs.map((hub) => hub.market);
    for (const [account, risk] of parts.risks) {
      const own = markets.filter((market) => parts.accountOf(market) === account);
      const watch = new LossWatch(() => account.cash(), own);
      risk.lookWhen(() => !this.#isSafeNow() && watch.isNear());
      this.#watches.set(account, watch);
      for (const hub of parts.hubs) {
        if (parts.accountOf(hub.market) !== account) continue;
        hub.lossWatch = watch;
        this.#watchOf[hub.market.index] = watch;
        hub.beforeDecisions((now) => {
          if (!this.#isSafeNow() && watch.isDue(now)) parts.look([risk]);
        });
      }
    }
    parts.bus.on('order-report', ({ report, request }) => {
      if (report.kind === 'fill') this.#booked(request.market);
    });
    parts.bus.on('account', (event) => this.#booked(event.market));
  }

  /** Whether until a moment no look can be due, so that bars may pass ahead of one another. */
  isSafeUntil(time: number): boolean {
    if (time === this.#askedFor) return this.#isSafe;
    this.#askedFor = time;
    // Positions change meanwhile: half of the day's loss is kept for them.
    this.#isSafe = this.#lasts(time, 0.5);
    if (this.#isSafe && time > this.#safeUntil) this.#safeUntil = time;
    return this.#isSafe;
  }

  #lasts(time: number, part: number): boolean {
    const { hubs } = this.#parts;
    const worst = ({ index }: PaperMarket): number => hubs[index]!.worstUntil(time);
    for (const watch of this.#watches.values()) if (!watch.isSafe(worst, part)) return false;
    return true;
  }

  #isSafeNow(): boolean {
    return this.#safeUntil > this.#parts.clock.now();
  }

  /** With the positions of now a look may be due: nobody goes ahead any more. @throws Overtaken where one may have been due already */
  #stopLead(): void {
    const { hubs, clock } = this.#parts;
    const until = hubs.reduce((most, { market }) => Math.max(most, market.aheadOf), -Infinity);
    this.#isSafe = false;
    this.#safeUntil = until;
    if (until >= clock.now() && !this.#lasts(until, 0)) throw new Overtaken();
  }

  /** Where a market has no bars nothing of it closes: then somebody has to look from time to time. */
  get needsLooks(): boolean {
    return this.#parts.isCapped && this.#parts.hubs.some((hub) => hub.series.length === 0);
  }

  look(): void {
    this.#parts.look(this.#parts.risks.values());
  }

  /** A day begins: the caps count from the equity of now. */
  begin(): void {
    for (const [account, risk] of this.#parts.risks) {
      risk.beginDay();
      this.#watches.get(account)?.begin(risk.floor, account.equity());
    }
  }

  #booked(index: number): void {
    this.#watchOf[index]?.booked();
    if (this.#isSafeNow() && !this.#lasts(this.#safeUntil, 0)) this.#stopLead();
  }
}
