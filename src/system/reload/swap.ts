import type { Series } from '../../strategy/series.ts';
import { StrategyTrader } from '../../strategy/strategy-trader.ts';
import type { TraderCode } from '../../strategy/understudy.ts';
import { ensure } from '../../util/assert.ts';
import type { Session } from '../session/session.ts';
import type { Newcomer, Rehearsed } from './rehearsal.ts';

/** A strategy-trader that changed its code, and the two. */
interface Change {
  readonly trader: StrategyTrader;
  readonly before: TraderCode;
  readonly after: TraderCode;
}

/** How new code did. @param fault what went wrong with it; `undefined`: nothing */
export type Verdict = (fault: string | undefined) => void;

/**
 * New code of a strategy on all its markets. Until it has decided once on each of them, what it replaced is fed on, and comes
 * back everywhere when it fails anywhere.
 */
export class Swap {
  readonly #session: Session;
  readonly #changes: readonly Change[];
  readonly #verdict: Verdict;
  #isOver = false;

  constructor(
    session: Session,
    rehearsed: readonly Rehearsed[],
    of: { newcomers: readonly Newcomer[]; verdict: Verdict },
  ) {
    this.#session = session;
    this.#verdict = of.verdict;
    takeIn(session, rehearsed);
    this.#changes = of.newcomers.map(({ trader, understudy }) => {
      const own = rehearsed.filter(({ follower }) => follower.trader === trader);
      const isWarm = understudy.follows.every(
        ({ feeder }, k) => ensure(own[k], 'series').series.count >= (feeder?.indicator.warmup ?? 1),
      );
      const after = { ...trader.ready(understudy), isWarm };
      for (const { series, feeder } of after.fed) if (!series.has(feeder)) series.add(feeder);
      return { trader, before: trader.take(after), after };
    });
    for (const { trader } of this.#changes) {
      const passed = (): void => this.#passed(trader);
      trader.trial = { passed, failed: (message) => this.#end(message) };
    }
    this.#rewire();
  }

  /** Takes the new code back, where it has not proved itself. */
  withdraw(): void {
    if (!this.#isOver) this.#end('it is replaced before it decided on anything');
  }

  #passed(trader: StrategyTrader): void {
    trader.trial = undefined;
    if (this.#changes.every((each) => each.trader.trial === undefined)) this.#end(undefined);
  }

  #end(fault: string | undefined): void {
    this.#isOver = true;
    for (const { trader, before, after } of this.#changes) {
      trader.trial = undefined;
      if (fault !== undefined) trader.take(before);
      for (const { series, feeder } of fault === undefined ? before.fed : after.fed) series.remove(feeder);
    }
    this.#rewire();
    this.#verdict(fault);
  }

  /** Says who decides on which bars. */
  #rewire(): void {
    const { traders, hubs } = this.#session;
    for (const hub of hubs) {
      for (const series of hub.series) {
        const others = series.watchers.filter((each) => !(each instanceof StrategyTrader));
        series.watchers = [...others, ...traders.filter(({ inputs }) => inputs.includes(series))];
      }
      hub.rewire();
    }
    this.#session.rewire();
  }
}

/** Series that are new to a session become its own. */
function takeIn({ hubs }: Session, rehearsed: readonly Rehearsed[]): void {
  for (const series of new Set(rehearsed.map((each): Series => each.series))) {
    const hub = ensure(hubs[series.market], 'market');
    const { name, anchor } = series.frame;
    const isThere = hub.series.some(({ frame }) => frame.name === name && frame.anchor === anchor);
    if (!isThere) hub.adopt(series);
  }
}
