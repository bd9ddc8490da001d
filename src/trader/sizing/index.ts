/** What a sizing rule is given, per lot where it says so. Doubles: the result is whole lots, rounded down. */
export interface SizingInput {
  /** Notional of one lot at the entry price. */
  readonly price: number;
  /** Loss of one lot when the planned stop fills; NaN without a stop. */
  readonly stopDistance: number;
  readonly equity: number;
  /** Lots in one base unit. */
  readonly unit: number;
}

/** Whole lots, or the reason why there can be none. */
export type Sizing = (input: SizingInput) => number | string;

/** Spends a fixed amount of the quote currency. */
export function quoteSizing(amount: number): Sizing {
  return ({ price }) => Math.floor(amount / price + 1e-9);
}

/** Uses a part of the account's equity, in percent. */
export function percentSizing(percent: number): Sizing {
  return ({ price, equity }) => (equity <= 0 ? 'no-equity' : Math.floor((equity * percent) / 100 / price + 1e-9));
}

/** Loses at most a part of the equity, in percent, when the planned stop fills. */
export function riskSizing(percent: number): Sizing {
  return ({ stopDistance, equity }) => {
    if (Number.isNaN(stopDistance)) return 'no-stop-to-size-by';
    if (stopDistance === 0) return 'stop-at-entry';
    return equity <= 0 ? 'no-equity' : Math.floor((equity * percent) / 100 / stopDistance + 1e-9);
  };
}

/** Always the same number of base units. */
export function unitSizing(units: number): Sizing {
  return ({ unit }) => Math.floor(units * unit + 1e-9);
}

/** Every sizing rule by its name in a profile; the value is what the profile's `sizing.value` means to it. */
export const sizings = {
  quote: quoteSizing,
  percent: percentSizing,
  risk: riskSizing,
  units: unitSizing,
} as const;
