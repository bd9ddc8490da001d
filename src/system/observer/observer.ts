import type { Profile } from '../../config/profile.ts';
import type { ClosedTrade } from '../../strategy/trade/trade.ts';
import { since } from '../../view/log.ts';
import type { EquityFact, Snapshot } from '../../view/snapshot.ts';
import { type BarRecorder, DayRange, recordersOf } from './bar-recorder.ts';
import { FactLog } from './fact-log.ts';
import type { Session } from '../session/session.ts';
import { type Pace, type Seen, standingOf } from './standing.ts';

/**
 * Watches a session for the faces: keeps what happened, and tells at any time how everything stands. It looks on between
 * two turns of the engine; no order waits for it, and none depends on it. Made before the session begins.
 */
export class SessionObserver {
  readonly log: FactLog;
  readonly #session: Session;
  readonly #profile: Profile;
  readonly #recorders: readonly BarRecorder[];
  readonly #days: readonly DayRange[];
  readonly #taken: number[];
  /** Market time between two points of the equity curve; doubles whenever it is full, so that it covers all. */
  #equityStep = 60_000;
  #seen: Seen = { startEquity: NaN, dayEquity: NaN, peak: NaN, maxDrawdown: 0, day: NaN };

  constructor(session: Session, profile: Profile) {
    this.#session = session;
    this.#profile = profile;
    this.log = new FactLog(session);
    this.#recorders = session.hubs.flatMap(recordersOf);
    this.#days = session.hubs.map(() => new DayRange());
    this.#taken = session.hubs.map(() => 0);
  }

  /** A trade, or a part of one, is over. */
  closed(trade: ClosedTrade): void {
    this.log.closed(trade);
  }

  /** Notes what the account is worth now; cheap, called once a turn. */
  look(): void {
    const time = this.#session.clock.now();
    const { equity } = this.log;
    const last = equity.items.at(-1)?.[0] ?? -Infinity;
    if (time - last < this.#equityStep) return;
    this.#note(time, this.#session.equity());
  }

  /** How everything stands. @param pace of the market */
  snapshot(pace: Pace): Snapshot {
    const session = this.#session;
    const time = session.clock.now();
    this.#note(time, session.equity(), true);
    for (const recorder of this.#recorders) recorder.settle();
    session.hubs.forEach((hub, index) => this.#lookAt(hub.instrument.id, index, time));
    const standing = standingOf(session, this.#profile, {
      time,
      pace,
      seen: this.#seen,
      days: this.#days,
      performance: [...this.log.performance.values()],
      directions: this.log.directions,
      recorders: this.#recorders,
    });
    return { ...standing, logs: this.log, series: this.#recorders };
  }

  #lookAt(id: string, index: number, time: number): void {
    const { market } = this.#session.hubs[index]!;
    market.sync();
    const day = this.#days[index]!;
    const recorder = this.#recorders.find((each) => each.instrument === id);
    if (recorder !== undefined) for (const bar of since(recorder.bars, this.#taken[index]!)) day.take(bar);
    this.#taken[index] = recorder?.bars.total ?? 0;
    const { price } = this.#session.hubs[index]!.instrument;
    day.look(time, Number.isNaN(market.last) ? NaN : price.toNumber(market.last), recorder?.bars.items ?? []);
  }

  /** @param isLook somebody looks now: the peak is found, and no point is added */
  #note(time: number, equity: number, isLook = false): void {
    const day = Math.floor(time / 86_400_000);
    const before = this.#seen;
    const peak = Number.isNaN(before.peak) ? equity : Math.max(before.peak, equity);
    this.#seen = {
      startEquity: Number.isNaN(before.startEquity) ? equity : before.startEquity,
      dayEquity: day === before.day ? before.dayEquity : equity,
      peak,
      maxDrawdown: Math.max(before.maxDrawdown, peak > 0 ? 1 - equity / peak : 0),
      day,
    };
    if (!isLook) this.#addEquity([time, equity]);
  }

  #addEquity(point: EquityFact): void {
    const { equity } = this.log;
    equity.add(point);
    if (equity.items.length < 1500) return;
    const thinned = equity.items.filter((_, k) => k % 2 === 0);
    equity.items.splice(0, equity.items.length, ...thinned);
    this.#equityStep *= 2;
  }
}
