import { alertWords } from '../../strategy/alert/index.ts';
import { boundsOf, extentOf } from '../../strategy/region/index.ts';
import { operationWords } from '../../strategy/trade/operation/index.ts';
import type { OperationFacts, RegionFacts, WaitingFacts } from '../../view/steering.ts';
import { traderName } from '../command/manual.ts';
import type { Session } from '../session/session.ts';

/** The regions of a session in plain facts. */
export function regionFacts({ guards, clock }: Session): RegionFacts[] {
  return guards.regions.all.map(({ id, plan, life, instrument, strategy = '', origin }) => {
    const { low, high } = boundsOf(plan, life, clock.now());
    const whole = extentOf(plan);
    const ends =
      plan.kind === 'trend'
        ? { lowA: plan.lowA, highA: plan.highA, lowB: plan.lowB, highB: plan.highB }
        : { lowA: whole.low, highA: whole.high, lowB: whole.low, highB: whole.high };
    const { kind, stage = 'both', direction = 'both', label = '', cancel = NaN } = plan;
    return { id, instrument, strategy, kind, stage, direction, label, origin, ...ends, low, high, ...life, cancel };
  });
}

/** The alerts that wait, in plain facts. */
export function waitingFacts(session: Session): WaitingFacts[] {
  return session.guards.alerts.all.map(({ id, plan, instrument, traderId, origin, made, until, left }) => ({
    id,
    instrument,
    strategy: traderId === undefined ? '' : traderName(session, traderId),
    origin,
    condition: alertWords(plan),
    timeframe: plan.timeframe ?? '',
    label: plan.label ?? '',
    message: plan.message ?? '',
    made,
    until,
    left,
    cancel: 'cancel' in plan ? (plan.cancel ?? NaN) : NaN,
    price: 'price' in plan ? plan.price : NaN,
  }));
}

/** The operations that wait, in plain facts. */
export function operationFacts(session: Session): OperationFacts[] {
  return session.operations.all.map(({ id, plan, trade, origin }) => ({
    id,
    trade: trade.id,
    strategy: traderName(session, trade.traderId),
    instrument: session.hubs[trade.market]!.instrument.id,
    direction: trade.direction,
    kind: plan.kind,
    words: operationWords(plan),
    origin,
    isWaiting: trade.state !== 'open',
  }));
}
