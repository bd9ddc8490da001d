import type { Bus } from '../../bus/bus.ts';
import type { Clock } from '../../bus/clock.ts';
import type { PaperAccount, PaperMarket } from '../../trader/paper/account.ts';
import { LossWatch } from '../../trader/risk/loss-watch.ts';
import type { RiskState } from '../../trader/risk/risk.ts';
import type { MarketHub } from '../engine/market-hub.ts';

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

  constructor(parts: DayLossParts) {
    this.#parts = parts;
    if (!parts.isCapped) return;
    const markets = parts.hubs.map((hub) => hub.market);
    for (const [account, risk] of parts.risks) {
      const own = markets.filter((market) => parts.accountOf(market) === account);
      const watch = new LossWatch(() => account.cash(), own);
      // As long as the account's outlook reaches, no look is due.
      const isLookedAt = (): boolean => !(account.outlook.until > parts.clock.now());
      risk.lookWhen(() => isLookedAt() && watch.isNear());
      this.#watches.set(account, watch);
      for (const hub of parts.hubs) {
        if (parts.accountOf(hub.market) !== account) continue;
        hub.lossWatch = watch;
        this.#watchOf[hub.market.index] = watch;
        hub.beforeDecisions((now) => {
          if (isLookedAt() && watch.isDue(now)) parts.look([risk]);
        });
      }
    }
    parts.bus.on('order-report', ({ report, request }) => {
      if (report.kind === 'fill') this.#watchOf[request.market]?.booked();
    });
    parts.bus.on('account', (event) => this.#watchOf[event.market]?.booked());
  }

  /** The watch over an account, where the loss of a day is capped. */
  watchOf(account: PaperAccount): LossWatch | undefined {
    return this.#watches.get(account);
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
}
