import type { MarketPlan } from './paper-market.ts';
import type { Stop, Stops } from '../record/session-stops.ts';
import type { Watchdog } from '../../watchdog/watchdog.ts';
import { Crew } from '../worker/crew.ts';

/** How many workers, and what is known of those that were stopped. */
export interface CrewPlan {
  readonly watchdog: Watchdog;
  readonly workers: number;
  readonly stops: Stops;
  readonly onStopped?: (traderId: string, stop: Stop) => void;
}

/** Workers for the strategies of a session. @throws SiisError STRATEGY_INVALID, STRATEGY_FAILED */
export function crewOf(plan: MarketPlan, { watchdog, workers, stops, onStopped }: CrewPlan): Crew {
  const { profile, strategies } = plan;
  return new Crew({
    watchdog,
    strategies,
    seed: profile.seed,
    workers,
    budget: profile.budget,
    log: (message, fields) => plan.log?.(message, fields),
    stops,
    onStopped: (traderId, stop) => onStopped?.(traderId, stop),
  });
}
