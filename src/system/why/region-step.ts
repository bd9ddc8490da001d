import type { SignalEvent } from '../../market/event.ts';
import type { Region } from '../../strategy/region/region-book.ts';
import { regionRow } from '../command/listing.ts';
import type { Session } from '../session/session.ts';
import type { Step } from './step.ts';

/** The regions in force or yet to be that concern a strategy on a market. */
export function regionsFor(session: Session, market: number, strategy: string): Region[] {
  return session.guards.regions.all.filter(
    (region) => region.market === market && (region.strategy ?? strategy) === strategy,
  );
}

/** Whether an entry lay in a region where it had to; `undefined` where there is none. */
export function regionStep(session: Session, event: SignalEvent, strategy: string): Step | undefined {
  const { signal, market, time } = event;
  const regions = regionsFor(session, market, strategy);
  if (signal.kind !== 'enter' || regions.length === 0) return undefined;
  const isIn = session.guards.entry(event, signal) === undefined;
  const words = isIn ? 'regions: the entry may pass' : 'regions: it lies in none of those for entries';
  return {
    what: 'regions',
    time,
    words: [words, ...regions.map((region) => regionRow(region).words)],
    facts: { passes: isIn, regions: regions.map((region) => regionRow(region).data) },
  };
}
