import type { Understudy } from '../../strategy/understudy.ts';
import type { Series } from '../../strategy/series.ts';
import type { StrategyTrader } from '../../strategy/strategy-trader.ts';
import { ensure } from '../../util/assert.ts';
import { SiisError } from '../../util/errors.ts';
import { noJournal } from '../../trader/journal.ts';
import { followedSeries } from '../session/hub-named.ts';
import type { Lane } from '../../watcher/lane/lane.ts';
import { Session, type SessionParts } from '../session/session.ts';

/** What a session is made of, to have its market pass once more. */
export interface Stage {
  readonly parts: SessionParts;
  /** Opens the same data for another session. */
  readonly open: (session: Session) => { readonly lanes: readonly Lane[]; readonly start: number };
}

/** New code of a strategy-trader. */
export interface Newcomer {
  readonly trader: StrategyTrader;
  readonly understudy: Understudy;
}

/** A series that new code follows, as the market left it. */
export interface Rehearsed {
  readonly series: Series;
  readonly follower: Newcomer;
}

/**
 * Has the market of a session pass once more, from its beginning up to now, before nobody but the indicators of new code: they
 * stand afterwards where they would stand had they been there all along.
 *
 * @throws SiisError STRATEGY_INVALID for what the data under way cannot show
 */
export function rehearse({ parts, open }: Stage, live: Session, newcomers: readonly Newcomer[]): Rehearsed[] {
  const { guards: _guards, log: _log, ...rest } = parts;
  const session = new Session({ ...rest, strategies: [], dayCaps: [], journal: noJournal });
  // The same rows, so that a series which is new can be taken over in the middle of a bar.
  live.hubs.forEach((hub, index) => hub.series.forEach(({ frame }) => session.hubs[index]!.seriesOf(frame)));
  const rehearsed = newcomers.flatMap((follower) => {
    const { trader, understudy } = follower;
    const { instrument } = ensure(live.hubs[trader.market], 'market');
    return understudy.follows.map(({ timeframe, options, feeder }): Rehearsed => {
      const following = { strategy: trader.name, instrument: instrument.id, timeframe, options };
      const series = followedSeries(session.hubs, following);
      if (feeder !== undefined) series.add(feeder);
      return { series, follower };
    });
  });
  refuseFiner(session, live);
  const { lanes, start } = open(session);
  try {
    session.begin(lanes, start).run({ until: live.clock.now(), waits: true });
  } finally {
    for (const lane of lanes) lane.close();
  }
  return rehearsed;
}

/** Ticks are handed on in rows of one length, which every bar must be made of. */
function refuseFiner(session: Session, live: Session): void {
  session.hubs.forEach((hub, index) => {
    const under = ensure(live.hubs[index], 'market');
    if (live.lanes[index]?.frame !== undefined || hub.rowMillis() === under.rowMillis()) return;
    const frames = hub.series.filter((each) => !under.series.some(({ frame }) => frame.name === each.frame.name));
    const names = frames.map(({ frame }) => frame.name).join(', ');
    throw new SiisError('STRATEGY_INVALID', `${names} bars of ${hub.instrument.id} are made only after a restart`);
  });
}
