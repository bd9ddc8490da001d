/**
 * An incremental indicator: `next` commits a closed input, `peek` answers for the one still forming and commits
 * nothing. O(1) amortised per input, no allocation per input. Inputs must be finite: guards stand at the feed.
 */
export interface Indicator<Input, Output = number> {
  /**
   * Inputs until the first value: `next` returns NaN for exactly `warmup - 1` inputs, and from then on every output
   * is finite.
   */
  readonly warmup: number;
  /**
   * Inputs until the value no longer depends, beyond 0.1 % of its scale, on where the series began. Equals `warmup`
   * where the indicator forgets what leaves its window; `Infinity` for running totals, which never forget.
   */
  readonly settle: number;
  /** The last committed output; NaN before warm-up. */
  readonly value: Output;
  next(input: Input): Output;
  peek(input: Input): Output;
}

/** Named numbers of one indicator, for example `{ macd, signal, histogram }`. */
export type NamedOutputs = Readonly<Record<string, number>>;

/**
 * An indicator of several numbers. `value` is the main one and is NaN until all are there; a named output may be
 * there earlier (+DI before ADX). Both objects live as long as the instance and are overwritten: copy what you keep.
 */
export interface MultiIndicator<Input, Outputs extends NamedOutputs> extends Indicator<Input> {
  /** The last committed outputs, written by `next`. */
  readonly outputs: Outputs;
  /** The outputs of the input still forming, written by `peek`. */
  readonly forming: Outputs;
}
