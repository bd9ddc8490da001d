/** A price, or how far from the entry it lies: percent of the entry price that the trade gains there; negative: loses. */
export type GainLevel = number | { readonly percent: number };

/** Once the price has come to `at`, the stop moves to `stop`, if that is nearer than where it stands. */
export interface StepStopLoss {
  readonly kind: 'step-stop-loss';
  readonly at: GainLevel;
  readonly stop: GainLevel;
}

/** Once the trade has gained `after` percent, the stop moves to the entry price, plus `plus` percent. */
export interface BreakevenOperation {
  readonly kind: 'breakeven';
  readonly after: number;
  readonly plus?: number;
}

/** From now on the stop follows the best price. */
export interface TrailingOperation {
  readonly kind: 'trailing';
  readonly percent: number;
  readonly after?: number;
  readonly tight?: { readonly percent: number; readonly after: number };
}

/** With each bar that closes the stop moves to `percent` from its close, never back. */
export interface DynamicStopLoss {
  readonly kind: 'dynamic-stop-loss';
  readonly timeframe: string;
  readonly percent: number;
  /** Only while the trade gains this many percent or more at the close. */
  readonly after?: number;
}

/** With each bar that closes the target moves to `percent` beyond its close, never back. */
export interface DynamicTakeProfit {
  readonly kind: 'dynamic-take-profit';
  readonly timeframe: string;
  readonly percent: number;
  /** Only while the trade gains this many percent or more at the close. */
  readonly after?: number;
}

/** Closes the trade at the market once the price has come to `at`: at once, or when a bar closes there. */
export interface CloseAt {
  readonly kind: 'close-at';
  readonly at: GainLevel;
  readonly timeframe?: string;
}

/** Closes the trade at the market after this many ms, where its gain lies between two bounds then, percent. */
export interface CloseAfter {
  readonly kind: 'close-after';
  readonly after: number;
  readonly least?: number;
  readonly most?: number;
}

/** Something that is done to a trade by itself, when its condition comes true. */
export type OperationPlan =
  | StepStopLoss
  | BreakevenOperation
  | TrailingOperation
  | DynamicStopLoss
  | DynamicTakeProfit
  | CloseAt
  | CloseAfter;
