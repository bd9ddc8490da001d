import type { Profile } from '../../config/profile.ts';
import type { LoadedStrategy } from '../../config/strategies.ts';
import type { Lane } from '../../watcher/lane/lane.ts';
import { noJournal } from '../../trader/journal.ts';
import { sessionParts } from '../session/assembly.ts';
import { inputsOf } from '../data/inputs.ts';
import {
  type BacktestStore,
  type ChosenData,
  chooseData,
  endOf,
  openLanes,
  type RunRange,
  startOf,
} from '../data/market-data.ts';
import { Session, type SessionParts } from '../session/session.ts';

/** What a backtest is made of. */
export interface BacktestPlan extends RunRange {
  readonly profile: Profile;
  readonly strategies: readonly LoadedStrategy[];
  readonly store: BacktestStore;
  readonly log?: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
}

/** A backtest that is about to begin. */
export interface OpenBacktest {
  readonly session: Session;
  readonly chosen: readonly ChosenData[];
  readonly lanes: readonly Lane[];
  /** Decisions are made in [start, end), ms. */
  readonly start: number;
  readonly end: number;
}

/**
 * Wires the session of a backtest and opens its data. The lanes are to be closed.
 *
 * @param adapt stands between the parts of the session, for somebody who looks on
 * @throws SiisError DATA_MISSING, or what profile and data contradict each other in
 */
export function openBacktest(
  plan: BacktestPlan,
  adapt: (parts: SessionParts) => SessionParts = (parts) => parts,
): OpenBacktest {
  const { profile, store } = plan;
  const range: RunRange = { from: plan.from, to: plan.to };
  const parts = sessionParts(profile, plan.strategies, {
    journal: noJournal,
    inputs: inputsOf(plan.strategies),
    specOf: (id) => store.instrument(id)?.spec,
    onFailure: (error) => {
      throw error;
    },
    ...(plan.log === undefined ? {} : { log: plan.log }),
  });
  const session = new Session(adapt(parts));
  const ids = session.hubs.map((hub) => hub.instrument.id);
  const chosen = chooseData(profile, store, ids, range);
  const start = startOf(chosen, range);
  const end = endOf(chosen, range);
  const lanes = openLanes(session, store, chosen, {
    range,
    side: profile.data.side,
    history: profile.history === 'auto',
  });
  return { session, chosen, lanes, start, end };
}
