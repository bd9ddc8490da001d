import type { Bus } from '../../bus/bus.ts';
import type { Clock } from '../../bus/clock.ts';
import { Overtaken } from '../../market/overtaken.ts';
import type { PaperAccount, PaperMarket } from '../../trader/paper/account.ts';
import type { PaperVenue } from '../../trader/paper/paper-venue.ts';
import type { LossWatch } from '../../trader/risk/loss-watch.ts';

/** What decides how far bars may pass ahead. */
export interface LeadParts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly venue: PaperVenue;
  readonly accounts: readonly PaperAccount[];
  /** The watch over what an account may lose on a day, where that is capped. */
  readonly lossOf: (account: PaperAccount) => LossWatch | undefined;
}

/**
 * How far bars of a market may pass ahead of the other markets: to where nothing can come of the prices of several markets
 * at once. That is so as long as, by the worst prices of all of them, the margin of their account lasts and the loss of its
 * day stays off its cap: then neither is looked at. Where fills bring that to an end, nobody goes ahead any more.
 */
export class Lead {
  readonly #parts: LeadParts;
  /** By market. */
  readonly #accountOf: readonly PaperAccount[];
  readonly #marketsOf: ReadonlyMap<PaperAccount, readonly PaperMarket[]>;
  /** The end that was asked for last. */
  #asked = NaN;
  /** The earliest end of an outlook that is open. */
  #earliest = Infinity;

  constructor(parts: LeadParts) {
    this.#parts = parts;
    const { venue, bus } = parts;
    this.#accountOf = venue.markets.map((market) => venue.account(market));
    this.#marketsOf = new Map(
      parts.accounts.map((account) => [account, venue.markets.filter((market) => venue.account(market) === account)]),
    );
    bus.on('order-report', ({ report, request }) => {
      if (report.kind === 'fill') this.#booked(request.market);
    });
    bus.on('account', (event) => this.#booked(event.market));
  }

  /**
   * Whether bars of a market that end by a moment may pass ahead. To be asked before anything happens in any market.
   *
   * @param now when the next event is @throws Overtaken
   */
  isFree(market: number, now: number, end: number): boolean {
    if (end !== this.#asked || now > this.#earliest) this.#look(now, end);
    return this.#accountOf[market]!.outlook.until >= end;
  }

  /** From now on nothing passes ahead. */
  stop(): void {
    this.#asked = NaN;
    for (const account of this.#parts.accounts) if (account.outlook.isOpen) this.#close(account);
  }

  #look(now: number, end: number): void {
    this.#asked = end;
    this.#earliest = Infinity;
    for (const account of this.#parts.accounts) {
      const { outlook } = account;
      if (outlook.until < end) this.#open(account, now, end);
      if (outlook.isOpen) this.#earliest = Math.min(this.#earliest, outlook.until);
    }
  }

  #open(account: PaperAccount, now: number, end: number): void {
    const isCalm = account.foresee(end) && this.#lasts(account, half);
    if (isCalm) this.#parts.venue.setAlarms(account, undefined);
    else this.#narrow(account, now);
  }

  /** Lets the outlook reach no farther than bars have passed. @throws Overtaken where they should not have */
  #narrow(account: PaperAccount, now: number): void {
    let until = -Infinity;
    for (const { aheadOf } of this.#marketsOf.get(account)!) if (aheadOf > until) until = aheadOf;
    if (until < now) return this.#close(account);
    account.foresee(until);
    this.#earliest = Math.min(this.#earliest, until);
    if (!this.#lasts(account, 0)) throw new Overtaken();
  }

  #close(account: PaperAccount): void {
    account.outlook.close();
    this.#parts.venue.setAlarms(account, undefined);
  }

  /** @param part of what the day may lose that is left besides */
  #lasts(account: PaperAccount, part: number): boolean {
    const loss = this.#parts.lossOf(account);
    return account.marginAhead() > 0 && (loss === undefined || loss.isSafe(account.outlook.worth, part));
  }

  #booked(market: number): void {
    const account = this.#accountOf[market]!;
    if (account.outlook.isOpen && !this.#lasts(account, 0)) this.#narrow(account, this.#parts.clock.now());
  }
}

/** Positions change meanwhile: half of the day's loss is kept for them. */
const half = 0.5;
