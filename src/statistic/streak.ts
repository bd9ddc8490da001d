import { type Series } from './moments.ts';

/** Longest runs of wins and of losses. A draw ends both and belongs to neither. */
export interface Streaks {
  readonly wins: number;
  readonly losses: number;
  /** The run at the end: wins above zero, losses below. */
  readonly current: number;
}

/** Streaks of outcomes in order of time; only their signs matter. */
export function streaks(profits: Series): Streaks {
  let wins = 0;
  let losses = 0;
  let current = 0;
  for (const profit of profits) {
    const sign = Math.sign(profit);
    current = sign === 0 ? 0 : current * sign > 0 ? current + sign : sign;
    wins = Math.max(wins, current);
    losses = Math.max(losses, -current);
  }
  return { wins, losses, current };
}
