/**
 * An incremental indicator: `next` commits a closed input, `peek` answers for the one still forming and commits
 * nothing. O(1) amortised per input, no allocation per input; outputs that are more than one number are read from
 * the instance's own fields after `next`.
 */
export interface Indicator<Input, Output> {
  /** Inputs until the first value: `next` returns NaN (or an output of NaN) for exactly `warmup - 1` inputs. */
  readonly warmup: number;
  /**
   * Inputs until the value no longer depends, beyond 0.1 %, on where the series began. Equals `warmup` where the
   * indicator forgets what leaves its window.
   */
  readonly settle: number;
  /** The last committed output; NaN before warm-up. */
  readonly value: Output;
  next(input: Input): Output;
  peek(input: Input): Output;
}
