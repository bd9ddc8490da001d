import type { Timeframe } from '../../market/timeframe.ts';
import type { StrategyTrader } from '../../strategy/strategy-trader.ts';
import { SiisError } from '../../util/errors.ts';
import type { Session } from './session.ts';

/** `onTick` or `onTicks`, when the strategy has one. */
function tickHandler({ handlers }: StrategyTrader): string | undefined {
  return handlers.onTicks !== undefined ? 'onTicks' : handlers.onTick !== undefined ? 'onTick' : undefined;
}

/**
 * Bars hold no ticks: a strategy that decides on nothing else would sit through the run and do nothing.
 *
 * @throws SiisError DATA_MISSING for a strategy that has neither `onBar` nor `onTimer`
 */
export function refuseTickless(traders: readonly StrategyTrader[], instrument: string, frame: Timeframe): void {
  for (const trader of traders) {
    const handler = tickHandler(trader);
    const { onBar, onTimer } = trader.handlers;
    if (handler === undefined || onBar !== undefined || onTimer !== undefined) continue;
    throw new SiisError(
      'DATA_MISSING',
      `expected ticks of ${instrument} for the strategy ${trader.name}, which decides in ${handler} only; came ${frame.name} bars: import ticks, or give it onBar`,
    );
  }
}

/** The handlers of strategies that will never be called with the data of a session, and why, in sentences. */
export function idleHandlerWarnings(session: Session): string[] {
  return [...idleTickHandlers(session), ...idleBarHandlers(session)];
}

/** Tick handlers where the data are bars. */
function idleTickHandlers(session: Session): string[] {
  return session.traders.flatMap((trader) => {
    const handler = tickHandler(trader);
    const frame = session.lanes[trader.market]?.frame;
    if (handler === undefined || frame === undefined) return [];
    const { id } = session.hubs[trader.market]!.instrument;
    return [`${handler} of ${trader.name} is never called: the data of ${id} are ${frame.name} bars, not ticks`];
  });
}

/** Bar handlers of strategies that follow no bars. */
function idleBarHandlers({ traders }: Session): string[] {
  const idle = traders.filter(({ handlers, inputs }) => handlers.onBar !== undefined && inputs.length === 0);
  return [...new Set(idle.map(({ name }) => name))].map(
    (name) => `onBar of ${name} is never called: its setup follows no bars (watch, track or trackBars)`,
  );
}
