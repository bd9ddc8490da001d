import type { Money } from '../../market/money.ts';
import type { PaperMarket } from './account.ts';

/** Cash and positions at a moment. */
export interface Holdings {
  readonly cash: Money;
  readonly held: readonly PaperMarket[];
  /** The price that a market's position is valued at. */
  readonly markOf: (market: PaperMarket) => number;
}

const none: readonly PaperMarket[] = [];

/**
 * The maintenance margin of an account: its equity must not fall below a part (`maintenance`) of the initial margin of
 * its positions (their value at mark over `leverage`). Exact: nothing is divided.
 */
export class Maintenance {
  readonly #leverage: bigint;
  readonly #part: bigint;
  /** Part of a position's value that is required. */
  readonly #ratio: number;

  /** @param leverage and part in money's scale */
  constructor(leverage: Money, part: Money) {
    this.#leverage = leverage;
    this.#part = part;
    this.#ratio = Number(part) / Number(leverage);
  }

  /** Equity beyond what is required, times the leverage: liquidation is due below 0. */
  slack({ cash, held, markOf }: Holdings): bigint {
    let equity = cash;
    let exposed = 0n;
    for (const market of held) {
      const value = market.valuer.notional(markOf(market), market.lots);
      equity += value;
      exposed += value < 0n ? -value : value;
    }
    return equity * this.#leverage - exposed * this.#part;
  }

  /** First tick price of a market, away from the market, at which liquidation is due; NaN when there is none. */
  price(market: PaperMarket, holdings: Holdings): number {
    const own = market.value;
    const size = own < 0n ? -own : own;
    const without = this.slack(holdings) - own * this.#leverage + size * this.#part;
    const perTick = this.#perTick(market);
    // Where the whole value is required the price of a long position decides nothing.
    if (perTick <= 0n) return without < 0n ? market.mark : NaN;
    // Long: without + p·perTick < 0. Short: without − p·perTick < 0.
    if (market.lots > 0) {
      const price = -floorDivide(without, perTick) - 1n;
      return price > 0n ? Number(price) : NaN;
    }
    const price = floorDivide(without, perTick) + 1n;
    return price > 0n ? Number(price) : 1;
  }

  /**
   * An alarm price for each market held: as long as all stay on their side of it, liquidation cannot be due. Each may use
   * up an equal part of the slack; three quarters of it are given out, so that an alarm holds through small changes, and
   * doubles will do.
   *
   * @param slack equity beyond what is required, settlement currency, at the prices that `markOf` tells
   */
  alarms(
    slack: number,
    { held, markOf }: Pick<Holdings, 'held' | 'markOf'>,
    reached: PaperMarket | undefined,
  ): readonly PaperMarket[] {
    let moved = none;
    const share = slack / held.length;
    for (let k = 0; k < held.length; k++) {
      const market = held[k]!;
      const perTick =
        Math.abs(market.lots) * market.valuer.rough * (market.lots > 0 ? 1 - this.#ratio : 1 + this.#ratio);
      const away = share < 0 ? -Infinity : perTick <= 0 ? Infinity : share / perTick;
      const mark = markOf(market);
      if (market !== reached && isWithin(market, mark, away) && !isWithin(market, mark, away * 0.5)) continue;
      const alarm = alarmAt(market, mark, away * 0.75);
      if (alarm === market.alarm) continue;
      market.alarm = alarm;
      moved = moved === none ? [market] : [...moved, market];
    }
    return moved;
  }

  /** Equity that is left beyond what is required, as a double. @param exposed value of all positions, without sign */
  left(equity: number, exposed: number): number {
    return equity - exposed * this.#ratio;
  }

  /** What one tick against the position takes off the slack. */
  #perTick(market: PaperMarket): bigint {
    const size = market.valuer.notional(1, Math.abs(market.lots));
    return size * (market.lots > 0 ? this.#leverage - this.#part : this.#leverage + this.#part);
  }
}

/** The price this many ticks against the position. A double may be off by a tick where numbers are huge: look early. */
function alarmAt({ lots }: PaperMarket, mark: number, away: number): number {
  return lots > 0 ? Math.ceil(mark - away) : Math.floor(mark + away);
}

/** True when the alarm stands, and not farther away than that. */
function isWithin({ lots, alarm }: PaperMarket, mark: number, away: number): boolean {
  return lots > 0 ? alarm >= mark - away : alarm <= mark + away;
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}
