import { Random } from '../../util/random.ts';

const minutesPerDay = 1440;
const secondRoot = Math.sqrt(1 / 86_400);

/** Two sizes of the logarithm of volatility: moods that last minutes, and moods that last half a day. */
const fast = { deviation: 0.5, keep: 0.5 ** (1 / 15) };
const slow = { deviation: 0.35, keep: 0.5 ** (1 / 720) };
const logVariance = fast.deviation ** 2 + slow.deviation ** 2;

/** Part of a day's variance that is noise; the rest comes from trends and news. */
const noise = Math.sqrt(0.5);
const newsPerDay = 3;
/** A range pulls back half of the way in 45 minutes; in units of a day. */
const rangePull = (Math.LN2 * minutesPerDay) / 45;

/**
 * Log returns second by second, in standard deviations of a day: what stays when a market's price level and temper
 * are taken away. Stochastic volatility on two time scales (so large moves come in clusters and one-minute returns have
 * heavy tails), trends and ranges that last for hours, and news that moves the price within seconds.
 *
 * - source of the facts it follows: R. Cont, Empirical properties of asset returns, Quantitative Finance 1 (2001)
 */
export class ReturnProcess {
  /** Volatility of this minute as a multiple of its long-run mean. */
  volatility = 1;
  /** True while news moves the price. */
  news = false;
  readonly #random: Random;
  #fast: number;
  #slow: number;
  #level = 0;
  #anchor = 0;
  #trend = 0;
  #minutesLeft = 0;
  #drift = 0;
  #newsSeconds = 0;
  #newsMove = 0;

  constructor(seed: string) {
    this.#random = new Random(seed);
    this.#fast = fast.deviation * this.#random.normal();
    this.#slow = slow.deviation * this.#random.normal();
  }

  /** Begins a minute. `season`: volatility usual at this time of day, 1 on average. */
  nextMinute(season: number): void {
    const random = this.#random;
    this.#fast = fast.keep * this.#fast + fast.deviation * Math.sqrt(1 - fast.keep ** 2) * random.normal();
    this.#slow = slow.keep * this.#slow + slow.deviation * Math.sqrt(1 - slow.keep ** 2) * random.normal();
    if (this.#minutesLeft-- <= 0) this.#nextPhase();
    if (random.next() < newsPerDay / minutesPerDay) this.#breakNews();
    this.volatility = season * Math.exp(this.#fast + this.#slow - logVariance);
    const pull = this.#trend === 0 ? rangePull * (this.#anchor - this.#level) : this.#trend;
    this.#drift = pull / 86_400;
  }

  /** The return of the next second. */
  nextSecond(): number {
    let move = this.#drift + noise * this.volatility * secondRoot * this.#random.normal();
    this.news = this.#newsSeconds > 0;
    if (this.news) {
      this.#newsSeconds--;
      move += this.#newsMove;
    }
    this.#level += move;
    return move;
  }

  /** Half of the time a trend up or down of 2 to 8 hours, else a range around the level it begins at. */
  #nextPhase(): void {
    const random = this.#random;
    this.#minutesLeft = 120 + random.below(360);
    this.#anchor = this.#level;
    const strength = 1 + 2 * random.next();
    const kind = random.below(4);
    this.#trend = kind === 0 ? strength : kind === 1 ? -strength : 0;
  }

  /** A move within 5 to 30 seconds, and lively minutes after it. */
  #breakNews(): void {
    const size = 0.06 + 0.24 * this.#random.next();
    this.#newsSeconds = 5 + this.#random.below(26);
    this.#newsMove = (this.#random.next() < 0.5 ? -size : size) / this.#newsSeconds;
    this.#fast += 0.6;
    // A range that is left by a jump does not pull back to where it was.
    this.#anchor = this.#level + this.#newsMove * this.#newsSeconds;
  }
}

/**
 * Activity usual at each minute of the UTC day, 1 on average: quiet towards 04:00, busiest in the hours when Europe
 * and America trade at once. Volatility follows its square root.
 */
export const activityOfDay: Float64Array = (() => {
  const raw = Float64Array.from({ length: minutesPerDay }, (_, minute) => {
    const hour = minute / 60;
    return 0.55 + bump(hour, 15, 3.2) * 1.1 + bump(hour, 8, 2) * 0.45 + bump(hour, 1, 1.5) * 0.3;
  });
  const mean = raw.reduce((sum, each) => sum + each, 0) / minutesPerDay;
  return raw.map((each) => each / mean);
})();

/** A bell around `centre` on the clock of 24 hours. */
function bump(hour: number, centre: number, width: number): number {
  const apart = Math.abs(hour - centre);
  const distance = Math.min(apart, 24 - apart) / width;
  return Math.exp(-0.5 * distance * distance);
}
