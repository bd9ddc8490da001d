import type { LaneFacts } from '../../view/machine.ts';
import { keyTime } from '../../watcher/lane/lane.ts';
import type { Session } from '../session/session.ts';

/** Where the data of each market come from, and how far they are. @param source as the profile names it */
export function laneFacts({ lanes, hubs }: Session, source: string): LaneFacts[] {
  return lanes.map(({ market, frame, isQuote, ticks, bars, doneKey, next, path }) => ({
    instrument: hubs[market]!.instrument.id,
    kind: frame === undefined ? (isQuote ? 'quotes' : 'trades') : `${frame.name} bars`,
    source,
    path,
    ticks,
    bars,
    lastTime: Number.isFinite(doneKey) ? keyTime(doneKey) : NaN,
    nextTime: next[0] === Infinity ? Infinity : keyTime(next[0]!),
  }));
}
