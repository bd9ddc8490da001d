import type { BarRow } from '../../market/bar.ts';
import type { PaperAccount, PaperMarket } from './account.ts';

/**
 * The accounts in which a bar of the present moment reaches an alarm. The market may lie beyond it at its open already, and
 * then the alarms of the others do not hold any more: everything that the account holds is looked at.
 */
export class Alarmed {
  readonly #accounts = new Set<PaperAccount>();
  #moment = NaN;

  /** A bar of a moment is about to be matched. @param shift ticks that the market's closing side lies off the bar */
  add(now: number, account: PaperAccount, of: { market: PaperMarket; bar: BarRow; shift: number }): void {
    if (now !== this.#moment) {
      this.#moment = now;
      this.#accounts.clear();
    }
    if (reachesAlarm(of.market, of.bar, of.shift)) this.#accounts.add(account);
  }

  has(account: PaperAccount): boolean {
    return this.#accounts.size > 0 && this.#accounts.has(account);
  }
}

/** True when a bar reaches the alarm of the position held. @param shift ticks that the market's closing side lies off the bar */
export function reachesAlarm({ lots, alarm }: PaperMarket, bar: BarRow, shift: number): boolean {
  if (lots === 0) return false;
  return lots > 0 ? bar.low + shift <= alarm : bar.high + shift >= alarm;
}
