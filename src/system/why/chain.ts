import type { Profile } from '../../config/profile.ts';
import type { DeniedEvent, SiisEvent, SignalEvent, StatusEvent, TradeEvent } from '../../market/event.ts';
import type { Instrument } from '../../market/instrument.ts';
import type { Command } from '../../market/command.ts';
import type { Trade } from '../../strategy/trade/trade.ts';
import { ensure } from '../../util/assert.ts';
import type { MarketHub } from '../engine/market-hub.ts';
import type { Session } from '../session/session.ts';
import {
  accountStep,
  commandStep,
  deniedStep,
  deskStep,
  reportStep,
  signalSteps,
  statusStep,
  tradeStep,
} from './event-steps.ts';
import { regionStep } from './region-step.ts';
import { refusalWords } from './refusal-words.ts';
import { sizeSteps } from './size-words.ts';
import type { Explanation, Step } from './step.ts';
import type { Target } from './target.ts';
import type { Investigation, Note } from './witness.ts';

/** Collects what belongs to one trade, order or signal while its session is done again. */
export class Chain implements Investigation {
  readonly #target: Target;
  readonly #profile: Profile;
  readonly #steps: Step[] = [];
  /** Its signal; `undefined` before that comes. */
  #signal: SignalEvent | undefined;
  /** Open lots of the trade, its last event, and the last refusal. */
  #lots = 0;
  #trade: TradeEvent | undefined;
  #refusal: string | undefined;
  /** Ids of the orders sent for it. */
  readonly #orders = new Set<string>();

  constructor(target: Target, profile: Profile) {
    this.#target = target;
    this.#profile = profile;
  }

  take(note: Note, session: Session): void {
    const hub = this.#hub(session);
    if (note.kind === 'signal') return this.#onSignal(note, session);
    if (this.#signal === undefined) return;
    const { signalId } = this.#target;
    this.#lots = lotsOf(session.tracker.openOn(hub.market.index).filter(({ id }) => isPartOf(id, signalId)));
    const now = session.clock.now();
    if (note.kind === 'event') this.#onEvent(note.event, hub, now);
    else if (note.kind === 'sized') this.#onSized(note, hub, session);
    else if (note.kind === 'desk') {
      const step = deskStep(note.entry, hub.instrument, now);
      if (step?.order === undefined || !this.#isIts(step.order)) return;
      if (step.what === 'sent') this.#orders.add(step.order);
      this.#steps.push(step);
    } else if (this.#isAlive && note.message.startsWith(`strategy ${this.#target.strategy} on ${hub.instrument.id}`))
      this.#steps.push(
        statusStep({ kind: 'status', time: now, level: 'error', source: 'strategy', message: note.message }),
      );
  }

  isDone(session: Session): boolean {
    if (this.#signal === undefined) return false;
    if (!this.#isEntry) return session.clock.now() > this.#signal.time;
    const isAnyLive = [...this.#orders].some((id) => session.desk.orders.get(id)?.isLive === true);
    return this.#lots === 0 && !isAnyLive && session.clock.now() > this.#signal.time;
  }

  /** What was found; `undefined` when no such id came to be. */
  explanation(): Explanation | undefined {
    const { orderId, signalId, strategy, instrument } = this.#target;
    if (this.#signal === undefined) return undefined;
    const kind = orderId !== undefined ? 'order' : this.#isEntry ? 'trade' : 'signal';
    const steps = orderId === undefined ? this.#steps : this.#ofOrder(orderId);
    if (steps === undefined) return undefined;
    return { kind, id: orderId ?? signalId, strategy, instrument, outcome: this.#outcome(), steps };
  }

  /** What led to an order and what became of it: steps that speak of no order, and its own. */
  #ofOrder(orderId: string): Step[] | undefined {
    if (!this.#steps.some(({ order }) => order === orderId)) return undefined;
    return this.#steps.filter(({ order }) => order === undefined || order === orderId);
  }

  #outcome(): string {
    if (!this.#isEntry) return `a ${this.#signal?.signal.kind} signal; what it led to at once is below`;
    const trade = this.#trade;
    if (trade === undefined && this.#refusal !== undefined) return `never opened: ${refusalWords(this.#refusal)}`;
    if (trade === undefined) return 'never opened: no order of it filled';
    return this.#lots === 0 ? `over: ${trade.reason ?? 'closed'}` : `${trade.direction}, open`;
  }

  get #isEntry(): boolean {
    return this.#signal?.signal.kind === 'enter';
  }

  /** Its signal came, and it is not over. */
  get #isAlive(): boolean {
    return this.#signal !== undefined && (this.#trade === undefined || this.#lots > 0);
  }

  #hub(session: Session): MarketHub {
    return ensure(
      session.hubs.find(({ instrument }) => instrument.id === this.#target.instrument),
      'market',
    );
  }

  /** An order of the trade; for a signal of another kind of any trade of its strategy, at its moment. */
  #isIts(orderId: string): boolean {
    const { signalId } = this.#target;
    return orderId.startsWith(this.#isEntry ? `${signalId}-` : signalId.replace(/\d+$/, ''));
  }

  #onSignal(note: Extract<Note, { kind: 'signal' }>, session: Session): void {
    const { event } = note;
    const { signalId } = this.#target;
    const isIt = event.id === signalId;
    if (isIt) this.#signal = event;
    else if (!this.#isAlive || event.traderId !== this.#signal?.traderId || !this.#concerns(event)) return;
    this.#steps.push(...signalSteps(note));
    const regions = regionStep(session, event, this.#target.strategy);
    if (regions !== undefined) this.#steps.push(regions);
  }

  /** A later signal of the strategy that may change the trade. */
  #concerns({ signal }: SignalEvent): boolean {
    const own = this.#signal?.signal;
    if (own?.kind !== 'enter') return false;
    if (signal.kind === 'enter') return signal.direction !== own.direction;
    if (signal.kind === 'region' || signal.kind === 'alert') return false;
    if (signal.trade !== undefined && signal.trade !== this.#target.signalId) return false;
    return signal.kind !== 'exit' || signal.direction === undefined || signal.direction === own.direction;
  }

  #onSized({ order, size, caps }: Extract<Note, { kind: 'sized' }>, hub: MarketHub, session: Session): void {
    if (order.purpose !== 'entry' || order.tradeId !== this.#target.signalId) return;
    const { instrument } = hub;
    const account = session.accountOf(hub);
    const time = session.clock.now();
    const fixed = session.money.fixedOn(hub.market.index);
    this.#steps.push(...sizeSteps({ order, size, fixed, caps, profile: this.#profile, instrument, account, time }));
  }

  #onEvent(event: SiisEvent, { instrument, market }: MarketHub, now: number): void {
    const { signalId } = this.#target;
    switch (event.kind) {
      case 'denied':
        if (event.signalId === signalId || event.tradeId === signalId) this.#onDenied(event);
        break;
      case 'order-report':
        if (this.#isIts(event.report.orderId)) this.#steps.push(reportStep(event.report, instrument, now));
        break;
      case 'trade':
        if (isPartOf(event.tradeId, signalId)) this.#onTrade(event, instrument);
        break;
      case 'command':
        if (this.#isAlive && meansIt(event.command, this.#target)) this.#steps.push(commandStep(event));
        break;
      case 'account':
        if (event.market === market.index && this.#lots > 0) this.#steps.push(accountStep(event));
        break;
      case 'status':
        if (this.#isAlive && speaksOf(event, signalId)) this.#steps.push(statusStep(event));
        break;
      default:
    }
  }

  #onDenied(event: DeniedEvent): void {
    if (event.purpose === 'entry' && event.standing === undefined) this.#refusal = event.reason;
    this.#steps.push(deniedStep(event));
  }

  #onTrade(event: TradeEvent, instrument: Instrument): void {
    this.#trade = event;
    this.#steps.push(tradeStep(event, instrument));
  }
}

function lotsOf(trades: readonly Trade[]): number {
  return trades.reduce((sum, { lots }) => sum + lots, 0);
}

/** Parts of a trade have ids of their own, and so has what filled after it was over. */
function isPartOf(id: string, tradeId: string): boolean {
  return id === tradeId || id.startsWith(`${tradeId}.`) || id.startsWith(`${tradeId}-`);
}

/** Of the trade itself, or of one of its orders. */
function speaksOf({ tradeId, message }: StatusEvent, signalId: string): boolean {
  return tradeId === undefined ? message.includes(`${signalId}-`) : isPartOf(tradeId, signalId);
}

function meansIt(command: Command, { strategy, instrument, signalId }: Target): boolean {
  switch (command.kind) {
    case 'pause':
    case 'play':
    case 'reload':
      return command.strategy === undefined || command.strategy === strategy;
    case 'close':
      return (command.trade ?? signalId) === signalId && (command.instrument ?? instrument) === instrument;
    case 'cancel':
      return (command.instrument ?? instrument) === instrument;
    case 'add-region':
      return (
        (command.region.instrument ?? instrument) === instrument && (command.region.strategy ?? strategy) === strategy
      );
    case 'add-operation':
    case 'remove-operation':
      return command.trade === signalId;
    case 'protect':
    case 'clean':
      return command.trade === signalId;
    case 'enter':
    case 'assign':
    case 'quantity':
    case 'service':
    case 'add-alert':
    case 'remove-alert':
    case 'remove-region':
    case 'list':
      return false;
    case 'state':
    case 'leverage':
      return true;
  }
}
