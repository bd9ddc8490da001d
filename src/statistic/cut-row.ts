import type { TradeColumns } from './trade-columns.ts';

/** The trades that share a key. Amounts are net, in settlement currency. */
export interface CutRow {
  readonly key: string;
  readonly trades: number;
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
  /** `null` without trades. */
  readonly winPercent: number | null;
  readonly profit: number;
  readonly fees: number;
  /** Gross profit over gross loss; `null` without a losing trade. */
  readonly profitFactor: number | null;
  /** Average profit; `null` without trades, as are the next four. */
  readonly expectancy: number | null;
  readonly averagePercent: number | null;
  readonly best: number | null;
  readonly worst: number | null;
  /** ms. */
  readonly averageDuration: number | null;
  /** Average profit in multiples of the planned risk; `null` when no trade had a stop. */
  readonly averageR: number | null;
}

/** Why fields of a row can be `null`: the reasons of the printed `n/a`. */
export const cutReasons: Readonly<Record<string, string>> = {
  winPercent: 'no trades',
  profitFactor: 'no losing trade',
  expectancy: 'no trades',
  averagePercent: 'no trades',
  best: 'no trades',
  worst: 'no trades',
  averageDuration: 'no trades',
  averageR: 'no stops',
  returnPercent: 'no equity',
};

const sums = 7;
const [profit, gained, lost, fees, percent, multiple, duration] = [0, 1, 2, 3, 4, 5, 6] as const;

/**
 * What is counted of the trades of each group. Seven running sums a group lie side by side, each with the rounding errors
 * it has to carry along (Neumaier), so that nothing is allocated for a trade.
 */
export class Tallies {
  readonly #totals: Float64Array;
  readonly #errors: Float64Array;
  readonly #best: Float64Array;
  readonly #worst: Float64Array;
  readonly #trades: Int32Array;
  readonly #wins: Int32Array;
  readonly #losses: Int32Array;
  readonly #percents: Int32Array;
  readonly #multiples: Int32Array;

  /** Counts all trades; `groups` says which of the `count` groups a trade belongs to. */
  constructor(columns: TradeColumns, groups: Int32Array, count: number) {
    this.#totals = new Float64Array(count * sums);
    this.#errors = new Float64Array(count * sums);
    this.#best = new Float64Array(count).fill(-Infinity);
    this.#worst = new Float64Array(count).fill(Infinity);
    this.#trades = new Int32Array(count);
    this.#wins = new Int32Array(count);
    this.#losses = new Int32Array(count);
    this.#percents = new Int32Array(count);
    this.#multiples = new Int32Array(count);
    for (let k = 0; k < columns.count; k++) this.#count(columns, k, groups[k]!);
  }

  #count(columns: TradeColumns, k: number, group: number): void {
    const value = columns.profit[k]!;
    this.#trades[group]! += 1;
    this.#add(group, profit, value);
    if (value > 0) {
      this.#wins[group]! += 1;
      this.#add(group, gained, value);
    } else if (value < 0) {
      this.#losses[group]! += 1;
      this.#add(group, lost, -value);
    }
    if (value > this.#best[group]!) this.#best[group] = value;
    if (value < this.#worst[group]!) this.#worst[group] = value;
    this.#add(group, fees, columns.fees[k]!);
    this.#add(group, duration, columns.duration[k]!);
    if (!Number.isNaN(columns.percent[k])) {
      this.#percents[group]! += 1;
      this.#add(group, percent, columns.percent[k]!);
    }
    if (!Number.isNaN(columns.multiple[k])) {
      this.#multiples[group]! += 1;
      this.#add(group, multiple, columns.multiple[k]!);
    }
  }

  #add(group: number, which: number, value: number): void {
    const place = group * sums + which;
    const total = this.#totals[place]!;
    const next = total + value;
    this.#errors[place]! += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    this.#totals[place] = next;
  }

  #sum(group: number, which: number): number {
    return this.#totals[group * sums + which]! + this.#errors[group * sums + which]!;
  }

  /** The row of a group. */
  row(key: string, group: number): CutRow {
    const trades = this.#trades[group]!;
    const wins = this.#wins[group]!;
    const losses = this.#losses[group]!;
    const total = this.#sum(group, profit);
    return {
      key,
      trades,
      wins,
      draws: trades - wins - losses,
      losses,
      winPercent: over(wins * 100, trades),
      profit: total,
      fees: this.#sum(group, fees),
      profitFactor: over(this.#sum(group, gained), this.#sum(group, lost)),
      expectancy: over(total, trades),
      averagePercent: over(this.#sum(group, percent), this.#percents[group]!),
      best: trades === 0 ? null : this.#best[group]!,
      worst: trades === 0 ? null : this.#worst[group]!,
      averageDuration: over(this.#sum(group, duration), trades),
      averageR: over(this.#sum(group, multiple), this.#multiples[group]!),
    };
  }
}

function over(top: number, bottom: number): number | null {
  const found = top / bottom;
  return Number.isFinite(found) ? found : null;
}
