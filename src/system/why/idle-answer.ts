import type { Trade } from '../../strategy/trade/trade.ts';
import type { StrategyTrader } from '../../strategy/strategy-trader.ts';
import { barStart } from '../../market/timeframe.ts';
import { ensure } from '../../util/assert.ts';
import { regionRow } from '../command/listing.ts';
import type { Session } from '../session/session.ts';
import type { Decision, Reading } from './decision.ts';
import { causeWords, moment, signalWords } from './decision-words.ts';
import type { Idle, SignalFate } from './idle.ts';
import { regionsFor } from './region-step.ts';
import { refusalWords } from './refusal-words.ts';
import type { Witness } from './witness.ts';

/** What kept a strategy from trading, or that nothing did. */
export interface Reason {
  readonly kind:
    | 'not-begun'
    | 'over'
    | 'paused'
    | 'failed'
    | 'warm-up'
    | 'no-data'
    | 'denied'
    | 'waiting'
    | 'holding'
    | 'signal'
    | 'no-signal'
    | 'never-asked'
    | 'state'
    | 'daily-loss'
    | 'region';
  readonly words: string;
}

/** Why a strategy did not trade on an instrument at a moment. */
export interface IdleAnswer {
  readonly strategy: string;
  readonly instrument: string;
  /** The one that counts first. */
  readonly reasons: readonly Reason[];
  /** The last time it was asked; absent where it never was. */
  readonly decision: Decision | undefined;
  /** What its indicators stood at. */
  readonly readings: readonly Reading[];
}

/** A session that was done again up to the moment that is asked about. */
export interface IdleScene {
  readonly session: Session;
  readonly witness: Witness;
  readonly idle: Idle;
  /** The moment, ms. */
  readonly at: number;
  /** Decisions began. */
  readonly start: number;
  /** The record or the data end here; `undefined` while there is more. */
  readonly end: number | undefined;
}

/** How far back signals of strategies that see every tick belong to the moment, ms. */
const lately = 60_000;

/** Why each strategy that trades an instrument did not do so at the moment, in the order of the profile. */
export function idleAnswers(scene: IdleScene, instrument: string): IdleAnswer[] {
  const hub = ensure(
    scene.session.hubs.find((each) => each.instrument.id === instrument),
    'market',
  );
  const { index } = hub.market;
  return scene.session.traders
    .filter(({ market }) => market === index)
    .map((trader) => {
      const watched = scene.witness.traderOf(trader.name, instrument);
      const decision = watched?.lastDecision();
      const reasons = reasonsOf(scene, trader, decision, instrument);
      return { strategy: trader.name, instrument, reasons, decision, readings: watched?.readings() ?? [] };
    });
}

function reasonsOf(
  scene: IdleScene,
  trader: StrategyTrader,
  decision: Decision | undefined,
  instrument: string,
): Reason[] {
  const { at, start, end, session } = scene;
  if (at < start) return [{ kind: 'not-begun', words: `decisions begin at ${moment(start)}` }];
  const over: Reason[] =
    end !== undefined && at > end
      ? [{ kind: 'over', words: `nothing is known after ${moment(end)}: this is how it stood then` }]
      : [];
  const trades = session.tracker.tradesOf(trader.id);
  const found: Reason[] = [
    ...over,
    ...pauseReasons(scene, trader, instrument),
    ...warmUpReasons(trader),
    ...dataReasons(trader, over.length > 0 ? end! : at),
    ...signalReasons(scene, trader, decision),
    ...trades.map((trade) => tradeReason(trade, session)),
    ...accountReasons(scene),
    ...regionReasons(scene, trader),
  ];
  const isAsked = found.some(({ kind }) => kind === 'paused' || kind === 'failed' || kind === 'warm-up');
  const hasSignal = found.some(({ kind }) => kind === 'signal' || kind === 'denied');
  return isAsked || hasSignal ? found : [...found, silence(trader, decision)];
}

/** It was asked and wished nothing, or was never asked. */
function silence(trader: StrategyTrader, decision: Decision | undefined): Reason {
  if (decision === undefined)
    return { kind: 'never-asked', words: `${trader.name} was never asked: nothing it reacts to had happened` };
  const words = `${trader.name} was last asked at ${moment(decision.time)} (${decision.handler}): ${causeWords(decision.cause)}; it gave no signal`;
  return { kind: 'no-signal', words };
}

function pauseReasons({ idle }: IdleScene, trader: StrategyTrader, instrument: string): Reason[] {
  if (!trader.isPaused) return [];
  const { pause, failure } = idle.hindrancesOf(trader.id, trader.name);
  if (failure !== undefined && failure.time >= (pause?.time ?? -Infinity))
    return [{ kind: 'failed', words: `it stopped at ${moment(failure.time)}: ${failure.message}` }];
  const by = pause === undefined ? '' : ` since ${moment(pause.time)} by a person's word (${pause.source})`;
  return [{ kind: 'paused', words: `${trader.name} on ${instrument} is paused${by}` }];
}

function warmUpReasons(trader: StrategyTrader): Reason[] {
  const cold = trader.needs.filter(({ series, bars }) => series.count < bars);
  if (cold.length === 0) return [];
  const words = cold.map(({ series, bars }) => `${series.count} of ${bars} bars of ${series.frame.name}`);
  return [{ kind: 'warm-up', words: `its indicators are not warm: ${words.join(', ')}` }];
}

/** Bars that should have closed last and did not: nothing was traded, or the market was closed. */
function dataReasons(trader: StrategyTrader, at: number): Reason[] {
  return trader.needs.flatMap(({ series }): Reason[] => {
    const due = barStart(series.frame, at);
    if (series.closedAt >= due) return [];
    const last = Number.isNaN(series.closedAt)
      ? 'none closed before'
      : `the last one closed ${moment(series.closedAt)}`;
    const name = `${series.frame.name} bar of ${series.bar.instrument}`;
    return [
      {
        kind: 'no-data',
        words: `no ${name} closed at ${moment(due)}, ${last}: the market was closed, or has no data there`,
      },
    ];
  });
}

/** Signals of the moment, and what became of them. */
function signalReasons({ idle, at }: IdleScene, trader: StrategyTrader, decision: Decision | undefined): Reason[] {
  const { signals } = idle.hindrancesOf(trader.id, trader.name);
  const isOfBars = decision?.handler === 'onBar';
  const from = isOfBars ? decision.time : at - lately;
  return signals.filter(({ event }) => event.time >= from).map(fateReason);
}

function fateReason({ event, denied, order }: SignalFate): Reason {
  const said = `it gave the signal ${event.id} at ${moment(event.time)} (${signalWords(event.signal)})`;
  if (denied !== undefined) return { kind: 'denied', words: `${said}; refused: ${refusalWords(denied.reason)}` };
  if (order === undefined) return { kind: 'signal', words: said };
  const reason = order.reason === undefined ? '' : ` (${order.reason})`;
  return { kind: 'signal', words: `${said}; its order ${order.request.id} is ${order.state}${reason}` };
}

function tradeReason(trade: Trade, session: Session): Reason {
  const { price, quantity } = ensure(session.hubs[trade.market], 'market').instrument;
  if (trade.state !== 'pending') {
    const size = quantity.toText(trade.lots);
    return {
      kind: 'holding',
      words: `it holds trade ${trade.id}: ${trade.direction} ${size} since ${moment(trade.entryTime)}`,
    };
  }
  const order = session.desk.orders.get(trade.entryOrderId);
  const level = order?.limit ?? order?.trigger;
  const where = level === undefined ? '' : ` at ${price.toText(level)}`;
  return {
    kind: 'waiting',
    words: `its entry ${trade.entryOrderId} waits${where} since ${moment(trade.origin.signalTime)}`,
  };
}

/** Where entries may be at all. */
function regionReasons({ session }: IdleScene, { market, name }: StrategyTrader): Reason[] {
  return regionsFor(session, market, name).map((region) => ({
    kind: 'region',
    words: `signals have to lie in a region that is drawn for them: ${regionRow(region).words}`,
  }));
}

/** What would have refused any entry. */
function accountReasons({ session, idle, at }: IdleScene): Reason[] {
  const reasons: Reason[] = [];
  const { state } = session.desk;
  if (state !== 'active') {
    const since = idle.state === undefined ? '' : ` since ${moment(idle.state.time)}`;
    reasons.push({ kind: 'state', words: `the trading state is ${state}${since}: no entry may leave` });
  }
  // Which of several accounts it was is not told.
  const { dayLost } = idle;
  if (dayLost !== undefined && dayOf(dayLost) === dayOf(at) && session.accounts.length === 1)
    reasons.push({ kind: 'daily-loss', words: `since ${moment(dayLost)} ${refusalWords('daily-loss')}` });
  return reasons;
}

function dayOf(time: number): number {
  return Math.floor(time / 86_400_000);
}
