import { steadyNow } from '../../bus/clock.ts';
import { type Again, sessionAgain } from '../../system/again/again.ts';
import type { SessionMeta } from '../../system/record/session-folder.ts';
import { linesOf, type SessionLine } from '../../system/observer/session-line.ts';
import type { Session } from '../../system/session/session.ts';
import { withMarketPlan } from '../run/data-folder.ts';
import { namedSession } from '../run/named-session.ts';
import { loadRequest } from '../run/profile-request.ts';
import { sessionPlace } from '../run/session-place.ts';
import type { JobAnswer, JobLink, ReplayRequest } from './messages.ts';

/** Does a paper session again and tells its lines as they come. @throws SiisError SESSION_DIFFERS, and what keeps it from being done */
export async function replayJob(request: ReplayRequest, link: JobLink): Promise<JobAnswer> {
  const loaded = await loadRequest(request.profile);
  const place = sessionPlace(loaded);
  const meta = namedSession(place, loaded.profile.name, request.session);
  return withMarketPlan(loaded, (plan) => {
    const { from = -Infinity, to = Infinity } = request.range;
    const teller = new Teller(request.speed, { from, to }, link);
    const began = steadyNow();
    const again = sessionAgain(place, meta, plan, {
      follow: (session) => teller.follow(session),
      until: to,
      isDone: () => link.shouldStop(),
    });
    const isInterrupted = link.shouldStop();
    return { text: '', isInterrupted, exitCode: 0, notes: [figure(meta, again, steadyNow() - began)] };
  });
}

/** Tells the lines of a session at the pace that is asked for. */
class Teller {
  readonly #speed: number | undefined;
  readonly #range: { readonly from: number; readonly to: number };
  readonly #link: JobLink;
  /** Market time and wall time of the first line, ms. */
  #first: { readonly time: number; readonly wall: number } | undefined;

  constructor(speed: number | undefined, range: { readonly from: number; readonly to: number }, link: JobLink) {
    this.#speed = speed;
    this.#range = range;
    this.#link = link;
  }

  follow(session: Session): void {
    session.bus.tap((event, sequence) => {
      for (const line of linesOf(session, event, sequence)) this.#tell(line, session.clock.now());
    });
  }

  /** @param now market time, ms; that of the line is the moment on a bar at which it happened */
  #tell(line: SessionLine, now: number): void {
    const { from, to } = this.#range;
    if (now < from || now >= to || this.#link.shouldStop()) return;
    this.#first ??= { time: now, wall: steadyNow() };
    if (this.#speed !== undefined) {
      const due = this.#first.wall + (now - this.#first.time) / this.#speed;
      const left = due - steadyNow();
      if (left > 0) this.#link.wait(left);
    }
    if (!this.#link.shouldStop()) this.#link.line(line);
  }
}

/** How much market time was done again in how much wall time. */
function figure({ id }: SessionMeta, { session, compared, start, end }: Again, wall: number): string {
  const market = Math.max(0, session.clock.now() - start);
  const times = Math.round(market / Math.max(1, wall));
  const { ticks, bars } = session.passed;
  const passed = ticks > 0 ? `${ticks} ticks` : `${bars} bars`;
  const alike = end === undefined ? '' : `, orders identical ${compared.orders}/${compared.orders}`;
  return `replayed ${id}: ${(market / 3_600_000).toFixed(2)} h of market time, ${passed}, in ${(wall / 1000).toFixed(2)} s (${times} × real time)${alike}`;
}
